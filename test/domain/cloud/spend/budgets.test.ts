import type { Run } from '@contract/cloud-runs'
import type { Budget } from '@contract/cloud-spend'
import { demoProfileName } from '@domain/cloud/profiles'
import {
  budgetNews,
  budgetState,
  budgetStates,
  budgetStatesFor,
  judgeExtension,
  judgeLaunch,
  markKey
} from '@domain/cloud/spend/budgets'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from './some-runs'

const now = new Date('2026-11-22T12:00:00Z')
const budget = (given: Partial<Budget> = {}): Budget => ({
  ...{ project: null, usd: 100, per: 'month', stop: false },
  ...given
})
/** Two hours until now, for so much, and two more until its deadline. */
const spending = (usd: number, project: string | null = null) =>
  someRun({
    asked: { project },
    machine: someMachine({ usdPerHour: usd / 2 }),
    deadline: '2026-11-22T14:00:00Z'
  })
const asked = someRun().asked

describe('a budget', () => {
  it('knows what is spent, what it can become until the deadlines, and its last mark', () => {
    expect(budgetState(budget(), [spending(40), spending(10)], now)).toMatchObject({
      ...{ spentUsd: 50, mostUsd: 100, unknown: 0, reached: 50 }
    })
    expect(
      [49.9, 50, 79.9, 80, 99.9, 100, 250].map(usd => budgetState(budget(), [spending(usd)], now).reached)
    ).toEqual([...[0, 50, 50, 80, 80, 100, 100]])
  })

  it('is promised what the price of a spot machine may rise to; where that is unknown, the price of now', () => {
    const spot = (mostUsdPerHour: number | null) =>
      someRun({
        machine: someMachine({ spot: true, usdPerHour: 5, mostUsdPerHour }),
        deadline: '2026-11-22T14:00:00Z'
      })
    expect(budgetState(budget(), [spot(12)], now)).toMatchObject({ spentUsd: 10, mostUsd: 48 })
    expect(budgetState(budget(), [spot(null)], now)).toMatchObject({ spentUsd: 10, mostUsd: 20 })
    const state = budgetState(budget({ stop: true }), [spot(null)], now)
    expect(judgeExtension([state], spot(null)).refusal).toMatchObject({ code: 'price-unknown' })
  })

  it('is of everything, or of one project', () => {
    const runs = [spending(40, 'hemo'), spending(10, 'apo'), spending(1)]
    expect(budgetState(budget(), runs, now).spentUsd).toBe(51)
    expect(budgetState(budget({ project: 'apo' }), runs, now).spentUsd).toBe(10)
  })

  it('stands apart with the runs of the demo, where it has any', () => {
    const played = { ...spending(90, 'hemo'), profile: demoProfileName }
    const states = budgetStates([budget(), budget({ project: 'apo' })], [spending(40), played], now)
    expect(
      states.map(({ project, makeBelieve, spentUsd, reached }) => [project, makeBelieve, spentUsd, reached])
    ).toEqual([
      [null, false, 40, 0],
      ['apo', false, 0, 0],
      [null, true, 90, 80]
    ])
    const [paid, , ofDemo] = states
    if (!paid || !ofDemo) throw new Error('a state is missing')
    expect(markKey(ofDemo, 80, now)).not.toBe(markKey(paid, 80, now))
    expect(budgetNews(ofDemo, new Set(), now)).toMatchObject({
      title: '80 % of the budget of $100.00 a month for all runs, make-believe'
    })
  })

  it('holds the first run of the demo, too', () => {
    const stopping = budget({ usd: 1, stop: true })
    const planned = { profile: demoProfileName, asked, mostUsd: 2 }
    const judged = judgeLaunch(budgetStatesFor(planned, [stopping], [spending(40)], now), planned)
    expect(judged.refusal).toMatchObject({ code: 'rule', message: expect.stringContaining('It can cost $2.00') })
  })

  it('begins anew with each month, or never', () => {
    const machine = someMachine({
      ...{ launchedAt: '2026-10-31T22:00:00Z', endedAt: '2026-11-01T01:00:00Z', usdPerHour: 10 }
    })
    const run = someRun({ machine, endedAt: '2026-11-01T01:00:00Z' })
    expect(budgetState(budget(), [run], now).spentUsd).toBe(10)
    expect(budgetState(budget({ per: 'ever' }), [run], now).spentUsd).toBe(30)
  })

  it('reckons with what is being launched, and counts what is unknown instead of taking it for nothing', () => {
    const launching = someRun({ state: 'launching', mostUsd: 7 })
    const unpriced = someRun({ state: 'launching' })
    const dark = someRun({ machine: someMachine({ usdPerHour: null }) })
    expect(budgetState(budget(), [launching, unpriced, dark, spending(10)], now)).toMatchObject({
      ...{ spentUsd: 10, mostUsd: 27, unknown: 2 }
    })
    // What a machine that was taken away has cost is in both: it is not reckoned twice.
    const earlier = [someMachine({ usdPerHour: 2, endedAt: '2026-11-22T11:00:00Z' })]
    expect(budgetState(budget(), [someRun({ state: 'launching', earlier, mostUsd: 7 })], now)).toMatchObject({
      ...{ spentUsd: 2, mostUsd: 7 }
    })
  })
})

