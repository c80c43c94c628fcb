/** What is known of the stores of bookings: asked where somebody asks, else only where that raises no question. */
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { BookingFolder, StoreContents } from '../booking-folder'
import type { Log } from '../platform'

/** A store as it was read last. */
export interface Read {
  readonly store: BookingStore
  readonly folder: BookingFolder
  readonly contents: StoreContents
}

/** … and who the caller is there. */
export interface Looked extends Read {
  readonly user: string
}

export interface SessionStores {
  /**
   * All that are known. Those that `ask` takes are asked even where their site must be connected first; of the others,
   * one without a link gives its kept copy.
   */
  read(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined): Promise<Read[]>
  /** The same, with who the caller is there. */
  look(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined): Promise<Looked[]>
  /** One, asked now. `not-found` without a store, and every error of reaching it; with `kept` its kept copy instead. */
  one(store: BookingStore, signal: AbortSignal | undefined, options?: { kept?: boolean }): Promise<Looked>
  /** Changes when a site with a store was connected, or lost its link. */
  reachable(): Promise<string>
  onChanged(listener: () => void): () => void
  close(): void
}

export interface SessionStoresParts {
  readonly stores: () => Promise<readonly BookingStore[]>
  readonly openFolder: (store: BookingStore) => BookingFolder
  /** Whether there is a link to the site now. */
  readonly connected: (site: string) => boolean
  /** As whom the store's site logs in, as far as that is known without asking it. */
  readonly likelyUser: (store: BookingStore) => Promise<string>
  /** A session of this person is under way there: its store is dialled without being asked for, where no question comes up. */
  readonly isPressing: (looked: Looked) => boolean
  readonly log: Log
}

/** Longest wait for one store that nobody asked for. Milliseconds. */
const quietLimitMs = 30_000

export const storeKey = ({ site, folder }: BookingStore): string => JSON.stringify([site, folder])

export function createSessionStores(parts: SessionStoresParts): SessionStores {
  const { stores, openFolder, connected, likelyUser, isPressing, log } = parts
  const folders = new Map<string, { folder: BookingFolder; stop: () => void }>()
  const listeners = new Set<() => void>()
  const users = new Map<string, string>()
  const open = (store: BookingStore): BookingFolder => {
    const key = storeKey(store)
    const known = folders.get(key)
    if (known) return known.folder
    const folder = openFolder(store)
    const stop = folder.onChanged(() => {
      for (const listener of listeners) listener()
    })
    folders.set(key, { folder, stop })
    return folder
  }
  const canAsk = ({ site }: BookingStore): boolean => site === null || connected(site)

  async function readStore(store: BookingStore, ask: boolean, signal: AbortSignal | undefined): Promise<Read | null> {
    const folder = open(store)
    const kept = folder.copy()
    const copied = kept && { store, folder, contents: kept }
    if (!ask && !canAsk(store) && !(copied && isPressing(await withUser(copied)))) return copied
    try {
      return { store, folder, contents: await folder.read(signal, { kept: true, automatic: !ask }) }
    } catch (thrown) {
      const { code, message } = Failure.from(thrown)
      // A site or a computer without a calendar is the usual case.
      if (code !== 'not-found' && code !== 'cancelled') log.warn(`Bookings: ${message}`)
      return copied
    }
  }

  /** What was read came over a link that knows the name; a copy has none. */
  async function withUser(read: Read, signal?: AbortSignal): Promise<Looked> {
    const key = storeKey(read.store)
    if (!users.has(key) && !read.contents.offline && canAsk(read.store))
      await read.folder.user(signal, { automatic: true }).then(
        user => users.set(key, user),
        (thrown: unknown) => log.warn(`Bookings: ${Failure.from(thrown).message}`)
      )
    return { ...read, user: users.get(key) ?? (await likelyUser(read.store)) }
  }

  const read: SessionStores['read'] = async (ask, signal) => {
    const all = await stores()
    const found = await Promise.all(all.map(store => readStore(store, ask(store), bounded(ask(store), signal))))
    return found.filter(one => one !== null)
  }

  return {
    read,
    look: async (ask, signal) => Promise.all((await read(ask, signal)).map(one => withUser(one, signal))),
    async one(store, signal, { kept = false } = {}) {
      const folder = open(store)
      const contents = await folder.read(signal)
      if (!contents.offline) return { store, folder, contents, user: await folder.user(signal) }
      if (!kept) throw contents.offline
      return withUser({ store, folder, contents }, signal)
    },
    reachable: async () => (await stores()).filter(canAsk).map(storeKey).sort().join(' '),
    onChanged: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const { stop } of folders.values()) stop()
      listeners.clear()
    }
  }
}

/** Nobody waits for what nobody asked for. */
function bounded(ask: boolean, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (ask) return signal
  const limit = AbortSignal.timeout(quietLimitMs)
  return signal ? AbortSignal.any([signal, limit]) : limit
}
