/** Brings the copy of a store up to date: lists only folders that changed, reads only files that did. */
import { setMaxListeners } from 'node:events'
import { resourceNameSchema } from '@contract/resources'
import { parseResources, type ReadResources } from '@domain/bookings/resources-file'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { statIfThere } from '@domain/files/make-folders'
import { joinPath } from '@domain/files/path'
import type { FolderCopy, SeenFolder, SeenResources } from './folder-copy'
import { problem, readValue } from './folder-files'
import {
  changedIn,
  changesOf,
  foldersOf,
  isIn,
  kindOf,
  locksName,
  loginName,
  logName,
  resourcesName
} from './folder-layout'
import type { StoreClock } from './store-clock'
import { createPace } from './unhurried'

export interface ReaderParts {
  readonly files: FileSystem
  /** Absolute. */
  readonly root: string
  readonly copy: FolderCopy
  readonly clock: StoreClock
  /** Milliseconds since 1970 by our clock. */
  readonly ours: () => number
  /** So many of the files that must be read have been. */
  readonly onProgress?: (read: number, of: number) => void
}

type Signal = AbortSignal | undefined

/** Times over SFTP are whole seconds: what changed again in the same one shows no change. Milliseconds. */
const folderSettlesMs = 2000
/** A file keeps the time when it was written, which is up to so long before it got its name. Milliseconds. */
const fileSettlesMs = 20_000
/** A folder is listed so often whatever its time says. Milliseconds. */
const listAgainMs = 5 * 60_000
const clockGoodMs = 10 * 60_000
/** Longer files are nobody's booking. Bytes. */
const mostBytes = 200 * 1024
export const mostResourcesBytes = 16 * 1024 * 1024
/** Small files asked for at once. */
const readsAtOnce = 400

/** What is there under the name; undefined: nothing. `limit-exceeded` when it is longer than `most`. */
export async function readWhole(
  files: FileSystem,
  path: string,
  most: number,
  signal: Signal
): Promise<{ stamp: string; mtime: number; data: Uint8Array } | undefined> {
  try {
    const small = await files.readSmall(path, Math.min(most, files.chunkBytes), signal)
    if (small) return { stamp: small.after.stamp, mtime: small.after.mtime, data: small.data }
    return await readInPieces(files, path, most, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

async function readInPieces(files: FileSystem, path: string, most: number, signal: Signal) {
  const handle = await files.openRead(path, signal)
  try {
    const info = await handle.info(signal)
    if (info.type !== 'file') throw new Failure('corrupt', `${displayName(path)} is no file.`)
    if (info.size > most)
      throw new Failure('limit-exceeded', `${displayName(path)} is longer than ${most} bytes, so it is not read.`)
    const pieces: Uint8Array[] = []
    for (let length = 0; length < info.size; ) {
      const piece = await handle.read(length, Math.min(files.chunkBytes, info.size - length), signal)
      if (piece.length === 0) break
      pieces.push(piece)
      length += piece.length
    }
    return { stamp: info.stamp, mtime: info.mtime, data: Buffer.concat(pieces) }
  } finally {
    await handle.close().catch(() => undefined)
  }
}

/** The text of resources.json, whatever it says. `not-found` where there is none: there is no store then. */
async function readResources(parts: ReaderParts, signal: Signal): Promise<SeenResources> {
  const { files, root, copy, clock } = parts
  const path = joinPath(root, resourcesName)
  const known = copy.resources
  if (known?.settled && (await statIfThere(files, path, signal))?.stamp === known.stamp) return known
  const read = await readWhole(files, path, mostResourcesBytes, signal)
  if (!read)
    throw new Failure('not-found', `There is no calendar in ${displayName(root)} (${files.label}).`, {
      hint: 'Make one with farscope resources init, or check the path.'
    })
  const settled = clock.isOlder(read.mtime, fileSettlesMs)
  return { stamp: read.stamp, settled, text: Buffer.from(read.data).toString('utf8') }
}

interface Listing {
  readonly folder: string
  readonly seen: SeenFolder
  readonly there: ReadonlyMap<string, NamedFileInfo>
}

/** Undefined: it is as it was listed last. */
async function listIfChanged(parts: ReaderParts, folder: string, signal: Signal): Promise<Listing | undefined> {
  const { files, root, copy, clock, ours } = parts
  const path = joinPath(root, folder)
  const mtime = (await statIfThere(files, path, signal))?.mtime ?? 0
  const known = copy.folders.get(folder)
  const listedAt = ours()
  if (known?.settled && known.mtime === mtime && Math.abs(listedAt - known.listedAt) < listAgainMs) return undefined
  const settled = mtime === 0 || clock.isOlder(mtime, folderSettlesMs)
  const there = mtime === 0 ? new Map<string, NamedFileInfo>() : await listing(files, path, folder, signal)
  return { folder, seen: { mtime, settled, listedAt }, there }
}

/**
 * Folders of changes of resources that are no longer lent: those that are kept, and those that lie there when the rules
 * were changed. Where the store's own folder does not let itself be listed, it is those that are kept.
 */
async function formerFolders(parts: ReaderParts, rulesAreNew: boolean, named: ReadonlySet<string>, signal: Signal) {
  const { files, root, copy } = parts
  const found = new Set([...copy.folders.keys()].flatMap(folder => changedIn(folder) ?? []))
  if (rulesAreNew)
    try {
      for await (const batch of files.readDirectory(root, signal))
        for (const { name, type } of batch)
          if (type === 'directory' && resourceNameSchema.safeParse(name).success) found.add(name)
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'permission') throw thrown
    }
  return [...found].filter(name => !named.has(name) && name !== locksName && name !== logName).map(changesOf)
}

async function listing(files: FileSystem, path: string, folder: string, signal: Signal) {
  const there = new Map<string, NamedFileInfo>()
  for await (const batch of files.readDirectory(path, signal))
    for (const info of batch) {
      const file = `${folder}/${info.name}`
      const usable = info.type === 'file' && info.name.isWellFormed() && !info.name.startsWith('.')
      if (usable && kindOf(file) !== null) there.set(file, info)
    }
  return there
}

/** Runs work on all, so many at once; the first error ends it when those under way have ended. */
async function onEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const one of left) await work(one)
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(readsAtOnce, all.length) }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Numbers as names, where the site knows them; each is asked for once. */
function ownersOf(files: FileSystem, signal: Signal): (info: NamedFileInfo) => Promise<string> {
  const names = new Map<string, Promise<string>>()
  return info => {
    if (!/^\d+$/.test(info.owner)) return Promise.resolve(loginName(info.owner))
    const known = names.get(info.owner) ?? files.ownerNames(info, signal).then(({ owner }) => loginName(owner))
    names.set(info.owner, known)
    return known
  }
}

