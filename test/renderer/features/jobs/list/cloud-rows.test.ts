/** Runs of the cloud among the jobs of schedulers. */
import { cloudSource } from '@domain/jobs/run-as-job'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { actChoice } from '../../../../../src/renderer/features/jobs/acts/job-acts'
import { listRows, type RowChoice } from '../../../../../src/renderer/features/jobs/list/list-rows'
import { parseView } from '../../../../../src/renderer/features/jobs/list/queue-view'
import { RunBeside, runCostWords } from '../../../../../src/renderer/features/jobs/list/run-beside'
import { finish } from '../../../../../src/renderer/features/jobs/list/slices'
import { cloudSourceOf } from '../../../../../src/renderer/features/jobs/list/use-cloud-source'
import { someMachine, someRun } from '../../../../domain/cloud/spend/some-runs'
import { job } from '../job-fixture'

const now = Date.parse('2026-11-22T11:00:00Z')
const choice: RowChoice = {
  ...{
    filter: '',
    states: new Set(),
    grouping: 'none',
    unfoldArrays: false,
    toggled: new Set(),
    cancelling: new Set()
  },
  siteLabel: site => site
}
const run = someRun({ machine: someMachine(), usd: 1.21, mostUsd: 9.09 })
const queue = { site: 'north', jobs: new Map([['7', job({ id: '7' })]]), tasks: new Map() }

describe('runs of the cloud among the jobs', () => {
  it('are rows like them, filtered and counted alike', () => {
    const all = finish(listRows([queue, cloudSourceOf([run], now)], choice))
    expect(all.total).toBe(2)
    expect(all.rows.map(row => row.kind === 'job' && row.run?.id)).toContain(run.id)
    const found = finish(listRows([queue, cloudSourceOf([run], now)], { ...choice, filter: 'g5.2xlarge' }))
    expect(found.rows).toHaveLength(1)
    expect(found.rows[0]).toMatchObject({ site: cloudSource, run })
  })

  it('go after as many days as jobs do', () => {
    const ended = (at: string) => someRun({ state: 'done', endedAt: at })
    expect(cloudSourceOf([ended('2026-11-22T09:00:00Z')], now).jobs.size).toBe(1)
    expect(cloudSourceOf([ended('2026-11-01T09:00:00Z')], now).jobs.size).toBe(0)
  })

  it('are never told to a scheduler', () => {
    const { rows } = finish(listRows([cloudSourceOf([run], now)], choice))
    expect(actChoice('cancel', rows)).toMatchObject({ targets: [], disabledReason: expect.stringContaining('cloud') })
  })

  it('say what they cost', () => {
    expect(runCostWords(run)).toBe('$1.21 until now, at most $9.09 (estimate)')
    expect(runCostWords({ ...run, endedAt: '2026-11-22T11:00:00Z', usd: null })).toBe('What it cost is unknown')
  })

  it('say where they stand in words, for waiting outputs are no waiting job', () => {
    const waiting = { ...run, state: 'waiting' as const }
    const drawn = renderToString(createElement(RunBeside, { run: waiting, onOpenRun: () => {}, onClose: () => {} }))
    expect(drawn).toContain('outputs wait')
  })

  it('are shown beside jobs where an earlier version kept the view', () => {
    const kept = { columns: ['id'], grouping: 'none', unfoldArrays: false, allUsers: false, allSites: true }
    expect(parseView(JSON.stringify(kept))).toMatchObject({ allSites: true, source: 'both' })
  })
})
