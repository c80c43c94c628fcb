/** A store of bookings that is nowhere but here. Its clock is its own. */
import type { Booking, LogEntry, Overrun } from '@contract/booking'
import { type ResourcesFile, resourcesFileSchema } from '@contract/resources'
import { withAgreedTime } from '../../../src/domain/bookings/overrun'
import type { Failure } from '../../../src/domain/failure'
import type { BookingFolder, StoreContents, Waiting } from '../../../src/main/booking-folder'

export interface MemoryFolder extends BookingFolder {
  /** Whoever calls next. */
  as(user: string): MemoryFolder
  at(instant: string): void
  edit(change: (file: ResourcesFile) => ResourcesFile): void
  readonly entries: LogEntry[]
  readonly reads: { options: unknown }[]
  copy: BookingFolder['copy']
  /** Reads give the kept contents, with this as the reason. */
  away(reason: Failure | null): void
  /** What the next reads and writes fail with; null: nothing. */
  fail(what: 'read' | 'write' | 'log', error: Failure | null): void
}

export function memoryFolder(known: Partial<ResourcesFile> = {}): MemoryFolder {
  let file = resourcesFileSchema.parse({
    ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
    resources: [{ name: 'krios1', label: 'Krios 1' }],
    ...known
  })
  let user = 'mlindq'
  let now = '2026-11-01T10:00:00Z'
  let version = 1
  let offline: Failure | null = null
  const bookings = new Map<string, Booking>()
  const waiting = new Map<string, Waiting>()
  const overruns = new Map<string, Overrun>()
  const listeners = new Set<() => void>()
  const failures = new Map<string, Failure>()
  const entries: LogEntry[] = []
  const reads: { options: unknown }[] = []
  let queue: Promise<unknown> = Promise.resolve()
  const failIf = (what: string): void => {
    const failure = failures.get(what)
    if (failure) throw failure
  }
  const contents = (): StoreContents => ({
    ...{ file, version: String(version), waiting: [...waiting.values()], overruns: [...overruns.values()] },
    bookings: withAgreedTime([...bookings.values()], [...overruns.values()]),
    ...{ problems: [], readAt: new Date(now), clockOffsetMs: 0, offline }
  })
  const folder: MemoryFolder = {
    store: { site: null, folder: '/store' },
    user: async () => user,
    read: async (_signal, options) => {
      reads.push({ options })
      failIf('read')
      return contents()
    },
    reading: async function* () {
      yield null
    },
    copy: async () => null,
    transact: (decide, signal) => {
      const turn = queue.then(async () => {
        signal?.throwIfAborted()
        await new Promise(resolve => setTimeout(resolve, 1))
        const { changes, result } = decide(contents(), new Date(now))
        failIf('write')
        for (const booking of changes.bookings ?? []) bookings.set(booking.uid, booking)
        for (const one of changes.waiting ?? []) waiting.set(one.id, one)
        for (const id of changes.left ?? []) waiting.delete(id)
        for (const one of changes.overruns ?? []) overruns.set(one.id, one)
        if (changes.resources) file = changes.resources
        if (changes.resources) version += 1
        for (const listener of listeners) listener()
        return result
      })
      queue = turn.catch(() => undefined)
      return turn
    },
    init: async made => {
      file = made
    },
    log: async written => {
      failIf('log')
      for (const entry of written) entries.unshift({ ...entry, user, at: now })
    },
    logOnce: async (entry, _from, isThere) => {
      if (isThere(entries)) return false
      await folder.log([entry], undefined)
      return true
    },
    readLog: async (from, to) =>
      entries.filter(({ at }) => (!from || new Date(at) >= from) && (!to || new Date(at) < to)),
    onChanged: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    as: name => {
      user = name
      return folder
    },
    at: instant => {
      now = instant
    },
    edit: change => {
      file = change(file)
      version += 1
    },
    ...{ entries, reads },
    away: reason => {
      offline = reason
    },
    fail: (what, error) => {
      if (error) failures.set(what, error)
      else failures.delete(what)
    }
  }
  return folder
}
