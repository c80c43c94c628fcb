/** What is kept of a store: in memory, and on the disk for the next start. */
import { z } from 'zod'
import type { BookingCopies, CopiedFile } from '../store/booking-copies'
import type { FileValue } from './folder-files'
import { inTurns } from './unhurried'

/** A new number when the form of a kept value changes: what was kept before is then read again. */
const form = 2

/** Rows of the database that are written, or read, together: some milliseconds. */
const savedAtOnce = 500

/** A file of a resource. */
export interface SeenFile {
  readonly stamp: string
  readonly owner: string
  /** Read so long after its change that a later one has another stamp. */
  readonly settled: boolean
  readonly value: FileValue
}

/** The listing of a folder. */
export interface SeenFolder {
  /** Of the folder, when it was listed; 0: it was not there. Seconds since 1970. */
  readonly mtime: number
  readonly settled: boolean
  /** By our clock. Milliseconds since 1970. */
  readonly listedAt: number
}

/** The text of resources.json. */
export interface SeenResources {
  readonly stamp: string
  readonly settled: boolean
  readonly text: string
}

export interface FolderCopy {
  readonly files: ReadonlyMap<string, SeenFile>
  readonly folders: ReadonlyMap<string, SeenFolder>
  readonly resources: SeenResources | null
  /** When it was read last; null: never. */
  readonly readAt: Date | null
  readonly clockOffsetMs: number
  /** Another number whenever something of it is another. */
  readonly revision: number
  /** Brings what an earlier run kept into memory, in turns; once. Until then only its age and the clock are known. */
  load(): Promise<void>
  putFile(path: string, file: SeenFile): void
  dropFile(path: string): void
  putFolder(path: string, folder: SeenFolder): void
  putResources(resources: SeenResources): void
  /** All was read: keeps what changed for the next start. */
  keep(readAt: Date, clockOffsetMs: number): Promise<void>
}

const resourcesKey = '/resources'
const folderSchema = z.object({ mtime: z.number(), listedAt: z.number() })

/** `key` names the store. */
export function createFolderCopy(copies: BookingCopies, key: string): FolderCopy {
  const store = `${form}:${key}`
  const files = new Map<string, SeenFile>()
  const folders = new Map<string, SeenFolder>()
  let resources: SeenResources | null = null
  let revision = 0
  const written = new Map<string, CopiedFile>()
  const removed = new Set<string>()
  const write = (file: CopiedFile): void => {
    written.set(file.path, file)
    removed.delete(file.path)
  }

  const kept = copies.head(store)
  let readAt = kept && new Date(kept.readAt)
  let clockOffsetMs = kept?.clockOffsetMs ?? 0
  const take = ({ path, stamp, owner, settled, record }: CopiedFile): void => {
    if (path === resourcesKey) resources = { stamp, settled, text: record }
    else if (path.endsWith('/')) folders.set(path.slice(0, -1), { ...folderSchema.parse(JSON.parse(record)), settled })
    // Written by `putFile` below in this form; `form` changes with it.
    else files.set(path, { stamp, owner, settled, value: JSON.parse(record) as FileValue })
  }
  function* loading(): Generator<void, void, void> {
    for (let after = ''; ; ) {
      const page = copies.files(store, after, savedAtOnce)
      for (const file of page) yield take(file)
      after = page.at(-1)?.path ?? ''
      if (page.length < savedAtOnce) return
      yield
    }
  }
  let loaded: Promise<void> | undefined

  return {
    files,
    folders,
    get resources() {
      return resources
    },
    get readAt() {
      return readAt
    },
    get clockOffsetMs() {
      return clockOffsetMs
    },
    get revision() {
      return revision
    },
    load() {
      loaded ??= kept ? inTurns(loading()) : Promise.resolve()
      return loaded
    },
    putFile(path, file) {
      const { stamp, owner, settled, value } = file
      const record = JSON.stringify(value)
      const old = files.get(path)
      // One that was read a moment after it was written is read again, and mostly says the same.
      if (old?.owner !== owner || JSON.stringify(old.value) !== record) revision++
      files.set(path, file)
      write({ path, stamp, owner, settled, record })
    },
    dropFile(path) {
      if (!files.delete(path)) return
      revision++
      written.delete(path)
      removed.add(path)
    },
    putFolder(path, folder) {
      folders.set(path, folder)
      const { mtime, listedAt, settled } = folder
      write({ path: `${path}/`, stamp: '', owner: '', settled, record: JSON.stringify({ mtime, listedAt }) })
    },
    putResources(next) {
      if (resources?.text !== next.text) revision++
      resources = next
      write({ path: resourcesKey, stamp: next.stamp, owner: '', settled: next.settled, record: next.text })
    },
    async keep(at, offsetMs) {
      readAt = at
      clockOffsetMs = offsetMs
      const isListing = ({ path }: CopiedFile): boolean => path.endsWith('/')
      const changed = [...written.values()]
      const gone = [...removed]
      written.clear()
      removed.clear()
      function* save(): Generator<void, void, void> {
        const files = changed.filter(file => !isListing(file))
        for (let from = 0; from < files.length; from += savedAtOnce)
          yield copies.save(store, null, files.slice(from, from + savedAtOnce), [])
        // A listing says that what is in it is kept, so it comes last; and with it, how old all of it is.
        yield copies.save(store, { readAt: at.toISOString(), clockOffsetMs: offsetMs }, changed.filter(isListing), gone)
      }
      try {
        await inTurns(save())
      } catch (thrown) {
        // Written with the next; what came meanwhile is newer.
        const isNewer = (path: string): boolean => written.has(path) || removed.has(path)
        for (const file of changed.filter(({ path }) => !isNewer(path))) written.set(file.path, file)
        for (const path of gone.filter(path => !isNewer(path))) removed.add(path)
        throw thrown
      }
    }
  }
}
