/** Notices of what happened to jobs: kept, followed, and told through the door. */
import type { Settings } from '@contract/app'
import type { JobNotice } from '@contract/jobs-history'
import { displayName } from '@domain/bytes-name'
import { isQuiet } from '@domain/jobs/notice-quiet'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'
import type { JobNotices, NewNotice } from '../store/job-notices'

export interface Notices {
  /** Those that the person wants to hear of; what was told before is not told again. */
  raise(notices: readonly NewNotice[]): void
  list(before: number | undefined, limit: number): { unread: number; notices: JobNotice[] }
  watch(signal: AbortSignal | undefined): AsyncGenerator<{ unread: number; fresh: JobNotice[] }, void, void>
  markRead(upTo: number): void
}

/** More at once are told in one system notice, with their number. */
const mostTold = 3
const pageSize = 1000

export function createNotices(deps: {
  readonly store: JobNotices
  readonly platform: Pick<Platform, 'clock' | 'notify'>
  readonly settings: () => Pick<Settings, 'jobNotices' | 'quietHours'>
  /** Jobs of which one comes each minute, by their name: of those only what went wrong is told. */
  readonly isRoutine?: (name: string) => boolean
}): Notices {
  const { store, platform, settings, isRoutine = () => false } = deps
  const changes = createBroadcast(() => store.unread())

  function tell(fresh: readonly JobNotice[]): void {
    const now = platform.clock.now()
    // A person's night is a matter of the clock on the wall, so of the local one.
    if (isQuiet(settings().quietHours, now.getHours() * 60 + now.getMinutes())) return
    if (fresh.length <= mostTold) for (const { text, site } of fresh) platform.notify(text, site)
    else {
      const sites = [...new Set(fresh.map(({ site }) => site))].join(', ')
      platform.notify(`${fresh.length} events of jobs`, sites)
    }
  }

  async function* following(from: number, signal: AbortSignal | undefined): ReturnType<Notices['watch']> {
    let last = from
    for await (const unread of changes.follow(signal)) {
      const fresh = store.after(last, pageSize)
      last = fresh.at(-1)?.number ?? last
      yield { unread, fresh }
    }
  }

  return {
    raise(notices) {
      const wanted = new Set(settings().jobNotices)
      const quiet = ({ event, name }: NewNotice): boolean =>
        (event === 'started' || event === 'completed') && isRoutine(name)
      const fresh = store.add(notices.filter(notice => wanted.has(notice.event) && !quiet(notice)))
      if (fresh.length === 0) return
      tell(fresh)
      changes.publish()
    },
    list: (before, limit) => ({ unread: store.unread(), notices: store.page(before, limit) }),
    // Now, not when the first is taken: what is told in between would be missed.
    watch: signal => following(store.last(), signal),
    markRead(upTo) {
      store.markRead(upTo)
      changes.publish()
    }
  }
}

/** How a job is called in a sentence: its name, else its id. */
export const callJob = (id: string, name: string): string =>
  name === '' ? `Job ${id}` : `${displayName(name)} (${id})`
