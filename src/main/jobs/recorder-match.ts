/** Which of the jobs that left the queue an answer tells the end of. Plain data in, plain data out. */
import { countTasks } from '@domain/jobs/array-tasks'
import type { AccountedJob } from '@domain/jobs/history'
import { isFinished } from '@domain/jobs/states'
import type { LiveJob } from '../store/live-jobs'
import { submittedMs } from '../store/past-jobs'
import { type ArrayTasks, lifeOf, tasksByArray, withoutTasks } from './recorder-changes'
import { mostAsked } from './recorder-ends'
import type { Ending } from './recorder-keep'

/** Of an array of more tasks only the ends are asked, not what each step used: that would be tens of megabytes. */
const manyTasks = 5000

/** What to ask about: arrays by their id where a record of several tasks is gone, for the rest the jobs themselves. */
export interface MissingEnds {
  readonly ids: string[]
  readonly bare: boolean
  /** Whether this question is about that job. */
  holds(job: LiveJob): boolean
}

export function missingEnds(gone: readonly LiveJob[]): MissingEnds {
  const arrays = new Set(gone.flatMap(({ record }) => (record.range === null ? [] : [record.arrayId ?? record.id])))
  const idOf = ({ record }: LiveJob): string =>
    record.arrayId !== null && arrays.has(record.arrayId) ? record.arrayId : record.id
  const ids = [...new Set(gone.map(idOf))].slice(0, mostAsked)
  const asked = new Set(ids)
  const bare = gone.some(({ record }) => countTasks(record.range ?? []) > manyTasks)
  return { ids, bare, holds: job => asked.has(idOf(job)) }
}

export interface MatchedEnds {
  readonly endings: Ending[]
  /** What is left of records of several tasks, and what nothing is known of yet: gone still. */
  readonly saved: LiveJob[]
  /** Accounted for, wholly or in part. */
  readonly removed: LiveJob[]
}

export function matchEnds(gone: readonly LiveJob[], answer: readonly AccountedJob[]): MatchedEnds {
  // In its first second a fast job has only a place-holder in accounting, without a partition.
  const ended = answer.filter(({ record }) => isFinished(record.state) && record.partition !== null)
  const byLife = new Map(ended.map(job => [lifeOf(job.record), job]))
  const told = tasksByArray(ended.map(({ record }) => record))
  const matched: MatchedEnds = { endings: [], saved: [], removed: [] }
  for (const job of gone) {
    if (job.record.range !== null) matchTasks(job, ended, told.get(job.record.arrayId ?? ''), matched)
    else {
      const one = byLife.get(lifeOf(job.record)) ?? rangeHolding(job, ended)
      if (!one) matched.saved.push(job)
      else {
        matched.endings.push({ ended: one, before: job })
        matched.removed.push(job)
      }
    }
  }
  return matched
}

/** Those of which the controller says nothing any more: what it still shows alive only left the list for a moment. */
export function unaccounted(gone: readonly LiveJob[], answer: readonly AccountedJob[]): LiveJob[] {
  const alive = answer.map(({ record }) => record).filter(record => !isFinished(record.state))
  const lives = new Set(alive.map(lifeOf))
  const arrays = new Set(alive.map(record => record.arrayId))
  return gone.filter(
    ({ record }) => !lives.has(lifeOf(record)) && (record.range === null || !arrays.has(record.arrayId))
  )
}

function matchTasks(
  job: LiveJob,
  ended: readonly AccountedJob[],
  told: ArrayTasks | undefined,
  matched: MatchedEnds
): void {
  const left = withoutTasks(job.record, told ?? { single: new Set(), ranges: [] })
  for (const one of ended)
    if (one.record.arrayId === job.record.arrayId && holdsAny(job, one) && submittedMs(one.record) === job.submitted)
      matched.endings.push({ ended: one, before: { ...job, record: { ...job.record, id: one.record.id } } })
  if (left === job.record) matched.saved.push(job)
  else {
    matched.removed.push(job)
    if (left) matched.saved.push({ ...job, record: left })
  }
}

/** Whether an ended record is of tasks that were waiting in this one. */
function holdsAny(job: LiveJob, { record }: AccountedJob): boolean {
  return withoutTasks(job.record, tasksByArray([record]).get(record.arrayId ?? '')) !== job.record
}

/** A task that was cancelled while it waited is told of in the record of all that waited. */
function rangeHolding({ record, submitted }: LiveJob, ended: readonly AccountedJob[]): AccountedJob | undefined {
  const { arrayId, arrayTask } = record
  if (arrayId === null || arrayTask === null) return undefined
  const found = ended.find(
    ({ record: { arrayId: array, range, ...rest } }) =>
      array === arrayId &&
      range !== null &&
      submittedMs(rest) === submitted &&
      range.some(({ first, last, step }) => arrayTask >= first && arrayTask <= last && (arrayTask - first) % step === 0)
  )
  return found && { ...found, record: { ...found.record, id: record.id, arrayTask, range: null } }
}
