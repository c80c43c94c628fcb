import type { StoreInfo } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import { useCallback, useEffect, useState } from 'react'
import { useLink } from '../../client/engine-link'
import type { BookingsClient } from './room-context'

export const storeKey = ({ site, folder }: BookingStore): string => `${site ?? ''}:${folder}`

const storageKey = 'farscope.calendar.store'

export interface Stores {
  /** Null until the engine answered. */
  readonly stores: readonly StoreInfo[] | null
  readonly failure: Failure | null
  readonly chosen: StoreInfo | null
  choose(store: StoreInfo): void
  /** Asks again, after one was made. */
  refresh(): void
}

/** The store that is shown first: the one of last time, that of the chosen site, one that is there, any. */
export function firstStore(stores: readonly StoreInfo[], kept: string | null, site: string | null): StoreInfo | null {
  return (
    stores.find(({ store }) => storeKey(store) === kept) ??
    stores.find(({ store, exists }) => store.site !== null && store.site === site && exists !== false) ??
    stores.find(({ store, exists }) => store.site !== null && exists !== false) ??
    stores.find(({ exists }) => exists === true) ??
    stores[0] ??
    null
  )
}

/** The stores that can be shown, and the one that is. `site`: the one chosen in the top bar; sites that come or go bring theirs. */
export function useStores(bookings: BookingsClient, site: string | null, sites: string): Stores {
  const { state, generation } = useLink()
  const [stores, setStores] = useState<readonly StoreInfo[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [kept, setKept] = useState<string | null>(() => localStorage.getItem(storageKey))
  const [asked, setAsked] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new link, other sites or a new store ask again
  useEffect(() => {
    if (state !== 'open') return
    const controller = new AbortController()
    bookings.stores(undefined, { signal: controller.signal }).then(
      found => {
        setStores(found)
        setFailure(null)
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setFailure(Failure.from(thrown))
      }
    )
    return () => controller.abort()
  }, [bookings, state, generation, sites, asked])
  const choose = useCallback((info: StoreInfo): void => {
    localStorage.setItem(storageKey, storeKey(info.store))
    setKept(storeKey(info.store))
  }, [])
  const refresh = useCallback((): void => setAsked(before => before + 1), [])
  return { stores, failure, chosen: stores && firstStore(stores, kept, site), choose, refresh }
}
