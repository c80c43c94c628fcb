/** One store of bookings: a folder that many write to, behind the port of booking-folder. */

import type { BookingFolder } from '../booking-folder'
import type { Log } from '../platform'
import { createTurns } from '../turns'
import { initStore } from './folder-init'
import { createFolderLog } from './folder-log'
import { createFolderReads, type FolderReadsParts, type OpenedFolder } from './folder-reads'
import { runTransaction, type TransactionParts, underLock } from './folder-transaction'

type Signal = AbortSignal | undefined

export interface SharedFolderParts extends FolderReadsParts {
  readonly log: Log
  /** Of this computer, told in the lock. */
  readonly host: string
  /** Aborts when the engine ends. */
  readonly closing: AbortSignal
}

export interface SharedFolder {
  readonly folder: BookingFolder
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export function createSharedFolder(parts: SharedFolderParts): SharedFolder {
  const { store, closing, copy, log, host } = parts
  const reads = createFolderReads(parts)
  const { clock, ours, view, open, bringUpToDate } = reads
  const writes = createTurns()
  /** Each, and whether it hears of what a read found, too. */
  const listeners = new Map<() => void, boolean>()
  const logs = createFolderLog(clock)

  /** Changes end in good order when the engine does. */
  const change = <T>(given: Signal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = given ? AbortSignal.any([given, closing]) : closing
    return writes.run(signal, () => work(signal))
  }
  const told = <T>(result: T): T => {
    for (const listener of listeners.keys()) listener()
    return result
  }
  const tellFound = (): void => {
    for (const [listener, found] of listeners) if (found) listener()
  }
  const transactionAt = (place: OpenedFolder): TransactionParts => ({
    ...{ ...place, host, clock, ours, copy, log },
    bringUpToDate: signal => bringUpToDate(place, signal)
  })

  const folder: BookingFolder = {
    store,
    user: async (signal, options) => (await open(signal, options)).user,
    async read(signal, options) {
      const { revision } = copy
      const contents = await reads.read(signal, options)
      if (copy.revision !== revision) tellFound()
      const more = logs.problems()
      return more.length === 0 ? contents : { ...contents, problems: [...contents.problems, ...more] }
    },
    reading: reads.reading,
    copy: () => view(null),
    transact: (decide, given) =>
      change(given, async signal => {
        const place = await open(signal)
        // What may take long is read before anybody has to wait for us.
        if (!reads.current) await bringUpToDate(place, signal)
        return told(await runTransaction(transactionAt(place), decide, signal))
      }),
    init: (file, given) =>
      change(given, async signal => {
        const place = await open(signal)
        await initStore(place.files, place.root, file, signal)
        await bringUpToDate(place, signal)
        told(undefined)
      }),
    async log(entries, signal) {
      if (entries.length > 0) await logs.append(await open(signal), entries, signal)
    },
    logOnce: (entry, from, isThere, given) =>
      change(given, async signal => {
        const place = await open(signal)
        const once = async (_: unknown, inner: AbortSignal): Promise<boolean> => {
          if (isThere(await logs.read(place, from, null, inner))) return false
          await logs.append(place, [entry], inner)
          return true
        }
        return underLock(transactionAt(place), once, signal)
      }),
    readLog: async (from, to, signal) => logs.read(await open(signal), from, to, signal),
    onChanged(listener, { found = false } = {}) {
      listeners.set(listener, found)
      return () => listeners.delete(listener)
    }
  }
  return { folder, settled: async () => void (await Promise.all([reads.idle(), writes.idle()])) }
}
