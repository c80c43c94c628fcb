/** Follows the queues of the sites in sight. Draws nothing. */
import type { FarscopeClient } from '@contract/contract'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect } from 'react'
import { useLink } from '../../../client/engine-link'
import { useEngineStream } from '../../../client/use-engine-stream'
import { jobFeed } from './job-feed'

/** Days that finished jobs stay in the list. */
export const historyDays = 2

/** What is asked of each site. */
export interface Following {
  readonly client: FarscopeClient
  readonly allUsers: boolean
  readonly visible: boolean
  /** Whether an array is unfolded: its single tasks are read, too. */
  readonly unfolding: boolean
}

function SiteStream({ client, site, allUsers, visible, unfolding }: Following & { site: string }): ReactNode {
  const key = `${site} ${allUsers}`
  const query = { site, allUsers, historyDays }
  useEffect(() => jobFeed.begin(site, key), [site, key])
  const failure = useEngineStream(
    visible ? key : null,
    signal => client.jobs.watchChanges(query, { signal }),
    change => jobFeed.take(site, change)
  )
  // The engine polls once for both.
  useEngineStream(
    visible && unfolding ? key : null,
    signal => client.jobs.watchChanges({ ...query, unfoldTasks: true }, { signal }),
    change => jobFeed.takeTasks(site, change)
  )
  useEffect(() => {
    if (failure) jobFeed.fail(site, Failure.from(failure).toData())
  }, [site, failure])
  useEffect(() => {
    if (!unfolding) jobFeed.dropTasks(site)
  }, [site, unfolding])
  return null
}

/** One stream a site, and word of whether a person sees this window. */
export function SiteStreams({ sites, ...following }: Following & { sites: readonly string[] }): ReactNode {
  useAttendance(following.client)
  return sites.map(site => <SiteStream key={site} site={site} {...following} />)
}

/** The engine asks the schedulers less often while nobody looks. */
function useAttendance(client: FarscopeClient): void {
  const { state, generation } = useLink()
  // biome-ignore lint/correctness/useExhaustiveDependencies: an engine on a new link has to be told again
  useEffect(() => {
    if (state !== 'open') return
    // Polls go on at their usual pace where the engine cannot be told.
    const tell = (): void =>
      void client.jobs.attend({ front: document.visibilityState === 'visible' }).catch(() => undefined)
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [client, state, generation])
}
