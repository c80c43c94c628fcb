/** Notices of what happened to jobs, to bookings and to budgets, each followed once for the whole window. */
import type { BudgetNotice } from '@contract/cloud-spend'
import type { FarscopeClient } from '@contract/contract'
import type { JobNotice } from '@contract/jobs-history'
import type { BookingNotice } from '@contract/sessions'
import { createStore, type StoreApi } from 'zustand'
import { useEngineStream } from '../../client/use-engine-stream'

/** Notices in the list at most. */
const mostListed = 100

/** Newest first. `unread` counts those that are not listed, too. */
export interface NoticeList<N> {
  readonly unread: number
  readonly notices: readonly N[]
}

export interface NoticeFeed<N> {
  readonly store: StoreApi<NoticeList<N>>
  /** Hears each notice that comes from now on, until the returned function is called. */
  onFresh(listener: (fresh: readonly N[]) => void): () => void
  /** Mounted once, by the app. `onFresh` hears each notice once. */
  useFollow(client: FarscopeClient, onFresh: (fresh: readonly N[]) => void): void
  /** Marks all that are listed as read. A failure leaves them unread, which the bell shows. */
  readAll(client: FarscopeClient): void
}

/** Where the engine keeps notices of a kind. */
interface NoticeCalls<N> {
  list(client: FarscopeClient, limit: number): Promise<{ unread: number; notices: N[] }>
  watch(client: FarscopeClient, signal: AbortSignal): Promise<AsyncIterable<{ unread: number; fresh: N[] }>>
  read(client: FarscopeClient, upTo: number): Promise<void>
}

interface Numbered {
  readonly number: number
}

/** The list after some have come: newest first, each once, not longer than 100. */
export function withFresh<N extends Numbered>(notices: readonly N[], fresh: readonly N[]): readonly N[] {
  const all = new Map([...notices, ...fresh].map(notice => [notice.number, notice]))
  return [...all.values()].sort((a, b) => b.number - a.number).slice(0, mostListed)
}

function createNoticeFeed<N extends Numbered>(name: string, calls: NoticeCalls<N>): NoticeFeed<N> {
  const store = createStore<NoticeList<N>>(() => ({ unread: 0, notices: [] }))
  const listeners = new Set<(fresh: readonly N[]) => void>()
  const list = (client: FarscopeClient): void => {
    // Without an answer the list stays as it is; the stream tells when the engine is there again.
    calls.list(client, mostListed).then(
      ({ unread, notices }) => store.setState({ unread, notices: withFresh([], notices) }),
      () => undefined
    )
  }
  return {
    store,
    onFresh(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    useFollow(client, onFresh) {
      useEngineStream(
        name,
        signal => calls.watch(client, signal),
        ({ unread, fresh }) => {
          const { notices } = store.getState()
          store.setState({ unread, notices: withFresh(notices, fresh) })
          // Nothing fresh: it is the beginning, or another window has read them.
          if (fresh.length === 0 || notices.length === 0) list(client)
          if (fresh.length === 0) return
          onFresh(fresh)
          for (const listener of listeners) listener(fresh)
        }
      )
    },
    readAll(client) {
      const newest = store.getState().notices[0]
      if (newest !== undefined) calls.read(client, newest.number).catch(() => undefined)
    }
  }
}

/** What is older than the list is in the history of jobs. */
export const jobNotices = createNoticeFeed<JobNotice>('job notices', {
  list: (client, limit) => client.jobs.notices({ limit }),
  watch: (client, signal) => client.jobs.watchNotices(undefined, { signal }),
  read: (client, upTo) => client.jobs.readNotices({ upTo })
})

export const bookingNotices = createNoticeFeed<BookingNotice>('booking notices', {
  list: (client, limit) => client.sessions.notices({ limit }),
  watch: (client, signal) => client.sessions.watchNotices(undefined, { signal }),
  read: (client, upTo) => client.sessions.readNotices({ upTo })
})

export const budgetNotices = createNoticeFeed<BudgetNotice>('budget notices', {
  list: (client, limit) => client.spend.notices({ limit }),
  watch: (client, signal) => client.spend.watchNotices(undefined, { signal }),
  read: (client, upTo) => client.spend.readNotices({ upTo })
})
