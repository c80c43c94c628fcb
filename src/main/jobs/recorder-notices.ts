/** The notices of what a recorder found: one an event, and of an array at most three in all. */
import type { PastJob } from '@contract/jobs-history'
import type { JobRecord } from '@domain/jobs/job-record'
import { arrayEnd, endEvent, eventWords, sentence } from '@domain/jobs/notice'
import type { NewNotice } from '../store/job-notices'
import { submittedMs } from '../store/past-jobs'
import { callJob } from './notices'

/** What of an array is told: that its first task started, that a first one failed, and how all ended. */
const happenings = { start: 'start', end: 'end', firstFailure: 'first-failure' } as const

/** Of each array once, with the task that started first. */
export function startNotices(site: string, started: readonly JobRecord[], at: Date): NewNotice[] {
  const first = new Map<string, JobRecord>()
  for (const record of started) {
    const id = record.arrayId ?? record.id
    if (!first.has(id)) first.set(id, record)
  }
  return [...first].map(([job, record]) => ({
    ...{ site, job, submitted: submittedMs(record), happening: happenings.start, event: 'started' },
    ...{ name: record.name, at: at.toISOString() },
    text: sentence(callJob(job, record.name), eventWords('started', record))
  }))
}

/** How a job that is no task ended. */
export function endNotice(job: PastJob, at: Date): NewNotice {
  const event = endEvent(job.state)
  return {
    ...{ site: job.site, job: job.id, submitted: submittedMs(job), happening: happenings.end, event },
    ...{ name: job.name, at: at.toISOString() },
    text: sentence(callJob(job.id, job.name), eventWords(event, job))
  }
}

/** That a first task went wrong while others still wait or run. */
export function firstFailureNotice(task: PastJob, arrayId: string, at: Date): NewNotice {
  const event = endEvent(task.state)
  const which = task.arrayTask === null ? 'a task' : `task ${task.arrayTask}`
  return {
    ...{ site: task.site, job: arrayId, submitted: submittedMs(task), happening: happenings.firstFailure, event },
    ...{ name: task.name, at: at.toISOString() },
    text: sentence(`${callJob(arrayId, task.name)}: ${which}`, `${eventWords(event, task)}; the others go on`)
  }
}

/** That all tasks have ended, with how many ended how. `states`: state to count. */
export function arrayEndNotice(
  task: PastJob,
  arrayId: string,
  states: ReadonlyMap<string, number>,
  at: Date
): NewNotice {
  const { event, words } = arrayEnd(states)
  return {
    ...{ site: task.site, job: arrayId, submitted: submittedMs(task), happening: happenings.end, event },
    ...{ name: task.name, at: at.toISOString() },
    text: sentence(`${callJob(arrayId, task.name)}:`, words)
  }
}

/** Whether an end is a task's own going wrong: not that somebody ended it, not that nobody knows. */
export function wentWrong({ state }: PastJob): boolean {
  const event = endEvent(state)
  return event !== 'completed' && event !== 'cancelled' && event !== 'ended'
}
