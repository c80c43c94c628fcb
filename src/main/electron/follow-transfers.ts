/** What the desktop has to know of the engine: what moves, and whether it may keep the computer awake. */
import type { Settings } from '@contract/app'
import type { Transfer } from '@contract/transfers'
import { type OverallProgress, overallProgress } from '@domain/transfers/overall-progress'
import type { FarscopeClient } from '../client-type'
import type { Log } from '../platform'

/** The newest of both; the settings are null until the first answer. */
export interface Followed {
  readonly transfers: readonly Transfer[]
  readonly all: OverallProgress
  readonly settings: Settings | null
}

/** Follows the engine until `signal` aborts or the engine goes away. `onChange` is called at most as often as lists come. */
export function followTransfers(
  client: { transfers: Pick<FarscopeClient['transfers'], 'watch'>; app: Pick<FarscopeClient['app'], 'watchSettings'> },
  options: { log: Log; signal: AbortSignal; onChange: (followed: Followed) => void }
): () => Followed {
  const { log, signal, onChange } = options
  let now: Followed = { transfers: [], all: overallProgress([]), settings: null }
  const change = (by: Partial<Followed>): void => {
    now = { ...now, ...by }
    onChange(now)
  }
  const follow = async <T>(open: () => Promise<AsyncIterable<T>>, onItem: (item: T) => void): Promise<void> => {
    try {
      for await (const item of await open()) onItem(item)
    } catch (thrown) {
      if (!signal.aborted) log.warn(`The desktop follows the engine no more: ${String(thrown)}`)
    }
  }
  void follow(
    () => client.transfers.watch(undefined, { signal }),
    transfers => change({ transfers, all: overallProgress(transfers) })
  )
  void follow(
    () => client.app.watchSettings(undefined, { signal }),
    settings => change({ settings })
  )
  return () => now
}
