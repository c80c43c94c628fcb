/** Notices of what happened to jobs, followed once for the whole window. */
import type { FarscopeClient } from '@contract/contract'
import type { JobNotice } from '@contract/jobs-history'
import { createStore } from 'zustand'
import { useEngineStream } from '../../client/use-engine-stream'

/** Notices in the list at most; older ones are in the history of jobs. */
const mostListed = 100

/** Newest first. `unread` counts those that are not listed, too. */
export interface NoticeFeed {
  readonly unread: number
  readonly notices: readonly JobNotice[]
}

export const noticeFeed = createStore<NoticeFeed>(() => ({ unread: 0, notices: [] }))

/** Who else hears of fresh notices. */
const listeners = new Set<(fresh: readonly JobNotice[]) => void>()

/** Hears each notice that comes from now on, until the returned function is called. */
export function onFreshNotices(listener: (fresh: readonly JobNotice[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The list after some have come: newest first, each once, not longer than 100. */
export function withFresh(notices: readonly JobNotice[], fresh: readonly JobNotice[]): readonly JobNotice[] {
  const all = new Map([...notices, ...fresh].map(notice => [notice.number, notice]))
  return [...all.values()].sort((a, b) => b.number - a.number).slice(0, mostListed)
}

/** Mounted once, by the app. `onFresh` hears each notice once, and none of those that are older than the window. */
export function useFollowNotices(client: FarscopeClient, onFresh: (fresh: readonly JobNotice[]) => void): void {
  const list = (): void => {
    // Without an answer the list stays as it is; the stream tells when the engine is there again.
    client.jobs.notices({ limit: mostListed }).then(
      ({ unread, notices }) => noticeFeed.setState({ unread, notices: withFresh([], notices) }),
      () => undefined
    )
  }
  useEngineStream(
    'notices',
    signal => client.jobs.watchNotices(undefined, { signal }),
    ({ unread, fresh }) => {
      noticeFeed.setState(({ notices }) => ({ unread, notices: withFresh(notices, fresh) }))
      // Nothing fresh: it is the beginning, or another window has read them.
      if (fresh.length === 0) return list()
      onFresh(fresh)
      for (const listener of listeners) listener(fresh)
    }
  )
}

/** Marks all that are listed as read. A failure leaves them unread, which the bell shows. */
export function readAll(client: FarscopeClient): void {
  const newest = noticeFeed.getState().notices[0]
  if (newest !== undefined) client.jobs.readNotices({ upTo: newest.number }).catch(() => undefined)
}
