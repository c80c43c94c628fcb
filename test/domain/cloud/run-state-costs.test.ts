import { readFileSync } from 'node:fs'
import { runStates } from '@contract/cloud-runs'
import { bucketCosts, runStateCosts, stateCostOf } from '@domain/cloud/run-state-costs'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from './spend/some-runs'

describe('what each state of a run costs', () => {
  const guide = readFileSync('docs/guide.md', 'utf8')

  it.each(runStates)('%s stands in the guide, with what it costs and what to do', state => {
    const row = guide.split('\n').find(line => line.startsWith(`| ${state} |`))
    const { costs, advice } = runStateCosts[state]
    expect(row?.split(' | ').slice(2).join(' ')).toBe(`${costs} ${advice} |`)
  })

  it.each(['waiting', 'fetching'] as const)('%s costs no machine any more where the results are in a bucket', state => {
    const there = someRun({ state, machine: someMachine() })
    const gone = someRun({ state, machine: someMachine({ endedAt: '2026-11-22T11:00:00Z' }) })
    expect(stateCostOf(there)).toBe(runStateCosts[state])
    expect(stateCostOf(gone)).toBe(bucketCosts)
    expect(guide).toContain(bucketCosts.costs)
  })

  it('is never nothing while a machine is there', () => {
    for (const state of ['booting', 'uploading', 'running', 'fetching', 'waiting', 'stuck'] as const)
      expect(runStateCosts[state].costs).toMatch(/^Machine, disk and address/)
  })
})
