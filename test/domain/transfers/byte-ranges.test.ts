import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRange, type ByteRange, missingRanges, rangesLength } from '../../../src/domain/transfers/byte-ranges'

const range = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]): ByteRange => [from, from + length])

/** The same with one flag for each byte. */
function flagged(ranges: readonly ByteRange[], size: number): boolean[] {
  return Array.from({ length: size }, (_, at) => ranges.some(([from, end]) => at >= from && at < end))
}

describe('byte ranges', () => {
  it('hold exactly the bytes that were added, in order and never touching', () => {
    fc.assert(
      fc.property(fc.array(range), added => {
        const ranges = added.reduce<ByteRange[]>(addRange, [])
        expect(flagged(ranges, 80)).toEqual(flagged(added, 80))
        for (const [index, [from, end]] of ranges.entries()) {
          expect(end).toBeGreaterThan(from)
          expect(from).toBeGreaterThan(ranges[index - 1]?.[1] ?? -1)
        }
      })
    )
  })

  it('and what is missing make up the whole file', () => {
    fc.assert(
      fc.property(fc.array(range), fc.integer({ min: 0, max: 70 }), (added, size) => {
        const ranges = added.reduce<ByteRange[]>(addRange, [])
        const missing = missingRanges(ranges, size)
        expect(flagged(missing, size)).toEqual(flagged(ranges, size).map(there => !there))
        expect(rangesLength(missing)).toBe(flagged(missing, size).filter(Boolean).length)
      })
    )
  })
})
