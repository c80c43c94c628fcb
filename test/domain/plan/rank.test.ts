import type { MachineOption } from '@contract/plan-steps'
import { rankOptions } from '@domain/plan/rank'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Given = Parameters<typeof rankOptions>[0][number]

const option = (id: string, hours: number | null, usd: number | null): Given => ({
  ...{ id, machine: id, place: 'cloud', storage: '', vms: 1, gpus: null, basis: 'measured', offered: true },
  ...{ hours, dataHours: null, jobHours: hours, billedHours: hours, usdPerHour: null, usd },
  ...{ onDemand: null, spot: null, reserved: null, priceDate: null, note: '', cited: [] }
})
const ids = (options: readonly MachineOption[]): string[] => options.map(({ id }) => id)

describe('ranks', () => {
  const machines = [option('slow', 10, 10), option('fast', 1, 100), option('good', 2, 12), option('beaten', 3, 13)]

  it('are by time, by cost, and by both together', () => {
    expect(ids(rankOptions(machines, 'time'))).toEqual(['fast', 'good', 'beaten', 'slow'])
    expect(ids(rankOptions(machines, 'cost'))).toEqual(['slow', 'good', 'beaten', 'fast'])
    expect(ids(rankOptions(machines, 'both'))[0]).toBe('good')
  })
  it('know the machines that no other beats', () => {
    expect(ids(rankOptions(machines, 'time').filter(({ pareto }) => pareto))).toEqual(['fast', 'good', 'slow'])
  })
  it('count a machine as beaten by one of its cost that is faster, and by one of its time that is cheaper', () => {
    const same = [option('good', 2, 10), option('slower', 3, 10), option('dearer', 2, 11), option('twin', 2, 10)]
    expect(ids(rankOptions(same, 'both').filter(({ pareto }) => pareto))).toEqual(['good', 'twin'])
  })
  it('leave what is unknown to the end, without a rank', () => {
    const ranked = rankOptions([option('unknown', null, 5), ...machines], 'time')
    expect(ranked.at(-1)).toMatchObject({ id: 'unknown', timeRank: null, costRank: 1, bothRank: null, pareto: false })
  })
  it('take an own machine that costs nothing', () => {
    const [first] = rankOptions([option('own', 2, 0), option('cloud', 1, 50)], 'both')
    expect(first?.bothRank).toBe(1)
    expect(Number.isFinite(first?.bothRank)).toBe(true)
  })
})

describe('whatever the machines', () => {
  const value = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null })
  const some = fc
    .array(fc.tuple(value, value), { maxLength: 30 })
    .map(rows => rows.map(([hours, usd], index) => option(`m${index}`, hours, usd)))
  const rank = fc.constantFrom('time', 'cost', 'both' as const)

  it('all of them come back once', () => {
    fc.assert(
      fc.property(some, rank, (options, by) => {
        expect(ids(rankOptions(options, by)).sort()).toEqual(options.map(({ id }) => id).sort())
      })
    )
  })
  it('the fastest and the cheapest of those that are known are beaten by none, unless by an equal one', () => {
    fc.assert(
      fc.property(some, options => {
        const ranked = rankOptions(options, 'time').filter(({ hours, usd }) => hours !== null && usd !== null)
        if (ranked.length === 0) return
        const fastest = Math.min(...ranked.map(({ hours }) => hours ?? 0))
        expect(ranked.some(({ hours, pareto }) => hours === fastest && pareto)).toBe(true)
        const cheapest = Math.min(...ranked.map(({ usd }) => usd ?? 0))
        expect(ranked.some(({ usd, pareto }) => usd === cheapest && pareto)).toBe(true)
      })
    )
  })
  it('along the front more time never costs more', () => {
    fc.assert(
      fc.property(some, options => {
        const front = rankOptions(options, 'time').filter(({ pareto }) => pareto)
        front.slice(1).forEach((one, index) => {
          expect(one.usd ?? 0).toBeLessThanOrEqual(front[index]?.usd ?? 0)
        })
      })
    )
  })
  it('the first by both is beaten by none', () => {
    fc.assert(
      fc.property(some, options => {
        const [first] = rankOptions(options, 'both').filter(({ bothRank }) => bothRank === 1)
        if (!first) return
        const beaten = options.some(
          ({ hours, usd }) => hours !== null && usd !== null && hours < (first.hours ?? 0) && usd < (first.usd ?? 0)
        )
        expect(beaten).toBe(false)
      })
    )
  })
})
