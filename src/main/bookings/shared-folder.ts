/** One store of bookings: a folder that many write to, behind the port of booking-folder. */
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { Clock, Log } from '../platform'
import type { BookingFolder, StoreContents } from './booking-folder'
import type { FolderCopy } from './folder-copy'
import { initStore } from './folder-init'
import { foldersOf, locksName, loginName } from './folder-layout'
import { appendLog, createLogReader, type NewEntry } from './folder-log'
import { refresh } from './folder-reader'
import { runTransaction, type TransactionParts, underLock } from './folder-transaction'
import { createFolderView } from './folder-view'
import { createStoreClock } from './store-clock'
import { createTurns } from './turns'

type Signal = AbortSignal | undefined

export interface SharedFolderParts {
  readonly store: BookingStore
  readonly clock: Clock
  readonly log: Log
  /** Of this computer, told in the lock. */
  readonly host: string
  /** Aborts when the engine ends. */
  readonly closing: AbortSignal
  readonly copy: FolderCopy
  /** The place where the store is, and the caller's name there. */
  open(signal: Signal, options: { automatic?: boolean }): Promise<{ files: FileSystem; user: string }>
}

export interface SharedFolder {
  readonly folder: BookingFolder
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

/** A copy that is no older will do where no more is asked for. Milliseconds. */
const youngMs = 30_000
const clockGoodMs = 10 * 60_000

/** The store's folder as a call reaches it. */
interface Opened {
  readonly files: FileSystem
  readonly user: string
  /** Absolute. */
  readonly root: string
}

export function createSharedFolder(parts: SharedFolderParts): SharedFolder {
  const { store, closing, copy, log, host } = parts
  const ours = (): number => parts.clock.now().getTime()
  const clock = createStoreClock(parts.clock, copy.clockOffsetMs)
  const view = createFolderView(copy, clock)
  const [reads, writes] = [createTurns(), createTurns()]
  const listeners = new Set<() => void>()
  const logs = createLogReader()
  /** Whether the latest attempt to read in this run succeeded. */
  let current = false

  async function opened(signal: Signal, options: { automatic?: boolean } = {}): Promise<Opened> {
    const { files, user } = await parts.open(signal, options)
    return { files, user: loginName(user), root: files.absolute(store.folder) }
  }

  async function bringUpToDate({ files, root }: Opened, signal: Signal): Promise<StoreContents> {
    const expected = view(null)?.file.resources.flatMap(({ name }) => foldersOf(name)) ?? []
    current = false
    await reads.run(signal, () => refresh({ files, root, copy, clock, ours }, expected, signal))
    current = true
    const now = view(null)
    if (!now) throw new Failure('internal', 'A calendar that was just read is not there.')
    return now
  }

  const read: BookingFolder['read'] = async (signal, options = {}) => {
    const young = copy.readAt !== null && ours() - copy.readAt.getTime() < youngMs
    const kept = options.kept && young && current ? view(null) : null
    if (kept) return kept
    try {
      return await bringUpToDate(await opened(signal, options), signal)
    } catch (thrown) {
      const reason = Failure.from(thrown)
      current = false
      const shown = reason.code === 'cancelled' ? null : view(reason)
      if (!shown) throw reason
      return shown
    }
  }

  /** Changes end in good order when the engine does. */
  const change = <T>(given: Signal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = given ? AbortSignal.any([given, closing]) : closing
    return writes.run(signal, async () => {
      const result = await work(signal)
      for (const listener of listeners) listener()
      return result
    })
  }

  const transactionAt = (place: Opened): TransactionParts => ({
    ...{ ...place, host, clock, ours, copy, log },
    bringUpToDate: signal => bringUpToDate(place, signal)
  })

  async function append({ files, user, root }: Opened, entries: readonly NewEntry[], signal: Signal): Promise<void> {
    await clock.measure(files, joinPath(root, locksName), clockGoodMs, signal)
    await appendLog(files, root, { user, at: new Date(clock.now()) }, entries, signal)
  }

  const folder: BookingFolder = {
    store,
    user: async (signal, options) => (await opened(signal, options)).user,
    read,
    copy: () => view(null),
    transact: (decide, given) =>
      change(given, async signal => {
        const place = await opened(signal)
        // What may take long is read before anybody has to wait for us.
        if (!current) await bringUpToDate(place, signal)
        return runTransaction(transactionAt(place), decide, signal)
      }),
    init: (file, given) =>
      change(given, async signal => {
        const place = await opened(signal)
        await initStore(place.files, place.root, file, signal)
        await bringUpToDate(place, signal)
      }),
    async log(entries, signal) {
      if (entries.length === 0) return
      await append(await opened(signal), entries, signal)
    },
    async logOnce(entry, from, isThere, given) {
      const signal = given ? AbortSignal.any([given, closing]) : closing
      const place = await opened(signal)
      const once = async (_: unknown, inner: AbortSignal): Promise<boolean> => {
        if (isThere(await logs.read(place.files, place.root, from, null, inner))) return false
        await append(place, [entry], inner)
        return true
      }
      return writes.run(signal, () => underLock(transactionAt(place), once, signal))
    },
    async readLog(from, to, signal) {
      const { files, root } = await opened(signal)
      return logs.read(files, root, from, to, signal)
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
  return { folder, settled: async () => void (await Promise.all([reads.idle(), writes.idle()])) }
}
