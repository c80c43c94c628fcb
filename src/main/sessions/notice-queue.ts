/** Notices of sessions on their way to the windows: each goes to every window that is open. */
import type { BookingStore } from '@contract/resources'
import { createBroadcast } from '../broadcast'

export interface SessionNoticeItem {
  readonly store: BookingStore
  readonly uid: string
  readonly title: string
  readonly text: string
}

export interface NoticeQueue {
  add(item: SessionNoticeItem): void
  /** Those that come from now on, and before them those that no window has taken. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<SessionNoticeItem, void, void>
}

/** A notice that no window has taken is shown to the next one that opens within this. Milliseconds. */
const freshMs = 300_000
const mostKept = 50

/** `now`: milliseconds since 1970. */
export function createNoticeQueue(now: () => number): NoticeQueue {
  const recent: { item: SessionNoticeItem; at: number; number: number }[] = []
  let last = 0
  let taken = 0
  const changes = createBroadcast(() => last)

  async function* following(from: number, signal: AbortSignal | undefined): ReturnType<NoticeQueue['follow']> {
    let told = from
    for await (const newest of changes.follow(signal)) {
      const fresh = recent.filter(({ number, at }) => number > told && now() - at < freshMs)
      told = newest
      taken = Math.max(taken, newest)
      for (const { item } of fresh) yield item
    }
  }

  return {
    add(item) {
      last += 1
      recent.push({ item, at: now(), number: last })
      recent.splice(0, recent.length - mostKept)
      changes.publish()
    },
    follow: signal => following(taken, signal)
  }
}
