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

/** All stores that are offered: those of which something is known, and those of which nothing is. */
export interface Survey {
  readonly read: readonly Read[]
  /** Neither read now nor kept, and why; a store that is certainly not there is not among them. */
  readonly unread: readonly { readonly store: BookingStore; readonly error: Failure }[]
}

export interface SessionStores {
  /**
   * All that are known. Those that `ask` takes are asked even where their site must be connected first; of the others,
   * one without a link gives its kept copy.
   */
  read(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined): Promise<Read[]>
  /** The same, and of the others one without a kept copy is dialled where that raises no question. */
  survey(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined): Promise<Survey>
  /** The same, with who the caller is there. `fresh`: those that are asked give no copy of half a minute. */
  look(
    ask: (store: BookingStore) => boolean,
    signal: AbortSignal | undefined,
    options?: { fresh?: boolean }
  ): Promise<Looked[]>
  /**
   * One, asked now. `not-found` without a store, and every error of reaching it; with `kept` its kept copy instead.
   * `automatic`: nobody just asked, so it raises no prompt, and a copy of half a minute will do.
   */
  one(
    store: BookingStore,
    signal: AbortSignal | undefined,
    options?: { kept?: boolean; automatic?: boolean }
  ): Promise<Looked>
  /** Changes when a site with a store was connected, or lost its link. */
  reachable(): Promise<string>
  /** A store was changed through this engine, or a read of whomever found others' changes. */
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
    const tell = (): void => {
      for (const listener of listeners) listener()
    }
    const stop = folder.onChanged(tell, { found: true })
    folders.set(key, { folder, stop })
    return folder
  }
  const canAsk = ({ site }: BookingStore): boolean => site === null || connected(site)

  /** Null: not asked, or certainly not there. */
  async function readStore(
    store: BookingStore,
    how: { ask: boolean; dial: boolean; fresh?: boolean },
    caller: AbortSignal | undefined
  ): Promise<Read | Failure | null> {
    const { ask, dial, fresh = false } = how
    const folder = open(store)
    const kept = await folder.copy()
    const copied = kept && { store, folder, contents: kept }
    const quiet = !ask && !canAsk(store) && !(dial && !copied)
    if (quiet && !(copied && isPressing(await withUser(copied)))) return copied
    const signal = bounded(ask, caller)
    try {
      return { store, folder, contents: await folder.read(signal, { kept: !(ask && fresh), automatic: !ask }) }
    } catch (thrown) {
      caller?.throwIfAborted()
      const failure = signal?.aborted ? tooSlow(thrown) : Failure.from(thrown)
      // A site or a computer without a calendar is the usual case.
      if (failure.code === 'not-found') return copied
      log.warn(`Bookings: ${failure.message}`)
      return copied ?? failure
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

  async function readAll(
    ask: (store: BookingStore) => boolean,
    how: { dial: boolean; fresh?: boolean | undefined },
    signal: AbortSignal | undefined
  ) {
    const all = await stores()
    const { dial, fresh = false } = how
    return Promise.all(
      all.map(async store => ({ store, found: await readStore(store, { ask: ask(store), dial, fresh }, signal) }))
    )
  }
  const readOf = ({ found }: { found: Read | Failure | null }): Read[] =>
    found === null || found instanceof Failure ? [] : [found]
  const read: SessionStores['read'] = async (ask, signal) =>
    (await readAll(ask, { dial: false }, signal)).flatMap(readOf)

  return {
    read,
    survey: async (ask, signal) => {
      const all = await readAll(ask, { dial: true }, signal)
      const unread = all.flatMap(({ store, found }) => (found instanceof Failure ? [{ store, error: found }] : []))
      return { read: all.flatMap(readOf), unread }
    },
    look: async (ask, signal, { fresh } = {}) => {
      const found = await readAll(ask, { dial: false, fresh }, signal)
      return Promise.all(found.flatMap(readOf).map(one => withUser(one, signal)))
    },
    async one(store, signal, { kept = false, automatic = false } = {}) {
      const folder = open(store)
      const contents = await folder.read(signal, { kept: automatic, automatic })
      if (!contents.offline && !automatic) return { store, folder, contents, user: await folder.user(signal) }
      if (contents.offline && !kept) throw contents.offline
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

const tooSlow = (cause: unknown): Failure =>
  new Failure('timeout', `The calendar did not answer within ${quietLimitMs / 1000} s.`, { cause })
