import { mostParts, partBytesFor, smallestPartBytes } from '@domain/files/upload-parts'
import { describe, expect, it } from 'vitest'

const tebibyte = 1024 ** 4

describe('the parts of an upload', () => {
  it('are as small as ten thousand of them allow, and whole multiples of the smallest', () => {
    for (const size of [
      0,
      1,
      smallestPartBytes * mostParts,
      smallestPartBytes * mostParts + 1,
      tebibyte,
      48 * tebibyte
    ]) {
      const bytes = partBytesFor('/b/k', size)
      expect(bytes % smallestPartBytes).toBe(0)
      expect(Math.ceil(size / bytes)).toBeLessThanOrEqual(mostParts)
      if (bytes > smallestPartBytes) expect(size / (bytes - smallestPartBytes)).toBeGreaterThan(mostParts)
    }
  })

  it('reach to 625 GiB where nobody knows the size', () => {
    expect(partBytesFor('/b/k', undefined) * mostParts).toBe(625 * 1024 ** 3)
  })

  it('refuse what no bucket holds', () => {
    expect(() => partBytesFor('/b/k', 49 * tebibyte)).toThrow('too large for a bucket')
  })
})
