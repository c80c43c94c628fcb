/** What changed in a queue since it was seen last. Plain data in, plain data out. */
import { countTasks, formatTaskList, holdsTask, parseTaskList, type TaskRange } from '@domain/jobs/array-tasks'
import type { JobRecord } from '@domain/jobs/job-record'
import { isFinished, taskColumn } from '@domain/jobs/states'
import type { LiveJob } from '../store/live-jobs'
import { submittedMs } from '../store/past-jobs'

export interface QueueChanges {
  /** New, changed or gone since, as they are to be kept. */
  readonly saved: LiveJob[]
  /** Kept no longer: what waited of an array and waits in another record now. */
  readonly removed: LiveJob[]
  readonly started: JobRecord[]
}

/** Names one life of a job: a requeued one has another submit time. */
export const lifeOf = (record: JobRecord): string => `${record.id}@${submittedMs(record)}`

/**
 * `live`: what was seen last, by life; `queue`: the user's jobs that are in the queue at `now` (milliseconds).
 * `firstLook`: what is there now was there before, so nothing has just started.
 */
export function queueChanges(
  live: ReadonlyMap<string, LiveJob>,
  queue: readonly JobRecord[],
  now: number,
  firstLook: boolean
): QueueChanges {
  const present = new Map(queue.filter(record => !isFinished(record.state)).map(record => [lifeOf(record), record]))
  const changes: QueueChanges = { saved: [], removed: [], started: [] }
  for (const [life, record] of present) {
    const before = live.get(life)
    if (!before || before.goneAt !== null || differs(before.record, record))
      changes.saved.push({ record, submitted: submittedMs(record), goneAt: null })
    const waited = before === undefined ? !firstLook : taskColumn(before.record.state) === 'pending'
    if (waited && taskColumn(record.state) === 'running') changes.started.push(record)
  }
  const tasks = tasksByArray([...present.values()])
  for (const [life, job] of live) {
    if (present.has(life) || job.goneAt !== null) continue
    if (job.record.range === null) {
      // What waits of an array and cannot be read as a list is no job of its own.
      if (job.record.arrayId !== null && job.record.arrayTask === null) changes.removed.push(job)
      else changes.saved.push({ ...job, goneAt: now })
      continue
    }
    changes.removed.push(job)
    const gone = withoutTasks(job.record, tasks.get(job.record.arrayId ?? ''))
    if (gone && (gone === job.record || !live.has(lifeOf(gone))))
      changes.saved.push({ record: gone, submitted: job.submitted, goneAt: now })
  }
  return changes
}

/** What is worth a write: the time that a job runs is not. */
function differs(before: JobRecord, now: JobRecord): boolean {
  return (
    before.state !== now.state ||
    before.startTime !== now.startTime ||
    before.nodes !== now.nodes ||
    before.name !== now.name ||
    before.limitSeconds !== now.limitSeconds
  )
}

/** Tasks of one array, alone and in ranges. */
export interface ArrayTasks {
  readonly single: Set<number>
  readonly ranges: TaskRange[]
}

export function tasksByArray(records: readonly JobRecord[]): Map<string, ArrayTasks> {
  const arrays = new Map<string, ArrayTasks>()
  for (const { arrayId, arrayTask, range } of records) {
    if (arrayId === null) continue
    const tasks = arrays.get(arrayId) ?? { single: new Set(), ranges: [] }
    arrays.set(arrayId, tasks)
    if (arrayTask !== null) tasks.single.add(arrayTask)
    tasks.ranges.push(...(range ?? []))
  }
  return arrays
}

/** A record of several tasks, or what is left of it without these; the same object if none are its, null if all. */
export function withoutTasks(record: JobRecord, tasks: ArrayTasks | undefined): JobRecord | null {
  if (record.range === null || !tasks) return record
  const left: TaskRange[] = []
  for (const { first, last, step } of record.range)
    for (let task = first; task <= last; task += step)
      if (!tasks.single.has(task) && !holdsTask(tasks.ranges, task)) left.push({ first: task, last: task, step: 1 })
  if (left.length === 0) return null
  if (left.length === countTasks(record.range)) return record
  const list = formatTaskList(left)
  return { ...record, id: `${record.arrayId}_[${list}]`, range: parseTaskList(list) }
}
