import type { MicrographQuality } from '@contract/cockpit'
import { countBeyond, median, mediansOf, qualityWarnings, thinned } from '@domain/quality/limits'
import { describe, expect, it } from 'vitest'

const limits = { driftAngstrom: 8, ctfResolutionAngstrom: 5, astigmatismAngstrom: 1000 }
const good = (number: number): MicrographQuality => ({
  ...{ name: `m${number}`, at: null, driftAngstrom: 2, ctfResolutionAngstrom: 3.4 },
  ...{ defocusAngstrom: 12_000, astigmatismAngstrom: 150 }
})
const many = (count: number, change: (at: number) => Partial<MicrographQuality> = () => ({})): MicrographQuality[] =>
  Array.from({ length: count }, (_none, at) => ({ ...good(at), ...change(at) }))

describe('figures of many micrographs', () => {
  it('have a median of what is known', () => {
    expect(median([3, null, 1, 2])).toBe(2)
    expect(median([1, 2, 3, 10])).toBe(2.5)
    expect(median([null])).toBeNull()
    expect(mediansOf(many(3)).defocusAngstrom).toBe(12_000)
  })

  it('are counted beyond their limits; what is unknown is not beyond', () => {
    const all = many(10, at => ({ driftAngstrom: at < 2 ? 9 : 8, ctfResolutionAngstrom: at === 0 ? null : 5.1 }))
    expect(countBeyond(all, limits)).toEqual({ driftAngstrom: 2, ctfResolutionAngstrom: 9, astigmatismAngstrom: 0 })
  })
})

describe('a warning', () => {
  it('comes when two of five of the last twenty are beyond a limit', () => {
    const all = many(100, at => (at >= 92 ? { ctfResolutionAngstrom: 6.2 } : {}))
    expect(qualityWarnings(all, limits)).toEqual([
      '8 of the last 20 micrographs have a CTF fit worse than 5 Å: look at the ice, the focus and the stage.'
    ])
  })

  it('does not come for fewer, for old ones, or before there are eight', () => {
    expect(
      qualityWarnings(
        many(100, at => (at >= 93 ? { driftAngstrom: 20 } : {})),
        limits
      )
    ).toEqual([])
    expect(
      qualityWarnings(
        many(100, at => (at < 80 ? { driftAngstrom: 20 } : {})),
        limits
      )
    ).toEqual([])
    expect(
      qualityWarnings(
        many(7, () => ({ driftAngstrom: 20 })),
        limits
      )
    ).toEqual([])
  })
})

describe('thinning', () => {
  it('leaves few as they are', () => {
    const all = many(10)
    expect(thinned(all, limits, 10)).toBe(all)
  })

  it('keeps what is beyond a limit and the newest, in order', () => {
    const all = many(5000, at => (at === 1234 ? { driftAngstrom: 30 } : {}))
    const few = thinned(all, limits, 500)
    expect(few.length).toBeLessThanOrEqual(501)
    expect(few).toContain(all[1234])
    expect(few.at(-1)).toBe(all.at(-1))
    const places = few.map(one => all.indexOf(one))
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('is bounded also where all are beyond a limit', () => {
    expect(
      thinned(
        many(5000, () => ({ driftAngstrom: 30 })),
        limits,
        500
      ).length
    ).toBeLessThanOrEqual(510)
  })
})
