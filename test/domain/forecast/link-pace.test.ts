import { createLinkPace } from '@domain/forecast/link-pace'
import { describe, expect, it } from 'vitest'

/** One look a second, with what came in that second. */
function carried(seconds: readonly number[]): { pace: ReturnType<typeof createLinkPace>; told: (number | null)[] } {
  const pace = createLinkPace()
  pace.look({ bytes: 0, busy: seconds[0] !== 0 }, 0)
  const told = seconds.map((bytes, at) => {
    pace.look({ bytes, busy: (seconds[at + 1] ?? 0) > 0 }, (at + 1) * 1000)
    return pace.pace
  })
  return { pace, told }
}
const repeated = (times: number, ...seconds: number[]): number[] => Array.from({ length: times }, () => seconds).flat()

describe('the pace of a link', () => {
  it('is not known before it was busy for long enough', () => {
    expect(carried(repeated(9, 100)).pace.pace).toBeNull()
    expect(carried(repeated(10, 100)).pace.pace).toBe(100)
  })

  it('does not count the time in which there was nothing to carry', () => {
    expect(carried(repeated(10, 300, 300, 0, 0, 0, 0, 0, 0)).pace.pace).toBe(300)
  })

  it('counts the time in which something should have come and did not', () => {
    const pace = createLinkPace()
    for (let second = 0; second <= 40; second++) pace.look({ bytes: second > 20 ? 0 : 100, busy: true }, second * 1000)
    expect(pace.pace).toBeLessThan(70)
  })

  it('stays as it was told while files come in bursts, and follows a link that became slower', () => {
    const { told } = carried([...repeated(100, 150, 50), ...repeated(900, 30)])
    const early = new Set(told.slice(20, 200))
    expect(early.size).toBe(1)
    expect([...early][0]).toBeCloseTo(100, -1)
    const late = told.at(-1) ?? 0
    expect(Math.abs(late / 30 - 1)).toBeLessThanOrEqual(0.15)
    // Down in steps, and never up again on the way.
    const down = told.slice(200).map(one => one ?? 0)
    expect(down).toEqual([...down].sort((one, other) => other - one))
  })

  it('takes a night in which the computer slept for no time at all', () => {
    const pace = createLinkPace()
    for (let second = 0; second <= 30; second++) pace.look({ bytes: 100, busy: true }, second * 1000)
    const before = pace.pace
    pace.look({ bytes: 0, busy: true }, 9 * 3_600_000)
    pace.look({ bytes: 0, busy: true }, 0)
    expect(pace.pace).toBe(before)
  })
})
