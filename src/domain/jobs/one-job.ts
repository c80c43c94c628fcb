/** What the controller and accounting say of one job, of an array, or of one task of it, brought together. */
import { holdsTask } from './array-tasks'
import type { JobRecord } from './job-record'
import { isFinished } from './states'

/**
 * The records of the job `id`, the controller's first. Accounting lags: what it believes alive beside what the controller
 * shows has become something else since, and the tasks that wait are one record of the controller's. Of a task (`123_4`)
 * it is that task's record alone, or the one of those that still wait: what the rest of its array does is not its state.
 */
export function recordsOf(id: string, live: readonly JobRecord[], accounted: readonly JobRecord[]): JobRecord[] {
  const known = new Set(live.map(record => record.id))
  const waits = live.some(({ range }) => range !== null)
  const isLate = ({ state, range }: JobRecord): boolean =>
    live.length > 0 && (!isFinished(state) || (waits && range !== null))
  const all = [...live, ...accounted.filter(record => !known.has(record.id) && !isLate(record))]
  const task = /^\d+_(\d+)$/.exec(id)?.[1]
  return task === undefined ? all : recordOfTask(all, Number(task))
}

function recordOfTask(records: readonly JobRecord[], task: number): JobRecord[] {
  const own =
    records.find(({ arrayTask }) => arrayTask === task) ??
    // A list of tasks that cannot be read may hold it.
    records.find(({ arrayTask, range }) => arrayTask === null && (range === null || holdsTask(range, task)))
  return own ? [own] : []
}
