import { foldArrays, mergeHistory } from '@domain/jobs/fold'
import { jobRecord, splitId } from '@domain/jobs/job-record'
import { expect, it } from 'vitest'

const record = (id: string, stateRaw: string) => jobRecord({ id, stateRaw, user: 'cryo', ...splitId(id) })

it('unfolds the tasks that wait in one record of the queue, each with its own number', () => {
  const jobs = foldArrays([record('57_0', 'RUNNING'), record('57_[1-3,7%1]', 'PENDING')], true)
  expect(jobs.map(({ id, arrayTask, state }) => `${id} ${arrayTask} ${state}`)).toEqual([
    '57_0 0 RUNNING',
    '57_1 1 PENDING',
    '57_2 2 PENDING',
    '57_3 3 PENDING',
    '57_7 7 PENDING'
  ])
})

it('gives a job that lives no end', () => {
  const end = '2026-11-21T10:00:00.000Z'
  const [running] = foldArrays([{ ...record('9', 'RUNNING'), endTime: end }])
  const [over] = foldArrays([{ ...record('9', 'COMPLETED'), endTime: end }])
  expect([running?.endTime, over?.endTime]).toEqual([null, end])
})

it('counts a task once that two answers of accounting tell of', () => {
  const done = record('8_1', 'COMPLETED')
  const [array] = foldArrays(mergeHistory([record('8_2', 'RUNNING')], [done, done]))
  expect(array?.tasks).toEqual({ total: 2, pending: 0, running: 1, done: 1, failed: 0 })
})
