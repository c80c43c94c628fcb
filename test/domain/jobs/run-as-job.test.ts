import { runAsJob } from '@domain/jobs/run-as-job'
import { isFinished } from '@domain/jobs/states'
import { describe, expect, it } from 'vitest'
import { someMachine, someRun } from '../cloud/spend/some-runs'

const now = Date.parse('2026-11-22T11:00:00Z')

describe('a run of the cloud among jobs', () => {
  it('has its machine in the place of the partition, and its project in that of the account', () => {
    const job = runAsJob(someRun({ machine: someMachine(), asked: { project: 'ribosome' } }), now)
    expect(job).toMatchObject({ state: 'RUNNING', partition: 'g5.2xlarge', nodes: 'i-0001', account: 'ribosome' })
    expect(job).toMatchObject({ elapsedSeconds: 3600, limitSeconds: 7200, user: 'ann', name: 'Class2D/job012' })
  })

  it('waits before its command runs, and is finished in the states that end it', () => {
    expect(runAsJob(someRun({ state: 'booting' }), now).state).toBe('PENDING')
    for (const state of ['done', 'failed', 'stopped'] as const)
      expect(isFinished(runAsJob(someRun({ state }), now).state)).toBe(true)
  })

  it('leaves unknown what no cloud tells', () => {
    expect(runAsJob(someRun(), now)).toMatchObject({ cpus: null, priority: null, workDir: null, dependency: null })
  })
})
