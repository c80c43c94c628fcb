import { runCost } from '@domain/cloud/spend/run-cost'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from './some-runs'

const at = (time: string): Date => new Date(`2026-11-22T${time}Z`)
const deadline = '2026-11-22T12:00:00Z'

describe('what a run costs', () => {
  it('is by the second, and the most of it until the deadline', () => {
    const run = someRun({ machine: someMachine({ usdPerHour: 1.2 }), deadline })
    expect(runCost(run, at('10:30:00'))).toEqual({ usd: 0.6, mostUsd: 2.4 })
    expect(runCost(run, at('10:30:01')).usd).toBeCloseTo((1801 / 3600) * 1.2, 10)
  })

  it('is at most what the price of a spot machine may rise to, until it is gone and settled', () => {
    const machine = someMachine({ spot: true, usdPerHour: 0.4, mostUsdPerHour: 1.2 })
    expect(runCost(someRun({ machine, deadline }), at('10:30:00'))).toEqual({ usd: 0.2, mostUsd: 2.4 })
    const unbound = { ...machine, mostUsdPerHour: null }
    expect(runCost(someRun({ machine: unbound, deadline }), at('10:30:00'))).toEqual({ usd: 0.2, mostUsd: null })
    const gone = someRun({ machine: { ...machine, endedAt: '2026-11-22T11:00:00Z' }, deadline })
    expect(runCost(gone, at('12:30:00'))).toEqual({ usd: 0.4, mostUsd: 0.4 })
  })

  it('is that of one minute at least, also where the clock here is behind', () => {
    const run = someRun({ machine: someMachine({ usdPerHour: 36 }), deadline })
    expect(runCost(run, at('10:00:10')).usd).toBeCloseTo(0.6, 10)
    expect(runCost(run, at('09:00:00')).usd).toBeCloseTo(0.6, 10)
  })

  it('is final when the machine has ended', () => {
    const machine = someMachine({ endedAt: '2026-11-22T11:00:00Z' })
    const run = someRun({ machine, deadline, state: 'done', endedAt: '2026-11-22T11:00:05Z' })
    expect(runCost(run, at('23:00:00'))).toEqual({ usd: 1.2, mostUsd: 1.2 })
  })

  it('has the machines in it that were taken away', () => {
    const first = someMachine({ usdPerHour: 0.4, endedAt: '2026-11-22T10:30:00Z' })
    const second = someMachine({ usdPerHour: 0.8, launchedAt: '2026-11-22T10:45:00Z' })
    const run = someRun({ earlier: [first], machine: second, deadline })
    const { usd, mostUsd } = runCost(run, at('11:00:00'))
    expect(usd).toBeCloseTo(0.2 + 0.2, 10)
    expect(mostUsd).toBeCloseTo(0.2 + 1, 10)
  })

  it('is unknown where the price of one machine is, and never 0', () => {
    const known = someMachine({ endedAt: '2026-11-22T10:30:00Z' })
    const unknown = someMachine({ usdPerHour: null })
    expect(runCost(someRun({ earlier: [known], machine: unknown, deadline }), at('11:00:00'))).toEqual({
      ...{ usd: null, mostUsd: null }
    })
  })

  it('is nothing before there is a machine, and at most what the one that is asked for can cost', () => {
    expect(runCost(someRun({ state: 'launching' }), at('10:01:00'), 3)).toEqual({ usd: 0, mostUsd: 3 })
    expect(runCost(someRun({ state: 'launching' }), at('10:01:00'))).toEqual({ usd: 0, mostUsd: null })
    const earlier = [someMachine({ usdPerHour: 1, endedAt: '2026-11-22T11:00:00Z' })]
    expect(runCost(someRun({ state: 'launching', earlier }), at('11:01:00'), 3)).toEqual({ usd: 1, mostUsd: 4 })
    const none = someRun({ state: 'failed', endedAt: '2026-11-22T10:02:00Z' })
    expect(runCost(none, at('10:03:00'), 3)).toEqual({ usd: 0, mostUsd: 0 })
  })

  it('goes on past a deadline that a machine has outlived', () => {
    const run = someRun({ machine: someMachine({ usdPerHour: 1 }), deadline })
    expect(runCost(run, at('13:00:00'))).toEqual({ usd: 3, mostUsd: 3 })
  })

  it('reckons with the time asked for while a machine has no deadline yet', () => {
    const run = someRun({ machine: someMachine({ usdPerHour: 1 }), asked: { maxSeconds: 7200 } })
    expect(runCost(run, at('10:30:00')).mostUsd).toBe(2)
  })
})
