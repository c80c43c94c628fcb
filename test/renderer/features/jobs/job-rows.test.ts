import type { Job } from '@contract/jobs'
import { describe, expect, it } from 'vitest'
import { jobRows, matchesFilter, stillCancelling } from '../../../../src/renderer/features/jobs/job-rows'
import { cancellable } from '../../../../src/renderer/features/jobs/jobs-room'
import { array, job } from './job-fixture'

const all = { filter: '', group: 'any' } as const
const none = new Set<string>()
const ids = (jobs: readonly Job[], tasks: readonly Job[] = [], open = none, choice = {}) =>
  jobRows(jobs, tasks, { ...all, ...choice }, open, none).map(row => row.job.id)

const running = job({ id: '1' })
const waiting = job({ id: '2', state: 'PENDING', startTime: null })
const over = job({ id: '3', state: 'COMPLETED' })
const failed = job({ id: '4', state: 'TIMEOUT' })

describe('rows of the jobs table', () => {
  it('are what runs, what waits, what is over, each as it came', () => {
    expect(ids([failed, over, waiting, running])).toEqual(['1', '2', '4', '3'])
  })

  it('follow a chosen column', () => {
    const choice = { value: (row: { job: Job }) => row.job.id, direction: 'descending' }
    expect(ids([running, failed, waiting], [], none, choice)).toEqual(['4', '2', '1'])
  })

  it('are narrowed by state; an array is in each group that one of its tasks is in', () => {
    const tasks = array('9', { running: 3, failed: 1, done: 92 })
    expect(ids([running, waiting, failed, tasks], [], none, { group: 'failed' })).toEqual([tasks.id, '4'])
    expect(ids([running, waiting, failed, tasks], [], none, { group: 'waiting' })).toEqual(['2'])
  })

  it('have the tasks of an unfolded array under it, failed ones first', () => {
    const folded = array('9', { running: 2, done: 94 })
    const task = (number: number, state: string) => job({ id: `9_${number}`, arrayId: '9', arrayTask: number, state })
    const tasks = [task(1, 'COMPLETED'), task(3, 'RUNNING'), task(2, 'RUNNING'), task(17, 'FAILED'), running]
    expect(ids([folded], tasks, new Set(['9']))).toEqual([folded.id, '9_17', '9_2', '9_3', '9_1'])
    expect(ids([folded], tasks)).toEqual([folded.id])
  })

  it('keep their key while the tasks left of an array change', () => {
    const later = { ...array('9', { running: 1 }), id: '9_[95]' }
    expect(jobRows([later], [], all, none, none)[0]?.key).toBe('9')
  })

  it('are ten thousand in well under a second', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => job({ id: String(at), name: `job ${at % 97}` }))
    expect(ids(many, [], none, { filter: 'job 9' }).length).toBeGreaterThan(100)
  })
})

describe('the filter', () => {
  it('wants every word, anywhere', () => {
    expect(matchesFilter(job({ name: '3D refine, C5' }), 'c5 GPU')).toBe(true)
    expect(matchesFilter(job({ name: '3D refine' }), 'c5 gpu')).toBe(false)
    expect(matchesFilter(job(), '  ')).toBe(true)
  })
})

describe('a cancellation', () => {
  it('goes on until the scheduler lists the job as ended, or not at all', () => {
    const asked = new Set(['1', '3', '7', '9'])
    const left = stillCancelling(asked, [running, over, array('9', { running: 1 })])
    expect([...left]).toEqual(['1', '9'])
  })

  it('of one task stands while its array is folded', () => {
    expect(stillCancelling(new Set(['9_4']), [array('9', { running: 1 })]).has('9_4')).toBe(true)
  })

  it('marks the tasks of its array', () => {
    const task = job({ id: '9_4', arrayId: '9', arrayTask: 4 })
    const rows = jobRows([array('9', { running: 1 })], [task], all, new Set(['9']), new Set(['9']))
    expect(rows.map(row => row.cancelling)).toEqual([true, true])
  })

  it('takes only what still lives, and a task once', () => {
    const task = job({ id: '9_4', arrayId: '9', arrayTask: 4 })
    const rows = jobRows([array('9', { running: 1 }), running, over], [task], all, new Set(['9']), none)
    expect(cancellable(rows).map(({ id }) => id)).toEqual(['9_[0-95]', '1'])
    expect(cancellable(rows.filter(row => row.level === 2)).map(({ id }) => id)).toEqual(['9_4'])
  })
})
