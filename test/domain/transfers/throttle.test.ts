import { createThrottle } from '@domain/transfers/throttle'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Bytes that go through in so many milliseconds when pieces of that size always wait to go. */
function through(
  throttle: ReturnType<typeof createThrottle>,
  piece: () => number,
  fromMs: number,
  forMs: number
): number {
  let nowMs = fromMs
  let bytes = 0
  for (;;) {
    nowMs += throttle.waitMs(nowMs)
    if (nowMs >= fromMs + forMs) return bytes
    const size = piece()
    throttle.spend(size, nowMs)
    bytes += size
  }
}

describe('a throttle', () => {
  it('holds the rate within a tenth over ten seconds, for any limit and pieces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 262_144 }), { minLength: 1, maxLength: 20 }),
        (limit, pieces) => {
          let at = 0
          // Small pieces at a high rate only make the test long.
          const piece = (): number => Math.max(limit / 10_000, pieces[at++ % pieces.length] ?? 1)
          const rate = through(createThrottle(limit, 0), piece, 0, 10_000) / 10
          expect(rate).toBeGreaterThan(limit * 0.9)
          expect(rate).toBeLessThan(limit * 1.1)
        }
      ),
      { numRuns: 50 }
    )
  })

  it('holds a new rate from the moment it is set', () => {
    const throttle = createThrottle(10_000_000, 0)
    through(throttle, () => 100_000, 0, 1000)
    throttle.setLimit(1_000_000, 1000)
    const rate = through(throttle, () => 10_000, 1000, 10_000) / 10
    expect(rate).toBeGreaterThan(900_000)
    expect(rate).toBeLessThan(1_100_000)
  })

  it('does not save up what was not used', () => {
    const throttle = createThrottle(1_000_000, 0)
    expect(through(throttle, () => 10_000, 60_000, 1000)).toBeLessThan(1_300_000)
  })

  it('without a limit never waits', () => {
    const throttle = createThrottle(null, 0)
    throttle.spend(1e12, 0)
    expect(throttle.waitMs(0)).toBe(0)
    throttle.setLimit(1000, 5)
    expect(throttle.waitMs(5)).toBe(0)
  })
})
