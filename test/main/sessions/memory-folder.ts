import type { Booking, LogEntry } from '@contract/booking'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { BookingFolder, StoreContents } from '../../../src/main/booking-folder'

/** The shared part of a store, as the disk of a facility holds it. */
export interface MemoryDisk {
  file: ResourcesFile
  bookings: Booking[]
  log: LogEntry[]
  /** Server's clock minus this computer's. Milliseconds. */
  offsetMs: number
  offline: Failure | null
  /** Nobody writes into what is another's. */
  sticky: boolean
  /** A read that takes a copy gives what that computer read before, as within the first half minute. */
  keeps: boolean
}

export const memoryDisk = (file: ResourcesFile, bookings: Booking[] = []): MemoryDisk => ({
  ...{ file, bookings, log: [], offsetMs: 0, offline: null, sticky: false, keeps: false }
})

/** A store in memory, as `user` sees it; several on one disk are several computers. */
export function memoryFolder(disk: MemoryDisk, store: BookingStore, user: string, now: () => Date): BookingFolder {
  const listeners = new Map<() => void, boolean>()
  let copy: StoreContents | null = null
  const serverTime = (): Date => new Date(now().getTime() + disk.offsetMs)
  const contents = (): StoreContents => ({
    ...{ file: disk.file, version: '1', bookings: [...disk.bookings], waiting: [], overruns: [], problems: [] },
    ...{ readAt: now(), clockOffsetMs: disk.offsetMs, offline: disk.offline }
  })
  const write = (): void => {
    if (disk.offline) throw disk.offline
  }
  return {
    store,
    user: async () => user,
    async read(_signal, options = {}) {
      if (disk.keeps && options.kept && copy) return copy
      const before = copy
      copy = contents()
      if (before && JSON.stringify(before.bookings) !== JSON.stringify(copy.bookings))
        for (const [listener, found] of listeners) if (found) listener()
      return copy
    },
    reading: async function* () {
      yield null
    },
    copy: async () => contents(),
    async transact(decide) {
      write()
      const { changes, result } = decide(contents(), serverTime())
      if (disk.sticky && changes.bookings?.some(({ owner }) => owner !== user))
        throw new Failure('permission', 'The file belongs to somebody else.')
      for (const booking of changes.bookings ?? [])
        disk.bookings = [...disk.bookings.filter(({ uid }) => uid !== booking.uid), booking]
      copy = contents()
      for (const listener of listeners.keys()) listener()
      return result
    },
    init: async () => {
      throw new Failure('exists', 'There is a store.')
    },
    async log(entries) {
      write()
      disk.log.push(...entries.map(entry => ({ ...entry, user, at: serverTime().toISOString() })))
    },
    async logOnce(entry, from, isThere) {
      write()
      // Somebody else's turn may come in between, as with the lock of a real store only before it is taken.
      await new Promise(resolve => setTimeout(resolve, 1))
      if (isThere(disk.log.filter(({ at }) => Date.parse(at) >= from.getTime()))) return false
      disk.log.push({ ...entry, user, at: serverTime().toISOString() })
      return true
    },
    readLog: async from => disk.log.filter(({ at }) => !from || Date.parse(at) >= from.getTime()).reverse(),
    onChanged: (listener, { found = false } = {}) => {
      listeners.set(listener, found)
      return () => listeners.delete(listener)
    }
  }
}
