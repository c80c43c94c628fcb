import { lookPause } from '@domain/cockpit/look-pace'
import { describe, expect, it } from 'vitest'

const now = 10_000_000
const fresh = { costMs: 100, failures: 0, lastMovieAt: now - 5000 }

describe('the pause between two looks', () => {
  it('is 20 seconds while movies come and looking is cheap', () => {
    expect(lookPause(fresh, now)).toBe(20_000)
  })

  it('grows with what a look costs, with quiet and with failures, up to five minutes', () => {
    expect(lookPause({ ...fresh, costMs: 2000 }, now)).toBe(100_000)
    expect(lookPause({ ...fresh, lastMovieAt: now - 700_000 }, now)).toBe(60_000)
    // The first one may come any moment.
    expect(lookPause({ ...fresh, lastMovieAt: null }, now)).toBe(20_000)
    expect(lookPause({ ...fresh, failures: 2 }, now)).toBe(80_000)
    expect(lookPause({ costMs: 60_000, failures: 9, lastMovieAt: 0 }, now)).toBe(300_000)
  })
})
