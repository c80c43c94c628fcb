/** What can be done to one job by its state, and how it is asked and told. Pure. */
import type { Job } from '@contract/jobs'
import { isFinished } from '@domain/jobs/states'
import { parseTimeLimit } from '@domain/jobs/time-limit'
import { formatClock, formatDuration } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import { isOver, isWaiting, jobMark } from '../job-state'
import { askedId } from './overview-facts'

/** Acts of the scheduler beside cancelling. */
export type JobAct = 'hold' | 'release' | 'requeue' | 'limit'

/** What applies to the job as it stands, in the order of the buttons. */
export function possibleActs(job: Job): readonly JobAct[] {
  if (isOver(job)) return isFinished(job.state) && !job.tasks ? ['requeue'] : []
  const waits = isWaiting(job) || (job.tasks?.pending ?? 0) > 0
  const held = jobMark(job).word === 'held'
  const hold: JobAct[] = !waits ? [] : [held ? 'release' : 'hold']
  const runs = job.tasks ? job.tasks.running > 0 : !isWaiting(job)
  return [...hold, ...(runs ? (['requeue'] as const) : []), 'limit']
}

/** The question before an act: it names the job. `lost`: something that cannot be had back. */
export interface ActQuestion {
  readonly button: string
  readonly title: string
  readonly says: string
  readonly confirm: string
  readonly lost: boolean
}

export function actQuestion(act: JobAct, job: Job): ActQuestion {
  const name = `${askedId(job)} ${visibleName(job.name)}`.trim()
  const tasks = job.tasks ? ' This is asked for all of its tasks.' : ''
  switch (act) {
    case 'hold':
      return {
        ...{ button: 'Hold', title: `Hold ${name}?`, confirm: 'Hold the job', lost: false },
        says: `It keeps its place in the list, and does not start until it is released.${tasks}`
      }
    case 'release':
      return {
        ...{ button: 'Release', title: `Release ${name}?`, confirm: 'Release the job', lost: false },
        says: `It starts when its turn comes.${tasks}`
      }
    case 'requeue':
      return {
        ...{ button: 'Requeue', title: `Requeue ${name}?`, confirm: 'Requeue the job', lost: true },
        says: isOver(job)
          ? 'It waits again under the same id and runs from its beginning. It may write over its own output.'
          : `It is ended now and waits again. What it computes now is lost, and it runs from its beginning.${tasks}`
      }
    case 'limit':
      return {
        ...{ button: 'Change time limit', title: `Time limit of ${name}`, confirm: 'Change the limit', lost: false },
        says: `Now ${job.limitSeconds === null ? 'unlimited or unknown' : formatClock(job.limitSeconds)}. A job that runs can mostly be given less only; more is for administrators.${tasks}`
      }
  }
}

/** What a typed time limit means, in words, or what is wrong with it; `seconds` null: it cannot be sent. */
export function limitWords(typed: string): { seconds: number | null; words: string } {
  const seconds = parseTimeLimit(typed)
  if (seconds === null) return { seconds, words: 'Such as 90m, 36h, 2d, 12:00:00 or 2-00:00:00.' }
  if (seconds < 60 || seconds > 365 * 86_400)
    return { seconds: null, words: 'A time limit is between a minute and a year.' }
  return { seconds, words: `That is ${formatDuration(seconds)}.` }
}
