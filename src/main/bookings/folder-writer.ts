/** Writes to a store: each file under a temporary name first, then renamed; of several, all or none. */
import { randomUUID } from 'node:crypto'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { joinPath, parentPath } from '@domain/files/path'
import { makeStoreFolder } from './folder-init'
import { lockName, locksName } from './folder-layout'
import { mostResourcesBytes, readWhole } from './folder-reader'
import type { StoreClock } from './store-clock'

type Signal = AbortSignal | undefined

/** One file of the store as it is to be; `text` null: gone. */
export interface FileWish {
  /** Below the store's folder. */
  readonly path: string
  readonly text: string | null
}

export interface WriterParts {
  readonly files: FileSystem
  /** Absolute. */
  readonly root: string
}

/** Bookings are read by all and changed by their owner. */
const fileMode = 0o644
/** So many files get their names together. */
const namesAtOnce = 64
/** Undoing is not given up with the work; each step ends by itself. Milliseconds. */
const endMs = 5000
/** What somebody left behind who died while writing. Milliseconds. */
const leftBehindMs = 60 * 60_000

const soon = (): AbortSignal => AbortSignal.timeout(endMs)

async function writeNew(files: FileSystem, path: string, data: Uint8Array, signal: Signal): Promise<void> {
  if (data.length <= files.chunkBytes) return files.writeSmall(path, data, { mode: fileMode }, signal)
  const handle = await files.openWrite(path, { how: 'new', mode: fileMode }, signal)
  try {
    for (let at = 0; at < data.length; at += files.chunkBytes)
      await handle.write(at, data.subarray(at, at + files.chunkBytes), signal)
    await handle.finish({ mode: fileMode }, signal)
  } finally {
    await handle.close()
  }
}

interface Prepared {
  readonly path: string
  /** Null: it is to be removed. */
  readonly part: string | null
  /** What is to be there; undefined: nothing. */
  readonly wanted: Uint8Array | undefined
  /** What is there now; undefined: nothing. */
  readonly before: Uint8Array | undefined
}

/** Gives the part its name; a missing folder of the store is made. */
async function putInPlace({ files, root }: WriterParts, part: string, path: string): Promise<void> {
  const target = joinPath(root, path)
  try {
    await files.replace(part, target, soon())
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'not-found') throw thrown
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1))
      await makeStoreFolder(files, root, path.slice(0, at), soon())
    await files.replace(part, target, soon())
  }
}

/** Ends by itself and not with the work: of a request given up on its way nobody knows whether it was obeyed. */
async function apply(parts: WriterParts, { path, part }: Prepared): Promise<void> {
  try {
    if (part !== null) return await putInPlace(parts, part, path)
    await parts.files.removeFile(joinPath(parts.root, path), soon())
  } catch (thrown) {
    const failure = Failure.from(thrown)
    // Somebody was faster in removing it, which is as good.
    if (part === null && failure.code === 'not-found') return
    throw refused(parts, path, failure)
  }
}

const refused = ({ files, root }: WriterParts, path: string, failure: Failure): Failure =>
  failure.code === 'permission'
    ? new Failure('permission', `You may not write ${displayName(joinPath(root, path))} (${files.label}).`, {
        hint: `${displayName(parentPath(path) || root)} of the calendar lets its owner change it, or the one who made it. Ask an administrator.`,
        cause: failure
      })
    : failure

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0

/** Only what is ours: another may have written the same file since. */
async function takeBack(parts: WriterParts, { path, part, wanted, before }: Prepared): Promise<void> {
  const { files, root } = parts
  const target = joinPath(root, path)
  // First, so that a rename still on its way finds nothing to rename.
  if (part !== null) await removeIfThere(files, part)
  const there = (await readWhole(files, target, mostResourcesBytes, soon()))?.data
  if (!isSame(there, wanted) || isSame(there, before)) return
  if (before === undefined) return removeIfThere(files, target)
  const old = joinPath(root, `${locksName}/undo-${randomUUID()}`)
  try {
    await writeNew(files, old, before, soon())
    await putInPlace(parts, old, path)
  } finally {
    await files.removeFile(old, soon()).catch(() => undefined)
  }
}

async function removeIfThere(files: FileSystem, path: string): Promise<void> {
  try {
    await files.removeFile(path, soon())
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'not-found') throw thrown
  }
}

/** What was written, and how to take it back. */
export interface Written {
  /** Never rejects; false: part of it may still be there. */
  undo(): Promise<boolean>
}

/** What is told instead when what failed could not be taken back. */
export const leftThere = ({ files, root }: WriterParts, cause: Failure): Failure =>
  new Failure(cause.code, `Part of a change may stand in the calendar ${displayName(root)} (${files.label}).`, {
    hint: 'It failed and could not be taken back. Look at the calendar before you try again.',
    detail: cause.message,
    cause
  })

/**
 * `ready` runs when all is written under temporary names, right before they get their own: its error leaves all as it was.
 */
export async function writeFiles(
  parts: WriterParts,
  wishes: readonly FileWish[],
  ready: () => Promise<void>,
  signal: Signal
): Promise<Written> {
  const { files, root } = parts
  const nonce = randomUUID()
  const partOf = (at: number): string => joinPath(root, `${locksName}/new-${nonce}-${at}`)
  const begun: Prepared[] = []
  const undo = async (): Promise<boolean> => {
    let whole = true
    for (const one of begun.splice(0).reverse())
      await takeBack(parts, one).catch(() => {
        whole = false
      })
    return whole
  }
  const left = new Set<string>()
  const prepare = async ({ path, text }: FileWish, at: number): Promise<Prepared> => {
    const before = readWhole(files, joinPath(root, path), mostResourcesBytes, signal)
    if (text === null) return { path, part: null, wanted: undefined, before: (await before)?.data }
    const wanted = Buffer.from(text)
    const part = partOf(at)
    left.add(part)
    const [was] = await allOf([before, writeNew(files, part, wanted, signal)] as const)
    return { path, part, wanted, before: was?.data }
  }
  try {
    const prepared = await allOf(wishes.map(prepare))
    for (let at = 0; at < prepared.length; at += namesAtOnce) {
      await ready()
      if (signal?.aborted) throw Failure.from(signal.reason)
      const work = prepared.slice(at, at + namesAtOnce).map(async one => {
        begun.push(one)
        await apply(parts, one)
        if (one.part !== null) left.delete(one.part)
      })
      await allOf(work)
    }
    return { undo }
  } catch (thrown) {
    if (await undo()) throw thrown
    throw leftThere(parts, Failure.from(thrown))
  } finally {
    await Promise.allSettled([...left].map(part => files.removeFile(part, soon())))
  }
}

/** As Promise.all, but nothing is still on its way when the first error is thrown. */
async function allOf<const T extends readonly unknown[]>(
  work: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

/** Removes what others left in the folder of locks more than an hour ago. Nothing of this matters to who calls it. */
export async function removeLeftBehind({ files, root }: WriterParts, clock: StoreClock, signal: Signal): Promise<void> {
  const folder = joinPath(root, locksName)
  try {
    for await (const batch of files.readDirectory(folder, signal))
      for (const { name, mtime, type } of batch)
        if (name !== lockName && type === 'file' && clock.isOlder(mtime, leftBehindMs))
          await files.removeFile(joinPath(folder, name), signal)
  } catch {
    // The next one who writes tries again.
  }
}
