/** The jobs slice with its memory: what is seen and submitted is kept, told and found again. */
import type { Settings } from '@contract/app'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import type { Store } from '../store/store'
import { createBackground } from './background'
import { createHistory, type History } from './history'
import { createJobs, type Jobs } from './jobs'
import { createNotices, type Notices } from './notices'
import type { PollTiming } from './poller'
import { createRecorder, type Recorder } from './recorder'
import { createAskEnds } from './recorder-ends'
import { createSlurmAsker } from './slurm-asker'
import { asSubmission } from './submissions'

/** Failures after which the cluster has got nothing. */
const neverSent: ReadonlySet<string> = new Set([
  ...['unknown-site', 'answer-needed', 'auth-failed', 'dns', 'refused', 'command-missing'],
  ...['host-key-unknown', 'host-key-changed', 'host-key-mismatch']
])

export interface RecordedJobs {
  readonly jobs: Jobs
  readonly history: History
  readonly notices: Notices
  readonly recorder: Pick<Recorder, 'idle'>
}

export function createRecordedJobs(deps: {
  readonly platform: Platform
  readonly access: SiteAccess
  readonly store: Pick<Store, 'pastJobs' | 'liveJobs' | 'submissions' | 'jobNotices'>
  readonly settings: { read(): Settings }
  readonly sites: () => Promise<readonly { readonly name: string }[]>
  /** As of createNotices. */
  readonly isRoutine?: (name: string) => boolean
  /** Yields after each change of the sites. Unset: they never change (tests). */
  readonly siteChanges?: (signal: AbortSignal) => AsyncIterable<unknown>
  /** Replaces the pollers' clock in tests. */
  readonly timing?: PollTiming
}): RecordedJobs {
  const { platform, access, store, settings, sites } = deps
  const { clock, log, door } = platform
  /** What the cluster did is done, whether or not it can be written here. */
  function remember(what: string, write: () => void): void {
    try {
      write()
    } catch (thrown) {
      log.error(`${what} could not be remembered.`, thrown)
    }
  }

  const notices = createNotices({
    ...{ store: store.jobNotices, platform, settings: () => settings.read() },
    ...(deps.isRoutine && { isRoutine: deps.isRoutine })
  })
  const askEnds = createAskEnds(createSlurmAsker(access))
  const recorder = createRecorder({ store, notices, askEnds, clock, log, onChange: () => background.look() })
  const jobs = createJobs({
    ...{ platform, access },
    ...(deps.timing && { timing: deps.timing }),
    pollSeconds: () => settings.read().jobPollSeconds,
    onReading: (site, reading) => {
      recorder.onReading(site, reading)
      background.seen(site)
    },
    onSubmitted: (sent, id) =>
      remember('A job that was submitted', () => {
        store.submissions.save(asSubmission(sent, id, clock.now()))
        background.expect(sent.site)
      })
  })
  const background = createBackground({
    ...{ door, log, sites, siteChanges: deps.siteChanges },
    ...{ live: store.liveJobs, keepWatch: jobs.keepWatch }
  })

  return {
    notices,
    recorder,
    history: createHistory(store, clock),
    jobs: {
      ...jobs,
      async submit(sent, signal) {
        const job = await jobs.submit(sent, signal)
        remember('A job that was submitted', () => recorder.onSubmitted(sent.site, job))
        return job
      },
      async cancel(site, ids, signal) {
        // Before it is sent: the next poll may see its work first.
        const what = 'That jobs were cancelled from here'
        remember(what, () => recorder.onCancelling(site, ids))
        const notCancelled = (refused: readonly string[]): void =>
          remember(what, () => recorder.onNotCancelled(site, refused))
        try {
          const result = await jobs.cancel(site, ids, signal)
          notCancelled(result.failed.map(({ id }) => id))
          return result
        } catch (thrown) {
          if (neverSent.has(Failure.from(thrown).code)) notCancelled(ids)
          throw thrown
        }
      },
      async script(site, id, signal) {
        try {
          return await jobs.script(site, id, signal)
        } catch (thrown) {
          const kept = store.submissions.find(site, id)
          if (kept && Failure.from(thrown).code === 'not-found') return { text: kept.script }
          throw thrown
        }
      },
      async close() {
        background.close()
        await jobs.close()
        await recorder.close()
      }
    }
  }
}
