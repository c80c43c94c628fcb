import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { dropConnections, startSlurm, stopSlurm } from '../../facility/facility'
import { createRig, type Rig } from '../ssh/rig'
import { createJobsRig, type JobsRig } from './jobs-rig'
import { following, watchRig } from './watch-rig'

const site = 'here'
const query = { site, allUsers: false, historyDays: 0, unfoldTasks: false }

// These take a server of the facility away for some seconds, so they are few.
describeFacility('a watch of jobs', 'slurm', () => {
  let rig: Rig
  let submitter: JobsRig
  beforeAll(async () => {
    rig = await createRig()
    submitter = await createJobsRig()
  })
  afterAll(async () => {
    await submitter.close()
    await rig.close()
  })

  /** A watch that has seen a job of its own, and how it is ended. */
  async function watched(days = 0) {
    const { id } = await submitter.submit('sleep 300', '--hold', '--job-name=mon-fault')
    const { jobs } = watchRig(rig)
    const stop = new AbortController()
    const watch = following(jobs.watchChanges({ ...query, historyDays: days }, 'one', stop.signal))
    await expect.poll(() => watch.jobs.get(id)?.state, { timeout: 60_000 }).toBe('PENDING')
    return {
      ...{ id, jobs, watch },
      end: async () => {
        stop.abort()
        await watch.done
        await submitter.jobs.cancel(site, [id], undefined)
      }
    }
  }

  it('keeps the last jobs with their age while the controller is dead, and goes on when it is back', {
    timeout: 480_000
  }, async () => {
    const { id, watch, end } = await watched()
    let read = ''
    try {
      await stopSlurm('slurmctld')
      await expect.poll(() => watch.last?.error?.code, { timeout: 60_000 }).toBe('slurm-down')
      read = watch.last?.asOf ?? ''
      expect(read, 'the age is that of the last answer').toBe(watch.lastGood?.asOf)
      expect(watch.jobs.has(id)).toBe(true)
    } finally {
      await startSlurm('slurmctld')
    }
    await expect.poll(() => watch.last?.error, { timeout: 60_000 }).toBeNull()
    expect(Date.parse(watch.last?.asOf ?? '')).toBeGreaterThan(Date.parse(read))
    expect(watch.jobs.has(id)).toBe(true)
    await end()
  })

  it('goes on with the queue while accounting is dead, and says why there is no history', {
    timeout: 480_000
  }, async () => {
    const { id, end } = await watched(1)
    try {
      await stopSlurm('slurmdbd')
      const { jobs } = watchRig(rig)
      const stop = new AbortController()
      const without = following(jobs.watchChanges({ ...query, historyDays: 1 }, 'two', stop.signal))
      await expect.poll(() => without.jobs.get(id)?.state, { timeout: 60_000 }).toBe('PENDING')
      expect(without.last).toMatchObject({ error: null, accounting: { available: false } })
      expect(without.last?.accounting.message).not.toBe('')
      stop.abort()
      await without.done
    } finally {
      await startSlurm('slurmdbd')
    }
    const after = async () =>
      (await submitter.jobs.list({ ...query, historyDays: 1, states: [] }, undefined)).accounting
    await expect.poll(after, { timeout: 60_000 }).toMatchObject({ available: true })
    await end()
  })

  it('keeps the jobs when the link is cut and goes on over a new one', { timeout: 480_000 }, async () => {
    const { id, watch, end } = await watched()
    const before = watch.last?.asOf ?? ''
    await dropConnections('facility')
    const dropped = new Date().toISOString()
    expect(before < dropped).toBe(true)
    await expect
      .poll(() => watch.last?.error === null && (watch.last.asOf ?? '') > dropped, { timeout: 60_000 })
      .toBe(true)
    expect(watch.jobs.get(id)?.state).toBe('PENDING')
    await end()
  })
})
