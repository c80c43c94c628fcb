/** The rows of the table: filtered, in order, arrays with their tasks under them. */
import type { Job } from '@contract/jobs'
import { taskColumn } from '@domain/jobs/states'
import { type SortValue, sortRows } from '../../ui/data-table/sorting'
import { inGroup, isOver, type StateGroup, stateRank } from './job-state'

/** One line of the table. */
export interface JobRow {
  /** Stays while the job lives: an array's id says which tasks are left, so its number is taken. */
  readonly key: string
  readonly job: Job
  readonly level: 1 | 2
  /** Undefined for what does not unfold. */
  readonly expanded: boolean | undefined
  /** Its cancellation was asked for and is not yet confirmed. */
  readonly cancelling: boolean
}

/** Key of a job; for an array also what `scancel` takes for the whole of it. */
export function jobKey(job: Job): string {
  return job.tasks && job.arrayId !== null ? job.arrayId : job.id
}

/** Whether every word typed stands somewhere in what the row says. */
export function matchesFilter(job: Job, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const said = [job.name, job.id, job.user, job.partition, job.nodes, job.state, job.reason].join('\n').toLowerCase()
  return words.every(word => said.includes(word))
}

/** How the list is narrowed and ordered. */
export interface RowChoice {
  readonly filter: string
  readonly group: StateGroup
  /** The chosen column's value and direction; without it: running, waiting, over, the newest first. */
  readonly value?: ((row: JobRow) => SortValue) | undefined
  readonly direction?: 'ascending' | 'descending' | undefined
}

const taskOrder = { failed: 0, running: 1, pending: 2, done: 3 } as const

/** Tasks of each array: failed ones first, then running, waiting, done; each by number. */
function tasksByArray(tasks: readonly Job[], wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Job[]> {
  const found = new Map<string, Job[]>()
  for (const task of tasks) {
    if (task.arrayId === null || !wanted.has(task.arrayId)) continue
    const list = found.get(task.arrayId)
    if (list) list.push(task)
    else found.set(task.arrayId, [task])
  }
  const order = (task: Job): number => taskOrder[taskColumn(task.state)]
  const number = (task: Job): number => task.arrayTask ?? Number.POSITIVE_INFINITY
  for (const list of found.values()) list.sort((a, b) => order(a) - order(b) || number(a) - number(b) || 0)
  return found
}

/**
 * Rows in the order shown. `tasks` are the single tasks of unfolded arrays; `expanded` and `cancelling` hold keys.
 * A task is being cancelled when its array is.
 */
export function jobRows(
  jobs: readonly Job[],
  tasks: readonly Job[],
  choice: RowChoice,
  expanded: ReadonlySet<string>,
  cancelling: ReadonlySet<string>
): readonly JobRow[] {
  const isCancelling = (job: Job): boolean =>
    !isOver(job) && (cancelling.has(jobKey(job)) || (job.arrayId !== null && cancelling.has(job.arrayId)))
  const row = (job: Job, level: 1 | 2): JobRow => {
    const key = jobKey(job)
    const opens = level === 1 && job.tasks ? expanded.has(key) : undefined
    return { key, job, level, expanded: opens, cancelling: isCancelling(job) }
  }
  const kept = jobs.filter(job => inGroup(job, choice.group) && matchesFilter(job, choice.filter))
  const value = choice.value ?? (one => stateRank(one.job))
  const top = sortRows(
    kept.map(job => row(job, 1)),
    value,
    choice.direction ?? 'ascending'
  )
  const children = tasksByArray(tasks, expanded)
  return top.flatMap(one => [one, ...(one.expanded ? (children.get(one.key) ?? []).map(task => row(task, 2)) : [])])
}

/** What is left of the cancellations asked for: those the scheduler has not confirmed and that are still listed. */
export function stillCancelling(asked: ReadonlySet<string>, jobs: readonly Job[]): ReadonlySet<string> {
  const alive = new Set<string>()
  for (const job of jobs) {
    if (isOver(job)) continue
    alive.add(jobKey(job))
    if (job.arrayId !== null) alive.add(job.arrayId)
  }
  const left = [...asked].filter(key => alive.has(key) || (/_\d+$/.test(key) && alive.has(key.replace(/_\d+$/, ''))))
  return left.length === asked.size ? asked : new Set(left)
}
