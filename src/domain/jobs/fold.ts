/** One job object an array, with its tasks counted by what became of them. */
import type { Job } from '@contract/jobs'
import { countTasks, formatTaskList, type TaskCounts, type TaskRange } from './array-tasks'
import { asJob, type JobRecord } from './job-record'
import { isFinished, taskColumn } from './states'

/**
 * The queue and accounting as one list: the queue knows better what still lives; accounting gives what has finished.
 * What accounting believes alive and the queue does not show is left out (a moment's lag, or a lost record).
 */
export function mergeHistory(queue: readonly JobRecord[], history: readonly JobRecord[]): JobRecord[] {
  return withMissing(
    queue,
    history.filter(record => isFinished(record.state))
  )
}

/** `records` and those of `more` whose ids are not among them, each id once: `more` may come of several questions. */
export function withMissing(records: readonly JobRecord[], more: readonly JobRecord[]): JobRecord[] {
  const known = new Map(records.map(record => [record.id, record]))
  for (const record of more) if (!known.has(record.id)) known.set(record.id, record)
  return [...known.values()]
}

/** What the queue alone tells: what still lives, and all tasks of an array of which one still lives. */
export function withoutHistory(records: readonly JobRecord[]): JobRecord[] {
  const alive = records.filter(record => !isFinished(record.state))
  const arrays = new Set(alive.map(record => record.arrayId))
  return records.filter(record => !isFinished(record.state) || (record.arrayId !== null && arrays.has(record.arrayId)))
}

function rangesOf(record: JobRecord): readonly TaskRange[] {
  if (record.range) return record.range
  return record.arrayTask === null ? [] : [{ first: record.arrayTask, last: record.arrayTask, step: 1 }]
}

/** Newest first, in the order of ids; arrays as one object unless `unfold`. */
export function foldArrays(records: readonly JobRecord[], unfold = false): Job[] {
  const arrays = new Map<string, JobRecord[]>()
  const jobs: Job[] = []
  for (const record of records) {
    if (record.arrayId === null) {
      jobs.push(asJob(record))
      continue
    }
    if (unfold) {
      for (const task of tasksOf(record, record.arrayId)) jobs.push(task)
      continue
    }
    const group = arrays.get(record.arrayId)
    if (group) group.push(record)
    else arrays.set(record.arrayId, [record])
  }
  for (const [arrayId, tasks] of arrays) jobs.push(foldOne(arrayId, tasks))
  return newestFirst(jobs)
}

/** By number; the tasks of an array and the parts of a heterogeneous job in their own order. */
function newestFirst(jobs: readonly Job[]): Job[] {
  const part = ({ id, arrayTask, hetId }: Job): number =>
    arrayTask ?? (hetId === null ? 0 : Number.parseInt(id.slice(hetId.length + 1), 10))
  return jobs
    .map(job => ({ job, number: Number.parseInt(job.id, 10), part: part(job) }))
    .sort((a, b) => b.number - a.number || a.part - b.part)
    .map(({ job }) => job)
}

/** The single tasks of a record: those that wait share one. */
function tasksOf(record: JobRecord, arrayId: string): Job[] {
  if (record.range === null) return [asJob(record)]
  const task = (arrayTask: number): Job => ({ ...asJob(record), id: `${arrayId}_${arrayTask}`, arrayTask })
  return record.range.flatMap(({ first, last, step }) =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, at) => task(first + at * step))
  )
}

/** Which task speaks for the array: a running one, else one that waits, else one that failed. */
function leading(tasks: readonly JobRecord[]): JobRecord | undefined {
  const by = (column: keyof TaskCounts): JobRecord | undefined => tasks.find(task => taskColumn(task.state) === column)
  return by('running') ?? by('pending') ?? by('failed') ?? tasks[0]
}

function bound(values: readonly (string | null)[], pick: 'first' | 'last'): string | null {
  const sorted = values.filter(value => value !== null).sort()
  return (pick === 'first' ? sorted[0] : sorted.at(-1)) ?? null
}

function foldOne(arrayId: string, tasks: readonly JobRecord[]): Job {
  const counts: TaskCounts = { total: 0, pending: 0, running: 0, done: 0, failed: 0 }
  for (const task of tasks) {
    const count = Math.max(1, countTasks(rangesOf(task)))
    counts[taskColumn(task.state)] += count
    counts.total += count
  }
  const lead = leading(tasks) ?? tasks[0]
  const finished = tasks.every(task => isFinished(task.state))
  const failed = tasks.find(task => task.exitCode || task.signal)
  const pending = tasks.find(task => task.range)
  return {
    ...asJob(lead as JobRecord), // A group is made with its first member.
    id: `${arrayId}_[${formatTaskList(tasks.flatMap(rangesOf))}]`,
    arrayId,
    arrayTask: null,
    startTime: bound(
      tasks.map(task => task.startTime),
      'first'
    ),
    endTime: finished
      ? bound(
          tasks.map(task => task.endTime),
          'last'
        )
      : null,
    exitCode: finished ? (failed ? failed.exitCode : (lead?.exitCode ?? null)) : null,
    signal: finished ? (failed?.signal ?? null) : null,
    reason: pending?.reason ?? lead?.reason ?? null,
    reasonText: pending?.reasonText ?? lead?.reasonText ?? null,
    tasks: counts
  }
}
