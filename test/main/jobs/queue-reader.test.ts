import { beforeEach, expect, it } from 'vitest'
import { foldArrays, withoutHistory } from '../../../src/domain/jobs/fold'
import { type JobRecord, jobRecord } from '../../../src/domain/jobs/job-record'
import { createFinishedTasks } from '../../../src/main/jobs/finished-tasks'
import { createQueueReader, type QueueReader, type ReadQueue } from '../../../src/main/jobs/queue-reader'
import type { QueueQuery, QueueQuestion } from '../../../src/main/jobs/scheduler'

const job = (id: string, stateRaw: string): JobRecord => jobRecord({ id, stateRaw, user: 'cryo', partition: 'cpu' })
const asking = { signal: undefined, automatic: true }
const live: QueueQuery = { allUsers: false, historyDays: 0 }
const past: QueueQuery = { allUsers: false, historyDays: 7 }

/** What the cluster would answer, and what it was asked. */
let queue: JobRecord[]
let accounts: JobRecord[]
let windows: number
let byId: string[][]
/** Questions beside the one for the queue. */
let seconds: number
let now: number
let reader: QueueReader
let read: ReadQueue

beforeEach(() => {
  queue = []
  accounts = []
  windows = 0
  byId = []
  seconds = 0
  now = 0
  const accounted = (ids: readonly string[]) => {
    byId.push([...ids])
    return accounts.filter(record => ids.includes(record.id) || ids.includes(record.arrayId ?? ''))
  }
  const scheduler = {
    read: async (_: string, { historyDays, ids = [] }: QueueQuestion) => {
      if (historyDays > 0) windows += 1
      return {
        user: 'cryo',
        queue,
        history: historyDays > 0 ? accounts : [],
        accounted: ids.length > 0 ? accounted(ids) : null,
        cluster: null,
        accounting: { available: historyDays > 0, message: '' }
      }
    },
    accounted: async (_: string, ids: readonly string[]) => {
      seconds += 1
      return accounted(ids)
    }
  }
  const tasks = createFinishedTasks(() => now)
  reader = createQueueReader(scheduler, 'em', tasks, () => now)
  read = reader.read
})

const states = async (query: QueueQuery): Promise<string[]> =>
  (await read(query, asking)).records.map(record => `${record.id} ${record.state}`)

it('asks for a window of accounting at most once a minute, and the queue each time', async () => {
  accounts = [job('1', 'COMPLETED')]
  for (let poll = 0; poll < 7; poll++) {
    expect(await states(past)).toEqual(['1 COMPLETED'])
    now += 10_000
  }
  expect(windows).toBe(2)
})

it('asks at once, by id, for a job that left the queue, and only once', async () => {
  queue = [job('5', 'RUNNING')]
  await read(past, asking)
  queue = []
  accounts = [job('5', 'FAILED')]
  now += 10_000
  expect(await states(past)).toEqual(['5 FAILED'])
  now += 10_000
  expect(await states(past)).toEqual(['5 FAILED'])
  expect(byId).toEqual([['5']])
  expect(windows).toBe(1)
})

it('finds a job that was submitted and over before the queue was read again', async () => {
  await read(past, asking)
  reader.expect('6')
  now += 3000
  expect(await states(past)).toEqual([])
  accounts = [jobRecord({ id: '6', stateRaw: 'COMPLETED', user: 'cryo', name: 'allocation' })]
  now += 3000
  expect(await states(past), 'the place-holder of accounting is no answer').toEqual([])
  accounts = [job('6', 'COMPLETED')]
  now += 5000
  expect(await states(past)).toEqual(['6 COMPLETED'])
  now += 10_000
  expect(await states(past)).toEqual(['6 COMPLETED'])
  expect(byId).toEqual([['6'], ['6'], ['6']])
})

it('asks accounting nothing for a plain queue without arrays', async () => {
  queue = [job('5', 'RUNNING')]
  await read(live, asking)
  queue = []
  now += 100_000
  expect(await states(live)).toEqual([])
  expect([windows, byId]).toEqual([0, []])
})

it('counts the finished tasks of arrays in the queue, asked for every 30 s, and loses none in between', async () => {
  queue = [job('9_2', 'RUNNING'), job('9_3', 'RUNNING'), job('9_[4-9]', 'PENDING')]
  accounts = [job('9_0', 'COMPLETED'), job('9_1', 'FAILED')]
  const counts = async () => foldArrays(withoutHistory((await read(live, asking)).records))[0]?.tasks
  expect(await counts()).toEqual({ total: 10, pending: 6, running: 2, done: 1, failed: 1 })
  now += 10_000
  queue = [job('9_3', 'RUNNING'), job('9_4', 'RUNNING'), job('9_[5-9]', 'PENDING')]
  accounts.push(job('9_2', 'COMPLETED'))
  expect((await counts())?.total).toBe(10)
  expect(seconds, 'an array that is new').toBe(1)
  now += 20_000
  expect(await counts()).toEqual({ total: 10, pending: 5, running: 2, done: 2, failed: 1 })
  expect(byId).toEqual([['9'], ['9']])
  expect(seconds, 'what is due goes with the queue').toBe(1)
})

it('shows nothing of an array that has ended to those who want the queue alone', async () => {
  accounts = [job('9_0', 'COMPLETED'), job('9_1', 'FAILED')]
  expect(withoutHistory((await read(past, asking)).records)).toEqual([])
})

it('gives up after some minutes on a job that nobody ever tells of', async () => {
  for (let id = 1; id <= 100; id++) reader.expect(String(id))
  for (let poll = 0; poll < 60; poll++) {
    await read(past, asking)
    now += 30_000
  }
  byId = []
  await read(past, asking)
  expect(byId).toEqual([])
  reader.expect('6')
  accounts = [job('6', 'COMPLETED')]
  expect(await states(past), 'those before it do not stand in its way').toEqual(['6 COMPLETED'])
})
