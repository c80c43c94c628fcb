import type { PastJob } from '@contract/jobs-history'
import { jobRecord } from '@domain/jobs/job-record'
import { weekNumber } from '@domain/jobs/weeks'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { pastJobsMigration } from '../../../src/main/store/past-job-rows'
import { createPastJobs, type PastChoice, type PastJobs } from '../../../src/main/store/past-jobs'

const all: PastChoice = { sites: [], states: [], text: '' }
const missedAt = '2026-11-20T12:00:00.000Z'

function past(id: string, more: Partial<PastJob> = {}): PastJob {
  const { range: _range, ...job } = jobRecord({ id, stateRaw: 'COMPLETED', name: `job ${id}`, user: 'cryo' })
  return {
    ...job,
    submitTime: '2026-11-18T09:00:00.000Z',
    startTime: '2026-11-18T09:01:00.000Z',
    endTime: '2026-11-18T10:00:00.000Z',
    site: 'krios',
    source: 'accounting',
    cpuSecondsUsed: null,
    cpuSecondsGiven: null,
    cpuEfficiency: null,
    memoryBytesUsed: null,
    memoryEfficiency: null,
    template: null,
    ...more
  }
}

describe('the jobs that ended', () => {
  let database: Database.Database
  let jobs: PastJobs
  const ids = (choice: Partial<PastChoice>): string[] =>
    jobs.page({ ...all, ...choice }, 0, 100).jobs.map(({ id }) => id)

  beforeEach(() => {
    database = new Database(':memory:')
    database.exec(pastJobsMigration)
    jobs = createPastJobs(database, silentLog)
  })
  afterEach(() => database.close())

  it('come newest end first and by pages, with how many there are', () => {
    jobs.record(
      ['1', '2', '3'].map(id => past(id, { endTime: `2026-11-1${id}T10:00:00.000Z` })),
      missedAt
    )
    expect(ids({})).toEqual(['3', '2', '1'])
    const { total, jobs: page } = jobs.page(all, 1, 1)
    expect(total).toBe(3)
    expect(page).toEqual([past('2', { endTime: '2026-11-12T10:00:00.000Z' })])
  })

  it('are written once; an id that SLURM gave again later is another job', () => {
    expect(jobs.record([past('7'), past('7')], missedAt)).toHaveLength(1)
    expect(jobs.record([past('7')], missedAt)).toEqual([])
    const again = past('7', { submitTime: '2027-01-01T00:00:00.000Z', endTime: '2027-01-01T01:00:00.000Z' })
    expect(jobs.record([again], missedAt)).toEqual([again])
    expect(jobs.page(all, 0, 9).total).toBe(2)
    expect(jobs.latest('krios', '7')).toEqual(again)
  })

  it('learn what accounting says later and lose nothing to what knows less', () => {
    jobs.record(
      [past('7', { source: 'seen', state: 'UNKNOWN', stateRaw: 'UNKNOWN', stdout: '/out', endTime: null })],
      missedAt
    )
    const told = past('7', { state: 'FAILED', stateRaw: 'FAILED', exitCode: 3, cpuSecondsUsed: 5, cpuSecondsGiven: 10 })
    expect(jobs.record([told], missedAt)).toEqual([])
    jobs.record([past('7', { source: 'seen', state: 'UNKNOWN', stateRaw: 'UNKNOWN' })], missedAt)
    expect(jobs.page(all, 0, 9)).toEqual({ total: 1, jobs: [{ ...told, stdout: '/out' }] })
  })

  it('are found by site, state, time and words in any case', () => {
    jobs.record(
      [
        past('1', { name: 'Class2D refine' }),
        past('2', { site: 'talos', state: 'FAILED', workDir: '/data/Spike' }),
        past('3', { endTime: '2026-11-19T10:00:00.000Z', state: 'TIMEOUT' })
      ],
      missedAt
    )
    expect(ids({ text: 'CLASS2d' })).toEqual(['1'])
    expect(ids({ text: 'spike' })).toEqual(['2'])
    expect(ids({ text: '100%' })).toEqual([])
    expect(ids({ sites: ['krios'] })).toEqual(['3', '1'])
    expect(ids({ states: ['FAILED', 'TIMEOUT'] })).toEqual(['3', '2'])
    expect(ids({ from: '2026-11-19T00:00:00.000Z' })).toEqual(['3'])
    expect(ids({ to: '2026-11-19T00:00:00.000Z', states: ['FAILED'] })).toEqual(['2'])
  })

  it('stand under the time at which they were missed where their end is unknown', () => {
    jobs.record([past('1'), past('2', { endTime: null })], missedAt)
    expect(ids({ from: '2026-11-20T00:00:00.000Z' })).toEqual(['2'])
  })

  it('keep paths that are not UTF-8', () => {
    jobs.record([past('1', { workDir: '/data/\udcff' })], missedAt)
    expect(jobs.page(all, 0, 1).jobs[0]?.workDir).toBe('/data/\udcff')
  })

  it('come in pieces, each once', () => {
    jobs.record(
      Array.from({ length: 25 }, (_, at) => past(String(at))),
      missedAt
    )
    const pieces = [...jobs.pieces(all, 10)]
    expect(pieces.map(piece => piece.length)).toEqual([10, 10, 5])
    expect(new Set(pieces.flat().map(({ id }) => id)).size).toBe(25)
  })

  it('tell how the tasks of an array ended', () => {
    const task = (id: string, state: string): PastJob => past(id, { arrayId: '9', state })
    jobs.record([task('9_0', 'COMPLETED'), task('9_1', 'COMPLETED'), task('9_2', 'FAILED'), past('10')], missedAt)
    expect(jobs.arrayStates('krios', '9', Date.parse('2026-11-18T09:00:00.000Z'))).toEqual(
      new Map([
        ['COMPLETED', 2],
        ['FAILED', 1]
      ])
    )
  })

  it('are summed by week, also after a row has learnt more', () => {
    const week = weekNumber(Date.parse('2026-11-18T10:00:00.000Z'))
    const used = {
      cpuSecondsUsed: 10,
      cpuSecondsGiven: 40,
      memoryBytesUsed: 100,
      memoryBytes: 400,
      gpus: 2,
      elapsedSeconds: 20
    }
    jobs.record([past('1'), past('2', { state: 'FAILED', startTime: '2026-11-18T09:05:00.000Z' })], missedAt)
    jobs.record([past('1', used), past('3', { state: 'CANCELLED', startTime: null })], missedAt)
    jobs.record([past('4', { endTime: '2026-11-23T00:00:00.000Z', site: 'talos' })], missedAt)
    expect(jobs.weeks([], week, week)).toEqual([
      {
        ...{ week, finished: 3, completed: 1, cancelled: 1, unknown: 0, cpuSeconds: 40, gpuSeconds: 40 },
        ...{ cpuUsed: 10, cpuGiven: 40, memoryUsed: 100, memoryGiven: 400, waitSeconds: 180 }
      }
    ])
    expect(jobs.weeks([], week, week + 9).map(({ week, finished }) => [week, finished])).toEqual([
      [week, 3],
      [week + 1, 1]
    ])
    expect(jobs.weeks(['talos'], week, week + 9)).toHaveLength(1)
  })
})
