/** What a job's state looks like: the mark, the word, and the group it is filtered by. */
import type { Job } from '@contract/jobs'
import { isFinished, taskColumn } from '@domain/jobs/states'
import type { State } from '../../ui/state-mark'

/** A state as it is drawn and spoken. */
export interface JobMark {
  readonly state: State
  /** One word or two, lower case. */
  readonly word: string
}

const marks: Readonly<Record<string, JobMark>> = {
  RUNNING: { state: 'running', word: 'running' },
  CONFIGURING: { state: 'starting', word: 'starting' },
  COMPLETING: { state: 'running', word: 'ending' },
  STAGE_OUT: { state: 'running', word: 'staging out' },
  SIGNALING: { state: 'running', word: 'being signalled' },
  SUSPENDED: { state: 'paused', word: 'suspended' },
  STOPPED: { state: 'paused', word: 'stopped' },
  COMPLETED: { state: 'done', word: 'done' },
  CANCELLED: { state: 'cancelled', word: 'cancelled' },
  TIMEOUT: { state: 'failed', word: 'out of time' },
  OUT_OF_MEMORY: { state: 'failed', word: 'out of memory' },
  NODE_FAIL: { state: 'failed', word: 'node failed' },
  PREEMPTED: { state: 'failed', word: 'preempted' }
}

const held = /^(JobHeld|JobHoldMax|HeldForever|LaunchFailedRequeuedHeld|launch_failed)/

/** The mark of a job. An array has the mark of the task that speaks for it (domain/jobs/fold). */
export function jobMark(job: Job, cancelling = false): JobMark {
  if (cancelling && !isFinished(job.state)) return { state: 'out-of-date', word: 'cancelling' }
  const known = marks[job.state]
  if (known) return known
  if (isFinished(job.state)) return { state: 'failed', word: 'failed' }
  if (!isWaiting(job)) return { state: 'starting', word: job.state.toLowerCase().replaceAll('_', ' ') || 'unknown' }
  return job.reason !== null && held.test(job.reason)
    ? { state: 'paused', word: 'held' }
    : { state: 'waiting', word: 'waiting' }
}

/** Whether the job stands in the queue and has not started. */
export function isWaiting(job: Job): boolean {
  return taskColumn(job.state) === 'pending'
}

/** Whether nothing of the job runs or waits any more. */
export function isOver(job: Job): boolean {
  return job.tasks ? job.tasks.pending + job.tasks.running === 0 : isFinished(job.state)
}

/** Groups of the state filter. */
export const stateGroups = ['any', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const
export type StateGroup = (typeof stateGroups)[number]

/** Whether a job belongs to a group. An array belongs to each group that one of its tasks is in. */
export function inGroup(job: Job, group: StateGroup): boolean {
  if (group === 'any') return true
  const { tasks } = job
  if (group === 'cancelled') return job.state === 'CANCELLED'
  if (tasks) return tasks[group === 'waiting' ? 'pending' : group] > 0
  if (group === 'failed') return taskColumn(job.state) === 'failed' && job.state !== 'CANCELLED'
  return taskColumn(job.state) === (group === 'waiting' ? 'pending' : group)
}

const ranks: Partial<Record<State, number>> = { running: 0, starting: 0, 'out-of-date': 0, waiting: 1, paused: 1 }

/** Place of a job where nothing else orders the list: what runs, what waits, what is over. */
export function stateRank(job: Job): number {
  return ranks[jobMark(job).state] ?? 2
}
