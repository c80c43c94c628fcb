/** How many jobs run and wait in each partition. A task of an array counts as a job. */
import { countTasks, parseTaskList } from './array-tasks'
import type { JobCounts } from './cluster-partitions'
import type { JobRecord } from './job-record'

/** A job that waits for one of several partitions (`cpu,gpu`) counts in each. */
function add(counts: Map<string, JobCounts>, partitions: string, column: keyof JobCounts, amount: number): void {
  for (const name of partitions.split(',')) {
    const present = counts.get(name) ?? { running: 0, waiting: 0 }
    counts.set(name, { ...present, [column]: present[column] + amount })
  }
}

/** Of the queue of all users. */
export function countJobs(queue: readonly JobRecord[]): Map<string, JobCounts> {
  const counts = new Map<string, JobCounts>()
  for (const { state, partition, range } of queue) {
    if (partition === null || (state !== 'RUNNING' && state !== 'PENDING')) continue
    add(counts, partition, state === 'RUNNING' ? 'running' : 'waiting', range ? countTasks(range) : 1)
  }
  return counts
}

/** Of `AMOUNT R|PD PARTITION [ID]` lines: `squeue -o '%t %P %i' | sort | uniq -c`, ids kept only of waiting arrays. */
export function parseJobCounts(text: string): Map<string, JobCounts> {
  const counts = new Map<string, JobCounts>()
  for (const line of text.split('\n')) {
    const [amount = '', state = '', partitions = '', id = ''] = line.trim().split(' ')
    if (!/^\d+$/.test(amount) || partitions === '') continue
    const range = id === '' ? null : parseTaskList(id.slice(id.indexOf('_') + 1))
    add(counts, partitions, state === 'R' ? 'running' : 'waiting', Number(amount) * (range ? countTasks(range) : 1))
  }
  return counts
}
