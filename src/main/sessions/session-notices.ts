/** Notices of bookings: found in the stores, kept, followed, and told through the door. */
import type { BookingNotice } from '@contract/sessions'
import { type BookingNews, bookingNews, seenOf } from '@domain/sessions/booking-news'
import { createBroadcast } from '../broadcast'
import type { Platform } from '../platform'
import type { BookingNotices, NewBookingNotice } from '../store/booking-notices'
import type { Looked } from './session-stores'

type Signal = AbortSignal | undefined

export interface SessionNotices {
  /** What has happened in a store since it was looked at last; what was told before is not told again. */
  look(looked: Looked): void
  raise(looked: Looked, news: readonly BookingNews[]): void
  list(before: number | undefined, limit: number): { unread: number; notices: BookingNotice[] }
  watch(signal: Signal): AsyncGenerator<{ unread: number; fresh: BookingNotice[] }, void, void>
  markRead(upTo: number): void
}

/** A notice that no window has taken is told to the next one that opens within this. Milliseconds. */
const freshMs = 300_000
/** More at once are told in one system notice, with their number. */
const mostTold = 3
const pageSize = 1000

export function createSessionNotices(deps: {
  readonly store: BookingNotices
  readonly platform: Pick<Platform, 'clock' | 'notify'>
  /** Milliseconds since 1970 by the clock of the looked-at store's server. */
  readonly at: (looked: Looked) => number
}): SessionNotices {
  const { store, platform, at } = deps
  const now = (): number => platform.clock.now().getTime()
  const changes = createBroadcast(() => store.unread())
  let taken = store.last()

  // Quiet hours are for jobs: whoever sits at a microscope at night has to hear that it ends.
  function tell(fresh: readonly BookingNotice[]): void {
    if (fresh.length <= mostTold) for (const { title, text } of fresh) platform.notify(title, text)
    else platform.notify(`${fresh.length} events of bookings`, 'They stand under the bell.')
  }

  const raise: SessionNotices['raise'] = (looked, news) => {
    const when = platform.clock.now().toISOString()
    const wanted = news.map((one): NewBookingNotice => ({ ...one, store: looked.store, at: when }))
    const fresh = store.add(wanted)
    if (fresh.length === 0) return
    tell(fresh)
    changes.publish()
  }

  async function* following(from: number, signal: Signal): ReturnType<SessionNotices['watch']> {
    let last = from
    for await (const unread of changes.follow(signal)) {
      const fresh = store.after(last, pageSize)
      last = fresh.at(-1)?.number ?? last
      taken = Math.max(taken, last)
      yield { unread, fresh: fresh.filter(notice => now() - Date.parse(notice.at) < freshMs) }
    }
  }

  return {
    raise,
    look(looked) {
      const { contents, user } = looked
      // A copy tells nothing that was not told when it was made.
      if (contents.offline) return
      const { file, bookings, waiting, overruns } = contents
      const seen = store.seen(looked.store)
      const facts = { file, bookings, waiting, overruns, user, seen, at: at(looked) }
      raise(looked, bookingNews(facts))
      const next = seenOf(facts)
      if (JSON.stringify(next) !== JSON.stringify(seen)) store.saveSeen(looked.store, next)
    },
    list: (before, limit) => ({ unread: store.unread(), notices: store.page(before, limit) }),
    // Now, not when the first is taken: what is told in between would be missed.
    watch: signal => following(taken, signal),
    markRead(upTo) {
      store.markRead(upTo)
      changes.publish()
    }
  }
}
