import { pixelAngstrom } from '@domain/mrc/pixel-size'
import { describe, expect, it } from 'vitest'

function header(intervals: number, cell: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(1024)
  const view = new DataView(bytes.buffer)
  view.setInt32(28, intervals, little)
  view.setFloat32(40, cell, little)
  return bytes
}

describe('the size of a pixel of an MRC file', () => {
  it('is the cell by its intervals, in either byte order', () => {
    expect(pixelAngstrom(header(4096, 4096 * 0.73, true), true)).toBeCloseTo(0.73, 5)
    expect(pixelAngstrom(header(100, 250, false), false)).toBeCloseTo(2.5)
  })

  it('is unknown where a program wrote none', () => {
    expect(pixelAngstrom(header(0, 100, true), true)).toBeNull()
    expect(pixelAngstrom(header(100, 0, true), true)).toBeNull()
    expect(pixelAngstrom(header(4096, 1, true), true)).toBeNull()
  })
})
