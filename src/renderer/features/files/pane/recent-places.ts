/** The folders that were opened last in this window's profile. */
import type { Place } from '@contract/files'
import { createStore } from 'zustand'
import { parseRecent, withRecent } from './bookmarks'

const storageKey = 'farscope.recent-places'

/** A test or a private window may have no storage: then they are kept for as long as the window is open. */
const storage = typeof localStorage === 'undefined' ? undefined : localStorage

/** Newest first. */
export const recentPlaces = createStore<{ readonly places: readonly Place[] }>(() => ({
  places: parseRecent(storage?.getItem(storageKey) ?? null)
}))

/** Remembers a folder that was opened. */
export function rememberPlace(place: Place): void {
  const places = withRecent(recentPlaces.getState().places, place)
  recentPlaces.setState({ places })
  try {
    storage?.setItem(storageKey, JSON.stringify(places))
  } catch {
    // A full storage only costs the memory of it.
  }
}
