import { describe, expect, it } from 'vitest'
import { parseRate } from '../../../src/main/cli/rate-option'

describe('--limit', () => {
  it.each([
    ['10M', 10 * 1024 ** 2],
    ['1.5G', 1.5 * 1024 ** 3],
    ['500k', 500 * 1024],
    ['10MiB/s', 10 * 1024 ** 2],
    ['4096', 4096],
    ['off', null]
  ])('%s is %s bytes a second', (text, rate) => {
    expect(parseRate(text)).toBe(rate)
  })

  it.each(['', '0', '-1M', '10X', 'M', '1023', '1e9', '10 M', '999999999999T'])('is not %j', text => {
    expect(() => parseRate(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
