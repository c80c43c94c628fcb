/** Reading a store: over its link where it is there, from the copy where it is not. */
import type { StoreReading } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import type { BookingFolder, StoreContents } from '../booking-folder'
import { createBroadcast } from '../broadcast'
import type { Clock } from '../platform'
import { createTurns } from '../turns'
import type { FolderCopy } from './folder-copy'
import { foldersOf, loginName } from './folder-layout'
import { refresh } from './folder-reader'
import { createFolderView, type FolderView } from './folder-view'
import { createStoreClock, type StoreClock } from './store-clock'

type Signal = AbortSignal | undefined

export interface FolderReadsParts {
  readonly store: BookingStore
  readonly clock: Clock
  readonly copy: FolderCopy
  /** The place where the store is, and the caller's name there. */
  open(signal: Signal, options: { automatic?: boolean }): Promise<{ files: FileSystem; user: string }>
}

/** The store's folder as a call reaches it. */
export interface OpenedFolder {
  readonly files: FileSystem
  readonly user: string
  /** Absolute. */
  readonly root: string
}

export interface FolderReads {
  /** Of the computer that holds the store. */
  readonly clock: StoreClock
  /** Milliseconds since 1970 by our clock. */
  ours(): number
  readonly view: FolderView
  /** Whether the latest attempt to read in this run succeeded. */
  readonly current: boolean
  open(signal: Signal, options?: { automatic?: boolean }): Promise<OpenedFolder>
  /** Fails where `read` would show the copy. */
  bringUpToDate(place: OpenedFolder, signal: Signal): Promise<StoreContents>
  readonly read: BookingFolder['read']
  readonly reading: BookingFolder['reading']
  /** Resolves when nothing is being read. */
  idle(): Promise<void>
}

/** So many files are read before anybody asks what is going on. */
const manyFiles = 500
/** Between two words about it. Milliseconds. */
const tellEveryMs = 150

/** A copy that is no older will do where no more is asked for. Milliseconds. */
const youngMs = 30_000

export function createFolderReads(parts: FolderReadsParts): FolderReads {
  const { store, copy } = parts
  const ours = (): number => parts.clock.now().getTime()
  const clock = createStoreClock(parts.clock, copy.clockOffsetMs)
  const view = createFolderView(copy, clock)
  const turns = createTurns()
  let current = false
  let progress: StoreReading = null
  const progressTold = createBroadcast(() => progress, tellEveryMs)
  const tell = (next: StoreReading): void => {
    if (next === progress) return
    progress = next
    progressTold.publish()
  }
  const onProgress = (done: number, of: number): void => {
    if (of >= manyFiles) tell({ read: done, of })
  }

  const open: FolderReads['open'] = async (signal, options = {}) => {
    const { files, user } = await parts.open(signal, options)
    return { files, user: loginName(user), root: files.absolute(store.folder) }
  }

  const bringUpToDate: FolderReads['bringUpToDate'] = async ({ files, root }, signal) => {
    const expected = (await view(null))?.file.resources.flatMap(({ name }) => foldersOf(name)) ?? []
    current = false
    await turns.run(signal, () =>
      refresh({ files, root, copy, clock, ours, onProgress }, expected, signal).finally(() => tell(null))
    )
    current = true
    const now = await view(null)
    if (!now) throw new Failure('internal', 'A calendar that was just read is not there.')
    return now
  }

  const read: FolderReads['read'] = async (signal, options = {}) => {
    const young = copy.readAt !== null && ours() - copy.readAt.getTime() < youngMs
    const kept = options.kept && young && current ? await view(null) : null
    if (kept) return kept
    try {
      return await bringUpToDate(await open(signal, options), signal)
    } catch (thrown) {
      const reason = Failure.from(thrown)
      current = false
      const shown = reason.code === 'cancelled' ? null : await view(reason)
      if (!shown) throw reason
      return shown
    }
  }

  return {
    ...{ clock, ours, view, open, bringUpToDate, read, reading: progressTold.follow, idle: turns.idle },
    get current() {
      return current
    }
  }
}
