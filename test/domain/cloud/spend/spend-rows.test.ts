import type { Run } from '@contract/cloud-runs'
import type { SpendGroup } from '@contract/cloud-spend'
import { demoProfileName } from '@domain/cloud/profiles'
import { spendCsv } from '@domain/cloud/spend/spend-csv'
import { spendOf } from '@domain/cloud/spend/spend-rows'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from './some-runs'

const now = new Date('2026-11-22T12:00:00Z')

const night = someRun({
  id: 'r00000000001',
  asked: { name: 'Class2D/job012', project: 'hemo', session: 'uid-1' },
  machine: someMachine({
    ...{ launchedAt: '2026-11-20T22:00:00Z', endedAt: '2026-11-21T04:00:00Z', usdPerHour: 1.5 }
  })
})
const moved = someRun({
  id: 'r00000000002',
  asked: { name: 'Refine3D/job020', project: 'hemo' },
  earlier: [
    someMachine({ type: 'g6.2xlarge', launchedAt: '2026-11-21T10:00:00Z', endedAt: '2026-11-21T12:00:00Z' }),
    someMachine({
      type: 'g6.2xlarge',
      launchedAt: '2026-11-21T12:00:00Z',
      endedAt: '2026-11-21T13:00:00Z',
      usdPerHour: null
    })
  ],
  machine: someMachine({ launchedAt: '2026-11-22T10:00:00Z', usdPerHour: 2 })
})
const dark = someRun({ id: 'r00000000003', asked: { name: 'Polish' }, machine: someMachine({ usdPerHour: null }) })
const none = someRun({ id: 'r00000000004', state: 'failed', endedAt: '2026-11-22T10:00:00Z' })
const runs = [night, moved, dark, none]

const rowsOf = (by: SpendGroup, from?: string, to?: string, of: readonly Run[] = runs) =>
  spendOf(of, { by, ...(from && { from }), ...(to && { to }) }, now).rows.map(
    ({ key, label, runs: count, usd, unknown }) => [
      ...[key, label, count],
      ...[usd === null ? null : Number(usd.toFixed(6)), unknown]
    ]
  )

describe('what runs have cost', () => {
  it('is summed by run, the dearest first, with the number of machines that are unknown', () => {
    expect(rowsOf('run')).toEqual([
      ['r00000000001', 'Class2D/job012', 1, 9, 0],
      ['r00000000002', 'Refine3D/job020', 1, 6.4, 1],
      ['r00000000003', 'Polish', 1, null, 1]
    ])
  })

  it('is summed by project, session and type, also of those without', () => {
    expect(rowsOf('project')).toEqual([
      ['hemo', 'hemo', 2, 15.4, 1],
      ['', 'without a project', 1, null, 1]
    ])
    expect(rowsOf('session')).toEqual([
      ['uid-1', 'uid-1', 1, 9, 0],
      ['', 'without a session', 2, 6.4, 2]
    ])
    expect(rowsOf('type')).toEqual([
      ['g5.2xlarge', 'g5.2xlarge', 3, 13, 1],
      ['g6.2xlarge', 'g6.2xlarge', 1, 2.4, 1]
    ])
  })

  it('is split over the days of UTC that a machine was there', () => {
    expect(rowsOf('day')).toEqual([
      ['2026-11-20', '2026-11-20', 1, 3, 0],
      ['2026-11-21', '2026-11-21', 2, 8.4, 1],
      ['2026-11-22', '2026-11-22', 2, 4, 1]
    ])
  })

  it('counts only what falls into the days that are asked for', () => {
    expect(rowsOf('run', '2026-11-21', '2026-11-21')).toEqual([
      ['r00000000001', 'Class2D/job012', 1, 6, 0],
      ['r00000000002', 'Refine3D/job020', 1, 2.4, 1]
    ])
    expect(rowsOf('run', '2026-10-01', '2026-10-31')).toEqual([])
  })

  it('has every day for the plot, the total, and what an hour costs now', () => {
    const spend = spendOf(runs, { by: 'run', from: '2026-11-19', to: '2026-11-22' }, now)
    expect(spend.days.map(({ day, usd }) => [day, Number(usd?.toFixed(6))])).toEqual([
      ...[
        ['2026-11-19', 0],
        ['2026-11-20', 3],
        ['2026-11-21', 8.4],
        ['2026-11-22', 4]
      ]
    ])
    expect(spend.days.map(({ unknown }) => unknown)).toEqual([0, 0, 1, 1])
    // Of a day on which no price is known nothing is known, which is not nothing.
    const unpriced = runs.map(run => ({ ...run, machine: run.machine && { ...run.machine, usdPerHour: null } }))
    const { days } = spendOf(unpriced, { by: 'run', from: '2026-11-19', to: '2026-11-20' }, now)
    expect(days.map(({ usd, unknown, makeBelieveUsd }) => [usd, unknown, makeBelieveUsd])).toEqual([
      [0, 0, 0],
      [null, 1, 0]
    ])
    expect(spend.total.usd).toBeCloseTo(15.4, 6)
    expect(spend.total.unknown).toBe(2)
    expect(spend.usdPerHour).toBe(2)
    expect([spend.from, spend.to]).toEqual(['2026-11-19', '2026-11-22'])
  })

  it('has the runs of the demo apart, in no sum of what is paid', () => {
    const played = { ...night, id: 'r00000000009', profile: demoProfileName }
    const question = { from: '2026-11-20', to: '2026-11-22' } as const
    const alone = spendOf(runs, { by: 'project', ...question }, now)
    const both = spendOf([played, ...runs], { by: 'project', ...question }, now)
    expect([both.total, both.usdPerHour, alone.makeBelieve]).toEqual([alone.total, alone.usdPerHour, null])
    expect(both.makeBelieve).toEqual({ usd: 9, unknown: 0, usdPerHour: 0 })
    expect(both.rows.map(({ key, usd, makeBelieve }) => [key, usd, makeBelieve])).toEqual([
      ['hemo', alone.rows[0]?.usd, false],
      ['', null, false],
      ['hemo', 9, true]
    ])
    expect(both.days.map(({ usd }) => usd)).toEqual(alone.days.map(({ usd }) => usd))
    expect(both.days.map(({ makeBelieveUsd }) => makeBelieveUsd)).toEqual([3, 6, 0])
    // Nor in a column that a spreadsheet sums.
    const lines = spendCsv({ ...spendOf([played, night], { by: 'run', ...question }, now), budgets: [] }).split('\r\n')
    expect(lines.slice(1, 3).map(line => line.split(',').slice(-3))).toEqual([
      ['9', '0', ''],
      ['', '0', '9']
    ])
  })

  it('is of the current month where nothing else is asked for', () => {
    const { from, to, days } = spendOf([], { by: 'run' }, now)
    expect([from, to, days.length]).toEqual(['2026-11-01', '2026-11-22', 22])
    expect(spendOf([], { by: 'run', to: '2026-02-10' }, now).from).toBe('2026-02-01')
  })

  it('is nothing without runs, and unknown where no price is known', () => {
    expect(spendOf([], { by: 'run' }, now).total).toEqual({ usd: 0, unknown: 0 })
    expect(spendOf([dark], { by: 'run' }, now).total).toEqual({ usd: null, unknown: 1 })
    expect(spendOf([dark], { by: 'run' }, now).usdPerHour).toBeNull()
  })

  it.each([
    ['2026-02-31', undefined],
    ['2026-11-22', '2026-11-21'],
    ['2010-01-01', '2026-11-21']
  ])('refuses the days from %s to %s', (from, to) => {
    expect(() => rowsOf('run', from, to)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
