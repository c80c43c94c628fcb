import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '@contract/app'
import { type JobNotice, jobEvents } from '@contract/jobs-history'
import { Failure } from '@domain/failure'
import { type JobRecord, jobRecord } from '@domain/jobs/job-record'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNotices } from '../../../src/main/jobs/notices'
import { createRecorder, type Recorder } from '../../../src/main/jobs/recorder'
import type { AskEnds, EndsAnswer } from '../../../src/main/jobs/recorder-ends'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

const site = 'krios'
const submitTime = '2026-11-20T08:00:00.000Z'

function job(id: string, stateRaw: string, more: Partial<JobRecord> = {}): JobRecord {
  return jobRecord({ id, stateRaw, name: 'align', user: 'cryo', partition: 'gpu', submitTime, ...more })
}

/** A cluster whose answers the test sets. */
interface Cluster {
  accounting: JobRecord[] | null
  controller: JobRecord[]
  down: boolean
  /** What was asked for: ids, or `since`. */
  asked: string[]
  /** How far back `since` was asked. */
  daysBack: number[]
  /** Further back accounting takes too long. */
  mostSeconds: number
}

describe('the recorder of jobs', () => {
  let folder: string
  let store: Store
  let recorder: Recorder
  let cluster: Cluster
  let now: Date
  const told = (): JobNotice[] => store.jobNotices.page(undefined, 100).reverse()
  const texts = (): string[] => told().map(({ text }) => text)
  const history = () => store.pastJobs.page({ sites: [], states: [], text: '' }, 0, 100).jobs

  const answer = (source: EndsAnswer['source'], records: readonly JobRecord[]): EndsAnswer => {
    if (cluster.down) throw new Failure('slurm-down', 'The controller does not answer.')
    return { source, jobs: records.map(record => ({ record, use: null })) }
  }
  const askEnds: AskEnds = {
    byId: async (_site, ids) => {
      cluster.asked.push(ids.join(','))
      const { accounting, controller } = cluster
      return accounting ? answer('accounting', accounting) : answer('seen', controller)
    },
    ofController: async () => answer('seen', cluster.controller),
    since: async (_site, seconds) => {
      cluster.asked.push('since')
      cluster.daysBack.push(seconds / 86_400)
      if (seconds > cluster.mostSeconds) return null
      return cluster.accounting && answer('accounting', cluster.accounting)
    }
  }

  function open(): void {
    store = openStore(folder, silentLog)
    const clock = { now: () => now }
    const platform = { clock, notify: () => {} }
    const settings = () => ({ ...settingsSchema.parse({}), jobNotices: [...jobEvents] })
    const notices = createNotices({ store: store.jobNotices, platform, settings })
    recorder = createRecorder({ store, notices, askEnds, clock, log: silentLog, sleep: async () => {} })
  }
  async function reopen(): Promise<void> {
    await recorder.close()
    store.close()
    open()
  }
  async function poll(...queue: JobRecord[]): Promise<void> {
    recorder.onReading(site, { user: 'cryo', queue, records: queue })
    await recorder.idle()
    now = new Date(now.getTime() + 30_000)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farscope-recorder-'))
    now = new Date('2026-11-20T09:00:00.000Z')
    const mostSeconds = Number.POSITIVE_INFINITY
    cluster = { accounting: [], controller: [], down: false, asked: [], daysBack: [], mostSeconds }
    open()
  })
  afterEach(async () => {
    await recorder.close()
    store.close()
    rmSync(folder, { recursive: true })
  })

  it('tells a start and an end once and keeps how the job ended', async () => {
    await poll(job('1', 'PENDING'))
    await poll(job('1', 'RUNNING', { nodes: 'gpu01', stdout: '/out' }))
    await poll(job('1', 'RUNNING', { nodes: 'gpu01', stdout: '/out' }))
    cluster.accounting = [job('1', 'FAILED', { exitCode: 42, elapsedSeconds: 3, endTime: '2026-11-20T09:01:00.000Z' })]
    await poll()
    await poll()
    expect(texts()).toEqual(['align (1) started on gpu01.', 'align (1) failed with exit code 42 after 3 s.'])
    expect(history()).toMatchObject([{ id: '1', state: 'FAILED', exitCode: 42, stdout: '/out', source: 'accounting' }])
  })

  it('says nothing of what was there or had ended before the first look, and keeps it', async () => {
    cluster.accounting = [job('7', 'COMPLETED', { endTime: '2026-11-20T08:30:00.000Z' })]
    await poll(job('1', 'RUNNING'), job('2', 'PENDING'))
    expect(texts()).toEqual([])
    expect(history().map(({ id }) => id)).toEqual(['7'])
  })

  it('asks accounting for 90 days once, and for a week where that is too much', async () => {
    const endTime = '2026-09-01T08:30:00.000Z'
    cluster.accounting = [job('7', 'FAILED', { endTime, submitTime: '2026-09-01T08:00:00.000Z' })]
    await poll()
    expect(history().map(({ id }) => id)).toEqual(['7'])
    expect(told()).toEqual([])
    now = new Date(now.getTime() + 3_700_000)
    await poll()
    expect(cluster.daysBack[0]).toBe(90)
    expect(cluster.daysBack[1]).toBeLessThan(1)
    cluster.mostSeconds = 8 * 86_400
    cluster.daysBack = []
    recorder.onReading('slow', { user: 'cryo', queue: [], records: [] })
    await recorder.idle()
    expect(cluster.daysBack).toEqual([90, 7])
  })

  it('keeps the newest 5,000 jobs of the first answer', async () => {
    const submitted = (at: number): string => new Date(Date.parse('2026-10-01T00:00:00Z') + at * 1000).toISOString()
    cluster.accounting = Array.from({ length: 5003 }, (_none, at) =>
      job(String(at + 1), 'COMPLETED', { submitTime: submitted(at), endTime: submitted(at + 9) })
    )
    await poll()
    const { total, jobs } = store.pastJobs.page({ sites: [], states: [], text: '' }, 0, 1)
    expect([total, jobs[0]?.id]).toEqual([5000, '5003'])
  })

  it('notices after a restart what ended meanwhile, and does not tell it again', async () => {
    await poll(job('1', 'RUNNING'))
    await reopen()
    cluster.accounting = [job('1', 'TIMEOUT', { limitSeconds: 3600, endTime: '2026-11-20T09:00:10.000Z' })]
    await poll()
    expect(texts()).toEqual(['align (1) reached its time limit of 1 h and was ended.'])
    await reopen()
    await poll()
    expect(told()).toHaveLength(1)
  })

  it('asks again while accounting lags, and after the link was gone', async () => {
    await poll(job('1', 'RUNNING'))
    cluster.down = true
    await poll()
    expect(told()).toEqual([])
    await reopen()
    cluster.down = false
    cluster.accounting = [job('1', 'RUNNING')]
    cluster.controller = [job('1', 'RUNNING')]
    await poll()
    expect(told()).toEqual([])
    cluster.accounting = [job('1', 'COMPLETED', { endTime: '2026-11-20T09:00:10.000Z' })]
    await poll()
    expect(texts()).toEqual(['align (1) completed.'])
  })

  it('never invents how a job ended that vanished unseen where accounting is off', async () => {
    cluster.accounting = null
    await poll(job('1', 'RUNNING'), job('2', 'RUNNING'))
    cluster.controller = [job('2', 'FAILED', { signal: 11 })]
    await poll()
    expect(history()).toMatchObject([
      { id: '1', state: 'UNKNOWN', source: 'seen', endTime: null },
      { id: '2', state: 'FAILED', source: 'seen' }
    ])
    expect(history()[0]?.reasonText).toContain('RUNNING when it was seen last')
    expect(told().map(({ job, event }) => [job, event])).toEqual([
      ['2', 'failed'],
      ['1', 'ended']
    ])
    expect(texts()[0]).toContain('signal 11 (segmentation fault)')
  })

  it('takes an id that SLURM gave again for another job', async () => {
    await poll(job('1', 'RUNNING'))
    cluster.accounting = [job('1', 'COMPLETED', { endTime: '2026-11-20T09:00:20.000Z' })]
    await poll()
    const later = { submitTime: '2026-12-20T08:00:00.000Z', endTime: '2026-12-20T09:00:00.000Z' }
    await poll(job('1', 'RUNNING', later))
    cluster.accounting = [job('1', 'COMPLETED', later)]
    await poll()
    expect(told().map(({ event }) => event)).toEqual(['completed', 'started', 'completed'])
    expect(history()).toHaveLength(2)
  })

  it('tells of a node that failed under a job which then waits again, and later of its end', async () => {
    await poll(job('1', 'RUNNING', { nodes: 'cpu02' }))
    const again = { submitTime: '2026-11-20T09:00:30.000Z' }
    const ends = [job('1', 'NODE_FAIL', { nodes: 'cpu02', endTime: '2026-11-20T09:00:30.000Z' })]
    cluster.accounting = [...ends, job('1', 'PENDING', again)]
    await poll(job('1', 'PENDING', again))
    await poll(job('1', 'RUNNING', { ...again, nodes: 'cpu01' }))
    cluster.accounting = [...ends, job('1', 'COMPLETED', { ...again, endTime: '2026-11-20T09:02:00.000Z' })]
    await poll()
    expect(told().map(({ event }) => event)).toEqual(['node-fail', 'started', 'completed'])
  })

  it('says nothing of a job that a person requeued', async () => {
    await poll(job('1', 'RUNNING'))
    const again = job('1', 'PENDING', { submitTime: '2026-11-20T09:00:30.000Z' })
    cluster.accounting = [job('1', 'REQUEUED'), again]
    await poll(again)
    await poll(again)
    expect(told()).toEqual([])
    expect(history()).toEqual([])
  })

  it('tells who cancelled only where it was not done from here', async () => {
    await poll(job('1', 'RUNNING'), job('2', 'RUNNING'))
    recorder.onCancelling(site, ['1', '2'])
    recorder.onNotCancelled(site, ['2'])
    await reopen()
    const endTime = '2026-11-20T09:00:40.000Z'
    cluster.accounting = ['1', '2'].map(id => job(id, 'CANCELLED by 1000', { endTime }))
    await poll()
    expect(told().map(({ job, event }) => [job, event])).toEqual([['2', 'cancelled']])
    expect(history()).toHaveLength(2)
  })

  it('folds an array of a thousand tasks into its start, its first failure and its end', async () => {
    const done = (from: number, to: number): JobRecord[] =>
      Array.from({ length: to - from }, (_, at) =>
        job(`9_${from + at}`, (from + at) % 100 === 3 ? 'FAILED' : 'COMPLETED', {
          exitCode: (from + at) % 100 === 3 ? 1 : 0,
          endTime: '2026-11-20T09:01:00.000Z'
        })
      )
    await poll()
    await poll(job('9_[0-999%50]', 'PENDING'))
    await poll(job('9_[2-999%50]', 'PENDING'), job('9_0', 'RUNNING'), job('9_1', 'RUNNING'))
    cluster.accounting = done(0, 500)
    await poll(job('9_[500-999%50]', 'PENDING'))
    await reopen()
    cluster.accounting = done(0, 700)
    await poll(job('9_[700-999%50]', 'PENDING'))
    cluster.accounting = done(0, 1000)
    await poll()
    expect(texts()).toEqual([
      'align (9) started.',
      'align (9): task 3 failed with exit code 1; the others go on.',
      'align (9): all 1,000 tasks ended: 990 completed, 10 failed.'
    ])
    expect(store.pastJobs.page({ sites: [], states: ['FAILED'], text: '' }, 0, 1).total).toBe(10)
  })

  it('keeps an array that was cancelled while it waited as the one record that SLURM has of it', async () => {
    await poll(job('9_[0-999]', 'PENDING'))
    cluster.accounting = [job('9_[0-999]', 'CANCELLED by 1000', { endTime: '2026-11-20T09:00:20.000Z' })]
    await poll()
    expect(texts()).toEqual(['align (9): all 1,000 tasks ended: 1,000 cancelled.'])
    expect(history()).toHaveLength(1)
  })

  it('says nothing of an array that was cancelled from here by its folded id', async () => {
    await poll(job('9_[0-999]', 'PENDING'))
    recorder.onCancelling(site, ['9_[0-999]'])
    cluster.accounting = [job('9_[0-999]', 'CANCELLED by 1000', { endTime: '2026-11-20T09:00:20.000Z' })]
    await poll()
    expect(told()).toEqual([])
  })

  it('finds what was submitted elsewhere and had ended before the next look', async () => {
    await poll()
    const ended = job('5', 'COMPLETED', { endTime: '2026-11-20T09:10:00.000Z', submitTime: '2026-11-20T09:09:00.000Z' })
    cluster.accounting = [ended]
    now = new Date('2026-11-20T09:20:00.000Z')
    recorder.onReading(site, { user: 'cryo', queue: [], records: [ended] })
    await recorder.idle()
    expect(texts()).toEqual(['align (5) completed.'])
  })

  it('tells within a minute or two of what was submitted elsewhere and ended soon after the last look at it', async () => {
    await poll()
    const ended = job('5', 'COMPLETED', { endTime: '2026-11-20T09:00:10.000Z', submitTime: '2026-11-20T09:00:05.000Z' })
    cluster.accounting = [ended]
    for (let at = 0; at < 4; at++) {
      recorder.onReading(site, { user: 'cryo', queue: [], records: [ended] })
      await recorder.idle()
      now = new Date(now.getTime() + 30_000)
    }
    expect(texts()).toEqual(['align (5) completed.'])
  })

  it('goes through accounting again soon after that failed', async () => {
    cluster.down = true
    await poll()
    cluster.down = false
    cluster.asked = []
    await poll()
    await poll()
    expect(cluster.asked).toEqual(['since'])
  })

  it('says nothing of the other parts of a heterogeneous job that was cancelled from here', async () => {
    await poll(job('7+0', 'RUNNING'), job('7+1', 'RUNNING'))
    recorder.onCancelling(site, ['7+0'])
    const endTime = '2026-11-20T09:00:40.000Z'
    cluster.accounting = ['7+0', '7+1'].map(id => job(id, 'CANCELLED by 1000', { endTime }))
    await poll()
    expect(told()).toEqual([])
  })

  it('tells how a job ended that was submitted from here and was over before the first poll', async () => {
    recorder.onSubmitted(site, job('1', 'PENDING'))
    await reopen()
    cluster.accounting = [job('1', 'FAILED', { exitCode: 127, endTime: '2026-11-20T08:00:02.000Z' })]
    await poll()
    expect(texts()).toEqual(['align (1) failed with exit code 127: a command was not found.'])
  })

  it('tells of a job that ran at once when it was submitted from here, and of an array by its tasks', async () => {
    await poll()
    recorder.onSubmitted(site, job('1', 'RUNNING', { nodes: 'gpu01' }))
    await poll(job('1', 'RUNNING', { nodes: 'gpu01' }))
    expect(texts()).toEqual(['align (1) started on gpu01.'])
    recorder.onSubmitted(site, job('2_[0-1]', 'RUNNING', { arrayId: '2' }))
    expect(texts()).toHaveLength(1)
  })

  it('asks nothing while nothing has happened', async () => {
    await poll(job('1', 'RUNNING'))
    cluster.asked = []
    for (let at = 0; at < 10; at++) await poll(job('1', 'RUNNING'))
    expect(cluster.asked).toEqual([])
  })
})
