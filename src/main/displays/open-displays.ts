/** The displays that are open on this computer, until their client has gone, their booking ends or the engine closes. */
import { pause } from '../broadcast'
import type { Armed, MayOpen } from '../may-open'
import type { Clock } from '../platform'
import type { Opened } from './adapter'

export interface Booked {
  readonly armed: Armed
  /** The booking changed or opens it no more, also where its client went before. */
  changed(): Promise<void>
}

export interface OpenDisplays {
  readonly count: number
  /** `booked`: the booking that opened it; null: none was needed. */
  keep(opened: Opened, key: string, booked: Booked | null): void
  /** Those of this display; it was closed on its host. */
  closeOf(key: string): Promise<void>
  closeAll(): Promise<void>
}

/** The clock may be set, or stand still in a sleep of the computer, so it is looked at again. Milliseconds. */
const lookEveryMs = 5_000

export function createOpenDisplays(clock: Clock, mayOpen: Pick<MayOpen, 'follow'>): OpenDisplays {
  const kept = new Map<Opened, string>()
  const ending = new AbortController()
  const closeAtEnd = async (opened: Opened, { armed, changed }: Booked): Promise<void> => {
    const disarmed = new AbortController()
    let { until } = armed
    const unfollow = mayOpen.follow(armed, now => {
      // A control that became a view is opened anew, with the rights of then.
      if (now && now.right === armed.right) {
        until = now.until
        void changed()
      } else disarmed.abort()
    })
    const stop = AbortSignal.any([disarmed.signal, ending.signal])
    try {
      while (!stop.aborted) {
        const left = until.getTime() - clock.now().getTime()
        if (left <= 0) break
        await pause(Math.min(left, lookEveryMs), stop)
      }
      await opened.close()
      // The engine ends, the booking does not.
      if (!ending.signal.aborted) await changed()
    } finally {
      unfollow()
    }
  }
  return {
    get count() {
      return kept.size
    },
    keep: (opened, key, booked) => {
      kept.set(opened, key)
      void opened.ended.then(() => kept.delete(opened))
      if (booked) void closeAtEnd(opened, booked).catch(() => undefined)
    },
    closeOf: async key => {
      await Promise.all([...kept].map(([opened, own]) => (own === key ? opened.close() : undefined)))
    },
    closeAll: async () => {
      ending.abort()
      await Promise.all([...kept.keys()].map(opened => opened.close()))
    }
  }
}
