/** One store of bookings: a folder that many write to, behind the port of booking-folder. */
import { createHash } from 'node:crypto'
import type { Booking, StoreProblem } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import { conflictsOf, holdsSlot } from '@domain/bookings/booking'
import { parseResources, type ReadResources } from '@domain/bookings/resources-file'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { Clock, Log } from '../platform'
import { orAborted } from '../ssh/errors'
import type { BookingFolder, StoreChanges, StoreContents } from './booking-folder'
import { putTogether, type StoreParts } from './folder-contents'
import type { FolderCopy } from './folder-copy'
import { initStore, makeStoreFolder } from './folder-init'
import { foldersOf, locksName, loginName, resourcesName } from './folder-layout'
import { appendLog, createLogReader } from './folder-log'
import { refresh } from './folder-reader'
import { wishesOf } from './folder-wishes'
import { removeLeftBehind, writeFiles } from './folder-writer'
import { createStoreClock } from './store-clock'
import { mostHeldMs, type StoreLock, takeLock } from './store-lock'

type Signal = AbortSignal | undefined

export interface SharedFolderParts {
  readonly store: BookingStore
  readonly clock: Clock
  readonly log: Log
  /** Of this computer, told in the lock. */
  readonly host: string
  /** Aborts when the engine ends. */
  readonly closing: AbortSignal
  openCopy(): FolderCopy
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

/** Work that is done one after the other. */
function createTurns() {
  let last = Promise.resolve()
  return {
    async run<T>(signal: Signal, work: () => Promise<T>): Promise<T> {
      const before = last
      let end = (): void => undefined
      last = new Promise(resolve => {
        end = resolve
      })
      try {
        await orAborted(signal, before)
      } catch (thrown) {
        before.then(end)
        throw thrown
      }
      try {
        return await work()
      } finally {
        end()
      }
    },
    idle: () => last
  }
}

export function createSharedFolder(parts: SharedFolderParts): SharedFolder {
  const { store, closing, log } = parts
  const ours = (): number => parts.clock.now().getTime()
  let openedCopy: FolderCopy | undefined
  const copyOf = (): FolderCopy => {
    openedCopy ??= parts.openCopy()
    return openedCopy
  }
  const clock = createStoreClock(parts.clock, copyOf().clockOffsetMs)
  const [reads, writes] = [createTurns(), createTurns()]
  const listeners = new Set<() => void>()
  const logs = createLogReader()
  let built: ({ revision: number } & Built) | undefined
  /** Of the latest attempt to read in this run: null when it succeeded. */
  let failure: Failure | null | undefined

  function contents(offline: Failure | null): StoreContents | null {
    const copy = copyOf()
    if (!copy.readAt || !copy.resources) return null
    if (built?.revision !== copy.revision) {
      const resources = readKept(copy.resources.text)
      if (!resources) return null
      built = { revision: copy.revision, ...build(copy, resources, copy.resources.text) }
    }
    const { revision: _, ...shown } = built
    return { ...shown, readAt: copy.readAt, clockOffsetMs: clock.offsetMs, offline }
  }

  async function opened(signal: Signal, options: { automatic?: boolean } = {}) {
    const { files, user } = await parts.open(signal, options)
    return { files, user: loginName(user), root: files.absolute(store.folder) }
  }

  async function bringUpToDate(files: FileSystem, root: string, signal: Signal): Promise<StoreContents> {
    const expected = contents(null)?.file.resources.flatMap(({ name }) => foldersOf(name)) ?? []
    try {
      await reads.run(signal, () => refresh({ files, root, copy: copyOf(), clock, ours }, expected, signal))
      failure = null
    } catch (thrown) {
      failure = Failure.from(thrown)
      throw failure
    }
    const now = contents(null)
    if (!now) throw new Failure('internal', 'A calendar that was just read is not there.')
    return now
  }

  async function read(signal: Signal, options: { kept?: boolean; automatic?: boolean } = {}): Promise<StoreContents> {
    const young = copyOf().readAt && ours() - (copyOf().readAt?.getTime() ?? 0) < youngMs
    const kept = options.kept && young && failure === null ? contents(null) : null
    if (kept) return kept
    try {
      const { files, root } = await opened(signal, options)
      return await bringUpToDate(files, root, signal)
    } catch (thrown) {
      const reason = Failure.from(thrown)
      failure = reason
      const shown = reason.code === 'cancelled' ? null : contents(reason)
      if (!shown) throw reason
      return shown
    }
  }

  async function lockOf(files: FileSystem, root: string, user: string, signal: Signal): Promise<StoreLock> {
    const folder = joinPath(root, locksName)
    const holder = { user, host: parts.host, pid: process.pid }
    const take = (): Promise<StoreLock> => takeLock({ files, folder, clock, ours, holder }, signal)
    try {
      return await take()
    } catch (thrown) {
      const reason = Failure.from(thrown)
      if (reason.code === 'permission') throw mayNotWrite(user, root, files.label, reason)
      if (reason.code !== 'not-found') throw reason
      // Somebody removed the folder, or made the store by hand.
      await makeStoreFolder(files, root, locksName, signal)
      return take()
    }
  }

  const transact: BookingFolder['transact'] = (decide, given) => {
    const signal = given ? AbortSignal.any([given, closing]) : closing
    return writes.run(signal, async () => {
      const { files, user, root } = await opened(signal)
      // What may take long is read before anybody has to wait for us.
      if (failure !== null) await bringUpToDate(files, root, signal)
      const lock = await lockOf(files, root, user, signal)
      const limit = holdingLimit(signal)
      try {
        const [now] = await Promise.all([
          bringUpToDate(files, root, limit.signal),
          removeLeftBehind({ files, root }, clock, limit.signal)
        ])
        const { changes, result } = decide(now, new Date(clock.now()))
        await write(files, root, now, changes, lock, limit.signal)
        for (const listener of listeners) listener()
        return result
      } finally {
        limit.end()
        await lock.release()
      }
    })
  }

  async function write(
    files: FileSystem,
    root: string,
    now: StoreContents,
    changes: StoreChanges,
    lock: StoreLock,
    signal: AbortSignal
  ): Promise<void> {
    const wishes = wishesOf(changes, copyOf())
    if (wishes.length === 0) return
    const known = new Set(now.file.resources.map(({ name }) => name))
    for (const { name } of changes.resources?.resources ?? [])
      if (!known.has(name)) for (const folder of foldersOf(name)) await makeStoreFolder(files, root, folder, signal)
    const written = await writeFiles({ files, root }, wishes, () => lock.check(signal), signal)
    const after = await bringUpToDate(files, root, signal).catch((thrown: unknown) => {
      log.warn(`The calendar in ${root} (${files.label}) could not be looked at after writing: ${thrown}`)
      return undefined
    })
    const winner = after && slippedIn(changes.bookings ?? [], now.bookings, after.bookings)
    if (!winner) return
    await written.undo()
    throw new Failure('conflict', `${winner.owner} booked ${winner.resource} in the same moment, and was first.`, {
      hint: 'Look at the calendar and choose another time.'
    })
  }

  const folder: BookingFolder = {
    store,
    user: async (signal, options) => (await opened(signal, options)).user,
    read,
    copy: () => contents(null),
    transact,
    async init(file, given) {
      const signal = given ? AbortSignal.any([given, closing]) : closing
      const { files, root } = await opened(signal)
      await initStore(files, root, file, signal)
      await bringUpToDate(files, root, signal)
      for (const listener of listeners) listener()
    },
    async log(entries, signal) {
      if (entries.length === 0) return
      const { files, user, root } = await opened(signal)
      await clock.measure(files, joinPath(root, locksName), clockGoodMs, signal)
      await appendLog(files, root, { user, at: new Date(clock.now()) }, entries, signal)
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

type Built = Pick<StoreContents, 'file' | 'version'> & StoreParts

/** Null where a later version of the program reads it in another way. */
function readKept(text: string): ReadResources | null {
  try {
    return parseResources(text, resourcesName)
  } catch {
    return null
  }
}

function build(copy: FolderCopy, { file, unknown }: ReadResources, text: string): Built {
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const parts = putTogether(copy.files, file)
  const ignored = unknown.map((field): StoreProblem => {
    const message = `${resourcesName}: the field ${field} means nothing and is passed over.`
    return {
      file: resourcesName,
      error: new Failure('corrupt', message, { hint: 'Look for a slip of the finger in its name.' }).toData()
    }
  })
  return { file, version, ...parts, problems: [...ignored, ...parts.problems] }
}

const mayNotWrite = (user: string, root: string, label: string, cause: Failure): Failure =>
  new Failure('permission', `${user} may not book in the calendar ${root} (${label}): its folder cannot be written.`, {
    hint: 'Ask its administrator to let you write there; the guide says which rights the folder needs.',
    cause
  })

/** Gives the work up shortly before others may take the lock for stale. */
function holdingLimit(signal: AbortSignal): { signal: AbortSignal; end(): void } {
  const late = new AbortController()
  const reason = new Failure('conflict', 'Writing to the calendar took too long, so nothing was booked.', {
    hint: 'The link is slow at the moment; try again.'
  })
  const timer = setTimeout(() => late.abort(reason), mostHeldMs)
  return { signal: AbortSignal.any([signal, late.signal]), end: () => clearTimeout(timer) }
}

/**
 * Another booking of a slot that we have just booked, which nobody saw before: then a lock was broken that should not
 * have been. Who was made earlier wins, then the smaller uid, so that both sides come to the same end.
 */
function slippedIn(
  mine: readonly Booking[],
  before: readonly Booking[],
  after: readonly Booking[]
): Booking | undefined {
  const slotOf = ({ resource, start, end, status }: Booking): string => `${resource} ${start} ${end} ${status}`
  const seen = new Map(before.map(booking => [booking.uid, slotOf(booking)]))
  const written = new Set(mine.map(({ uid }) => uid))
  const news = after.filter(booking => !written.has(booking.uid) && seen.get(booking.uid) !== slotOf(booking))
  return mine
    .filter(holdsSlot)
    .flatMap(one => conflictsOf(one, news).filter(other => wasFirst(other, one)))
    .at(0)
}

const wasFirst = (a: Booking, b: Booking): boolean =>
  a.created < b.created || (a.created === b.created && a.uid < b.uid)