describe('what is told of a budget', () => {
  const told = new Set<string>()
  const newsAt = (usd: number, at = now, given: Partial<Budget> = {}) => {
    const news = budgetNews(budgetState(budget(given), [spending(usd)], now), told, at)
    for (const key of news?.keys ?? []) told.add(key)
    return news?.mark ?? null
  }

  it('is each mark once in its period, and the last one where several are passed at once', () => {
    expect([10, 55, 60, 85, 90, 120, 130].map(usd => newsAt(usd))).toEqual([null, 50, null, 80, null, 100, null])
    expect(newsAt(120, new Date('2026-12-01T00:00:00Z'))).toBe(100)
    expect(newsAt(55, new Date('2026-12-01T00:00:00Z'))).toBeNull()
  })

  it('begins anew with a budget that was changed', () => {
    expect(newsAt(120, now, { usd: 200 })).toBe(50)
    expect(newsAt(60, now, { usd: 100, per: 'ever' })).toBe(50)
  })

  it('says what is spent, of what, and what comes of it', () => {
    const dark = someRun({ machine: someMachine({ usdPerHour: null }) })
    const state = budgetState(budget({ project: 'hemo', stop: true }), [spending(120, 'hemo')], now)
    expect(budgetNews(state, new Set(), now)).toMatchObject({
      title: '100 % of the budget of $100.00 a month for hemo',
      text: 'About $120.00 of $100.00 are spent. Its runs are stopped, and none is launched.'
    })
    const more = budgetState(budget({ per: 'ever' }), [spending(85), dark], now)
    expect(budgetNews(more, new Set(), now)).toMatchObject({
      title: '80 % of the budget of $100.00 for all runs',
      text: 'About $85.00 of $100.00 are spent. 1 of unknown price is not in it.'
    })
    expect(markKey(budget(), 50, now)).not.toBe(markKey(budget({ project: 'hemo' }), 50, now))
  })
})

describe('whether a run may be launched', () => {
  const judged = (given: Partial<Budget>, spent: number, mostUsd: number | null) =>
    judgeLaunch([budgetState(budget(given), [spending(spent)], now)], { profile: null, asked, mostUsd })

  it('is refused by a budget that stops, by name, where it could cost more than is left', () => {
    expect(judged({ stop: true }, 20, 60)).toEqual({ refusal: null, warnings: [] })
    const { refusal } = judged({ stop: true }, 20, 60.5)
    expect(refusal).toMatchObject({ code: 'rule' })
    expect(refusal?.message).toBe('It can cost $60.50; of the budget of $100.00 a month for all runs $60.00 are left.')
    expect(judged({ stop: true }, 100, 0.01).refusal?.message).toContain('is spent')
  })

  it('is only warned of by one that tells', () => {
    expect(judged({}, 20, 60.5)).toMatchObject({
      refusal: null,
      warnings: [expect.stringContaining('$60.00 are left')]
    })
    expect(judged({}, 200, 1)).toMatchObject({ refusal: null, warnings: [expect.stringContaining('$0.00 are left')] })
  })

  it('is refused by a budget that stops where the cost is unknown, unless that is allowed; one that tells warns', () => {
    expect(judged({ stop: true }, 20, null).refusal).toMatchObject({
      ...{ code: 'price-unknown', message: expect.stringContaining('cannot hold it') }
    })
    expect(judged({ stop: true }, 100, null).refusal).toMatchObject({ code: 'rule' })
    const warned = { refusal: null, warnings: [expect.stringContaining('unknown')] }
    expect(judged({}, 20, null)).toMatchObject(warned)
    const states = [budgetState(budget({ stop: true }), [spending(20)], now)]
    expect(
      judgeLaunch(states, { profile: null, asked: { ...asked, allowUnknownPrice: true }, mostUsd: null })
    ).toMatchObject(warned)
  })

  it('is no affair of another project', () => {
    expect(judged({ project: 'hemo', stop: true }, 100, 1000)).toEqual({ refusal: null, warnings: [] })
  })
})

describe('whether a run may go on for longer', () => {
  const judged = (given: Partial<Budget>, then: Run) => judgeExtension([budgetState(budget(given), [then], now)], then)

  it('is refused by a budget that stops where it would be broken by then, and warned of by one that tells', () => {
    const then = { ...spending(20), endedAt: null }
    expect(judged({ stop: true }, then)).toEqual({ refusal: null, warnings: [] })
    expect(judged({ stop: true, usd: 19 }, then).refusal).toMatchObject({ code: 'rule' })
    expect(judged({ usd: 19 }, then)).toMatchObject({ refusal: null, warnings: [expect.stringContaining('is broken')] })
    expect(judged({ stop: true, usd: 19, project: 'hemo' }, then)).toEqual({ refusal: null, warnings: [] })
  })

  it('is refused at an unknown price unless that was allowed', () => {
    const run = spending(1)
    const dark = { ...run, machine: run.machine && { ...run.machine, usdPerHour: null } }
    expect(judged({ stop: true }, dark).refusal).toMatchObject({ code: 'price-unknown' })
    const allowed = { ...dark, asked: { ...dark.asked, allowUnknownPrice: true } }
    expect(judged({ stop: true }, allowed)).toMatchObject({ refusal: null, warnings: [expect.anything()] })
  })
})
