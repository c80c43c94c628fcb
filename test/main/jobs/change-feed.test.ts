import type { Job } from '@contract/jobs'
import { expect, it } from 'vitest'
import { asJob, jobRecord } from '../../../src/domain/jobs/job-record'
import { asChanges, type TimedSnapshot } from '../../../src/main/jobs/change-feed'

const job = (id: string, stateRaw: string): Job => asJob(jobRecord({ id, stateRaw }))
const array = (done: number): Job => ({
  ...job('9_[0-4]', 'RUNNING'),
  tasks: { total: 5, pending: 0, running: 5 - done, done, failed: 0 }
})

async function feed(...lists: Job[][]) {
  async function* snapshots(): AsyncGenerator<TimedSnapshot> {
    for (const jobs of lists)
      yield { jobs, asOf: null, error: null, accounting: { available: true, message: '' }, nextPoll: null }
  }
  const told = []
  for await (const change of asChanges(snapshots()))
    told.push(
      change.type === 'all'
        ? ['all', ...change.jobs.map(one => one.id)]
        : ['changes', ...change.changed.map(one => `${one.id} ${one.state}`), ...change.removed.map(id => `-${id}`)]
    )
  return told
}

it('tells all jobs first, then what came, changed and went', async () => {
  const before = [job('1', 'RUNNING'), job('2', 'PENDING'), job('3', 'PENDING'), job('4', 'PENDING'), array(0)]
  const after = [job('5', 'PENDING'), job('2', 'RUNNING'), job('3', 'PENDING'), job('4', 'PENDING'), array(0)]
  expect(await feed(before, before, after.slice(1), after)).toEqual([
    ['all', '1', '2', '3', '4', '9_[0-4]'],
    ['changes'],
    ['changes', '2 RUNNING', '-1'],
    ['changes', '5 PENDING']
  ])
})

it('notices that only the counts of an array changed', async () => {
  const rest = [job('1', 'RUNNING'), job('2', 'RUNNING')]
  expect(await feed([array(0), ...rest], [array(1), ...rest])).toEqual([
    ['all', '9_[0-4]', '1', '2'],
    ['changes', '9_[0-4] RUNNING']
  ])
})

it('tells all again when more than half changed, and an empty queue as what it is', async () => {
  const list = (state: string) => ['1', '2', '3'].map(id => job(id, state))
  expect(await feed(list('PENDING'), list('RUNNING'), [], [])).toEqual([
    ['all', '1', '2', '3'],
    ['all', '1', '2', '3'],
    ['all'],
    ['changes']
  ])
})

it('brings many jobs in several events, each of a size that holds nobody up', async () => {
  const many = Array.from({ length: 4500 }, (_, at) => job(String(at + 1), 'PENDING'))
  const told = await feed(many, many)
  expect(told.map(([type, ...rest]) => `${type} ${rest.length}`)).toEqual([
    'all 2000',
    'changes 2000',
    'changes 500',
    'changes 0'
  ])
})
