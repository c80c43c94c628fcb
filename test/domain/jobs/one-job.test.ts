import { foldArrays } from '@domain/jobs/fold'
import { type JobRecord, jobRecord } from '@domain/jobs/job-record'
import { recordsOf } from '@domain/jobs/one-job'
import { describe, expect, it } from 'vitest'

const record = (id: string, state: string): JobRecord => jobRecord({ id, stateRaw: state })
const told = (id: string, live: JobRecord[], accounted: JobRecord[]): [string, string][] =>
  recordsOf(id, live, accounted).map(one => [one.id, one.state])

describe('one job, of the controller and of accounting', () => {
  it('is as the controller has it where both know it', () => {
    expect(told('7', [record('7', 'COMPLETED')], [record('7', 'RUNNING')])).toEqual([['7', 'COMPLETED']])
  })

  it('is as accounting has it where the controller has forgotten it, even if that is old', () => {
    expect(told('7', [], [record('7', 'FAILED')])).toEqual([['7', 'FAILED']])
    expect(told('7', [], [record('7', 'RUNNING')])).toEqual([['7', 'RUNNING']])
  })

  it('is a task by its own record, whatever accounting, which lags, has of those that waited with it', () => {
    const live = [record('7_3', 'COMPLETED')]
    expect(told('7_3', live, [record('7_[3-4]', 'PENDING')])).toEqual([['7_3', 'COMPLETED']])
    expect(foldArrays(recordsOf('7_3', live, [record('7_[3-4]', 'PENDING')]))).toMatchObject([{ state: 'COMPLETED' }])
  })

  it('is a task by its own record, however other tasks of its array ended', () => {
    const others = [record('7_[5-9]', 'CANCELLED'), record('7_4', 'FAILED')]
    expect(told('7_3', [record('7_3', 'COMPLETED')], others)).toEqual([['7_3', 'COMPLETED']])
    expect(told('7_3', [], [...others, record('7_3', 'COMPLETED')])).toEqual([['7_3', 'COMPLETED']])
  })

  it('is a task that waits by the record of all that wait', () => {
    const live = [record('7_2', 'RUNNING'), record('7_[3,5-9%2]', 'PENDING')]
    expect(told('7_6', live, [])).toEqual([['7_[3,5-9%2]', 'PENDING']])
    expect(told('7_4', live, [])).toEqual([])
    expect(told('7_12', [record('7_[0-5,...]', 'PENDING')], [])).toEqual([['7_[0-5,...]', 'PENDING']])
  })

  it('is an array with all its tasks, none of them twice', () => {
    const live = [record('7_3', 'RUNNING'), record('7_4', 'COMPLETED')]
    const accounted = [record('7_2', 'FAILED'), record('7_[3-4]', 'PENDING'), record('7_[5-6]', 'CANCELLED')]
    expect(told('7', live, accounted)).toEqual([
      ['7_3', 'RUNNING'],
      ['7_4', 'COMPLETED'],
      ['7_2', 'FAILED'],
      ['7_[5-6]', 'CANCELLED']
    ])
    expect(told('7', [record('7_[4-6]', 'PENDING')], [record('7_[2-6]', 'PENDING'), record('7_2', 'FAILED')])).toEqual([
      ['7_[4-6]', 'PENDING'],
      ['7_2', 'FAILED']
    ])
  })
})
