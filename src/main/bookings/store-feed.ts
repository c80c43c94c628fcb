/** One reader of a store for all who watch it: never two reads at a time, and none when nobody watches. */

import type { BookingFolder, StoreContents } from '../booking-folder'
import { createBroadcast, pause } from '../broadcast'

type Signal = AbortSignal | undefined

/** `kept`: the copy, before anything was read. */
export interface Look {
  readonly contents: StoreContents
  readonly kept: boolean
}

export interface StoreFeed {
  /**
   * The kept copy at once, where there is one, then what each read finds. Fails when there is nothing to show. No read
   * raises a prompt but the first of a store of which there is no copy: somebody has just opened it.
   */
  follow(signal: Signal): AsyncGenerator<Look, void, void>
  /** Reads again now, where the store was away when it was read last: it was just reached. */
  renewIfAway(): void
}

export interface FeedTiming {
  /** Between the end of a read and the next. Milliseconds. */
  readonly everyMs: number
}

type Reading = Look | { readonly error: unknown }

export function createStoreFeed(folder: BookingFolder, { everyMs }: FeedTiming): StoreFeed {
  let latest: Reading | null = null
  let reading: AbortController | null = null
  let wake = new AbortController()
  const broadcast = createBroadcast(() => latest)

  const renew = (): void => wake.abort()

  async function look(signal: AbortSignal): Promise<void> {
    const automatic = latest !== null
    const found = await folder.read(signal, { automatic }).then(
      (contents): Reading => ({ contents, kept: false }),
      (error: unknown): Reading => ({ error })
    )
    // Nobody watches any more, or somebody does again and has a run of his own, of which this says nothing.
    if (signal.aborted) return
    latest = found
    broadcast.publish()
  }

  async function run(signal: AbortSignal): Promise<void> {
    // A function of its own: the run before, which may end after this one began, must not take this one's away.
    const stop = folder.onChanged(() => renew())
    try {
      while (!signal.aborted) {
        wake = new AbortController()
        await look(signal)
        await pause(everyMs, AbortSignal.any([signal, wake.signal]))
      }
    } finally {
      stop()
    }
  }

  async function begin(signal: AbortSignal): Promise<void> {
    // Where the copy cannot be had, the read says why.
    const copy = await folder.copy().catch(() => null)
    if (signal.aborted) return
    latest = copy && { contents: copy, kept: true }
    broadcast.publish()
    await run(signal)
  }

  let followers = 0

  async function* follow(signal: Signal): AsyncGenerator<Look, void, void> {
    followers += 1
    if (!reading) {
      reading = new AbortController()
      void begin(reading.signal)
    }
    try {
      for await (const found of broadcast.follow(signal)) {
        if (found && 'error' in found) throw found.error
        if (found) yield found
      }
    } finally {
      followers -= 1
      if (followers === 0) {
        reading.abort()
        reading = null
        latest = null
      }
    }
  }

  return {
    follow,
    renewIfAway: () => {
      if (latest && 'contents' in latest && latest.contents.offline) renew()
    }
  }
}
