/** Writes how jobs ended and tells of it. */
import type { PastJob } from '@contract/jobs-history'
import { type AccountedJob, pastJob } from '@domain/jobs/history'
import { endEvent } from '@domain/jobs/notice'
import type { Clock } from '../platform'
import type { NewNotice } from '../store/job-notices'
import type { LiveJob } from '../store/live-jobs'
import { submittedMs } from '../store/past-jobs'
import type { Store } from '../store/store'
import type { Notices } from './notices'
import { arrayEndNotice, endNotice, firstFailureNotice, wentWrong } from './recorder-notices'

/** An end that was told, and how the job was seen last; undefined where no poll ever saw it. */
export interface Ending {
  readonly ended: AccountedJob
  readonly before: LiveJob | undefined
}

export interface KeptAmong {
  /** What lives or is not accounted for besides these. */
  readonly living: readonly LiveJob[]
  /** Ends that are history, no news. */
  readonly quiet: boolean
  /** When the site was looked at first, milliseconds: what ended before is no news. */
  readonly firstLook: number
}

/** Tasks of one array are submitted at once; one that was requeued has a later time, an id of another reinstall is older. */
const arrayLifeMs = 60 * 86_400_000

/** Of one site; `source`: who told of the ends. */
export type KeepEnds = (site: string, source: PastJob['source'], endings: readonly Ending[], among: KeptAmong) => void

export function createKeepEnds(deps: {
  readonly store: Pick<Store, 'pastJobs' | 'liveJobs' | 'submissions'>
  readonly notices: Pick<Notices, 'raise'>
  readonly clock: Clock
}): KeepEnds {
  const { store, notices, clock } = deps

  const cancelledHere = (job: PastJob): boolean => {
    // All parts of a heterogeneous job go with its leader (scancel(1)).
    const leader = job.hetId === null ? [] : [job.hetId, `${job.hetId}+0`]
    const ids = [...new Set([job.id, job.arrayId ?? job.id, ...leader])]
    const at = store.liveJobs.cancelledAt(job.site, ids)
    // The clocks of this computer and of the cluster may differ; a day tells apart an id that came again.
    return at !== null && at > submittedMs(job) - 86_400_000
  }

  const isNews = (job: PastJob): boolean => !(endEvent(job.state) === 'cancelled' && cancelledHere(job))

  /** `ends` are of one array. */
  function arrayNotices(arrayId: string, ends: readonly PastJob[], living: readonly LiveJob[]): NewNotice[] {
    const at = clock.now()
    const [first] = ends
    if (!first) return []
    const goesOn = living.some(({ record }) => record.arrayId === arrayId)
    if (!goesOn) {
      const states = store.pastJobs.arrayStates(first.site, arrayId, submittedMs(first) - arrayLifeMs)
      const notice = arrayEndNotice(first, arrayId, states, at)
      return notice.event === 'cancelled' && cancelledHere(first) ? [] : [notice]
    }
    const wrong = ends.find(wentWrong)
    return wrong ? [firstFailureNotice(wrong, arrayId, at)] : []
  }

  return (site, source, endings, { living, quiet, firstLook }) => {
    if (endings.length === 0) return
    const at = clock.now()
    const pasts = endings.map(({ ended, before }) => ({
      past: pastJob(ended, {
        ...{ site, source, before: before?.record },
        template: store.submissions.find(site, ended.record.id)?.template ?? null
      }),
      seen: before !== undefined
    }))
    const fresh = new Set(
      store.pastJobs.record(
        pasts.map(({ past }) => past),
        at.toISOString()
      )
    )
    if (quiet) return
    // What was seen alive is told even if it is written already: the engine may have ended in between.
    const news = pasts.flatMap(({ past, seen }) =>
      seen || (fresh.has(past) && past.endTime !== null && Date.parse(past.endTime) >= firstLook) ? [past] : []
    )
    const arrays = new Map<string, PastJob[]>()
    for (const past of news) {
      if (past.arrayId === null) continue
      const ends = arrays.get(past.arrayId)
      if (ends) ends.push(past)
      else arrays.set(past.arrayId, [past])
    }
    notices.raise([
      ...news.filter(past => past.arrayId === null && isNews(past)).map(past => endNotice(past, at)),
      ...[...arrays].flatMap(([arrayId, ends]) => arrayNotices(arrayId, ends, living))
    ])
  }
}
