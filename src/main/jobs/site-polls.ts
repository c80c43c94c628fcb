/** The pollers of all sites, each made when it is first needed. */
import type { Status } from '@contract/app'
import type { SiteAccess } from '../site-access'
import { createFinishedTasks, type FinishedTasks } from './finished-tasks'
import { createPoller, type Poller, type PollTiming, type Rest } from './poller'
import { createQueueReader, type QueueReader, type QueueReading } from './queue-reader'
import type { Scheduler } from './scheduler'

/** What is kept for one site. */
export interface SitePoll {
  readonly poller: Poller
  readonly reader: QueueReader
  readonly tasks: FinishedTasks
}

export interface SitePolls {
  /** The site's, made now if there is none. */
  of(site: string): SitePoll
  /** The site's if there is one: what nobody follows needs no poll after an act. */
  present(site: string): SitePoll | undefined
  /** Windows came to the front or left it. */
  reconsider(): void
  /** The sites that are being polled. */
  watchers(): Status['watchers']
  /** No poll comes by itself until nothing is a reason for rest any more. */
  rest(why: Rest): void
  wake(why: Rest): void
  close(): void
}

export interface SitePollDependencies {
  readonly access: SiteAccess
  readonly scheduler: Scheduler
  readonly timing: PollTiming
  /** The person's setting; see contract/app. */
  readonly pollSeconds?: (() => Promise<number> | number) | undefined
  /** After each poll that succeeded. */
  readonly onReading?: ((site: string, reading: QueueReading, asOf: string) => void) | undefined
}

export function createSitePolls(dependencies: SitePollDependencies): SitePolls {
  const { access, scheduler, timing, pollSeconds, onReading } = dependencies
  const sites = new Map<string, SitePoll>()
  const reasons = new Set<Rest>()
  const nowMs = (): number => timing.now().getTime()

  function make(site: string): SitePoll {
    const tasks = createFinishedTasks(nowMs)
    const reader = createQueueReader(scheduler, site, tasks, nowMs)
    const poller = createPoller({
      read: reader.read,
      timing,
      pollSeconds,
      onReading: (reading, asOf) => onReading?.(site, reading, asOf),
      hold: back => access.hold?.(site, { role: 'login' }, 'monitors', { onBack: back }) ?? (() => {})
    })
    for (const why of reasons) poller.rest(why)
    return { poller, reader, tasks }
  }

  return {
    of(site) {
      const present = sites.get(site)
      if (present) return present
      const made = make(site)
      sites.set(site, made)
      return made
    },
    present: site => sites.get(site),
    reconsider: () => {
      for (const { poller } of sites.values()) poller.reconsider()
    },
    watchers: () =>
      [...sites]
        .filter(([, { poller }]) => poller.watching)
        .map(([site, { poller }]) => ({ kind: 'jobs', site, lastPoll: poller.lastPoll })),
    rest: why => {
      reasons.add(why)
      for (const { poller } of sites.values()) poller.rest(why)
    },
    wake: why => {
      reasons.delete(why)
      if (reasons.size === 0) for (const { poller } of sites.values()) poller.wake()
    },
    close: () => {
      for (const { poller } of sites.values()) poller.close()
    }
  }
}