/** Whether it must be read: new, changed, or read so soon after a change that another one might not show. */
function isNews(copy: FolderCopy, path: string, info: NamedFileInfo): boolean {
  const seen = copy.files.get(path)
  if (!seen?.settled || seen.stamp !== info.stamp) return true
  return !/^\d+$/.test(info.owner) && loginName(info.owner) !== seen.owner
}

async function readFiles(parts: ReaderParts, listings: readonly Listing[], zone: string, signal: Signal) {
  const { files, root, copy, clock, onProgress } = parts
  const ownerOf = ownersOf(files, signal)
  const wanted = listings.flatMap(({ there }) => [...there]).filter(([path, info]) => isNews(copy, path, info))
  const pace = createPace()
  let done = 0
  const count = (): void => onProgress?.(++done, wanted.length)
  await onEach(wanted, async ([path, info]) => {
    const owner = await ownerOf(info)
    try {
      const read = await readWhole(files, joinPath(root, path), mostBytes, signal)
      // Hundreds arrive at once, and each takes a part of a millisecond to be understood.
      await pace.turn(() => {
        count()
        if (!read) return copy.dropFile(path)
        // Replaced since it was listed: by whom, the next listing tells.
        const settled = read.stamp === info.stamp && clock.isOlder(read.mtime, fileSettlesMs)
        copy.putFile(path, { stamp: read.stamp, owner, settled, value: readValue(path, read.data, { owner, zone }) })
      })
    } catch (thrown) {
      const failure = Failure.from(thrown)
      if (failure.code !== 'permission' && failure.code !== 'limit-exceeded') throw failure
      count()
      copy.putFile(path, { stamp: info.stamp, owner, settled: false, value: problem(failure) })
    }
  })
}

/** After all of a listing was read: until then it is to be listed again. */
function keepListing(copy: FolderCopy, { folder, seen, there }: Listing): void {
  for (const old of copy.files.keys()) if (isIn(old, folder) && !there.has(old)) copy.dropFile(old)
  copy.putFolder(folder, seen)
}

/**
 * Reads what changed since the last time. `corrupt` when resources.json is edited badly, `not-found` without a store,
 * else what the connection says; the copy is then as it was, perhaps with part of what is new. `expected`: folders that
 * are most likely there, so that they need not wait for resources.json.
 */
export async function refresh(parts: ReaderParts, expected: readonly string[], signal: Signal): Promise<ReadResources> {
  const { files, root, copy, clock, ours } = parts
  if (signal) setMaxListeners(0, signal)
  await copy.load()
  const [seen, , early] = await Promise.all([
    readResources(parts, signal),
    clock.measure(files, joinPath(root, locksName), clockGoodMs, signal),
    Promise.all(expected.map(folder => listIfChanged(parts, folder, signal)))
  ])
  const resources = parseResources(seen.text, `${displayName(joinPath(root, resourcesName))} (${files.label})`)
  const rulesAreNew = seen.text !== copy.resources?.text
  const named = resources.file.resources.map(({ name }) => name)
  const former = await formerFolders(parts, rulesAreNew, new Set(named), signal)
  const further = [...named.flatMap(foldersOf), ...former].filter(name => !expected.includes(name))
  const late = await Promise.all(further.map(folder => listIfChanged(parts, folder, signal)))
  const listings = [...early, ...late].filter(listing => listing !== undefined)
  await readFiles(parts, listings, resources.file.timeZone, signal)
  for (const listing of listings) keepListing(copy, listing)
  // Only now: where the read is broken off before, the next one looks for former folders again.
  if (seen !== copy.resources) copy.putResources(seen)
  await copy.keep(new Date(ours()), clock.measuredMs)
  return resources
}
