/**
 * Whole small files of this computer. Node's callback calls on bare descriptors: with tens of thousands of files the
 * promises' FileHandle objects alone cost more than the files.
 */
import * as fs from 'node:fs'
import type { AttributeWish, FileInfo, SmallRead } from '@domain/files/file-system'
import type { ManyFiles } from '@domain/files/many-files'
import { orAborted } from '../ssh/errors'
import type { LocalOwners } from './local-owners'
import { infoOf, infoOfPlain, nativePath } from './local-stats'
import { inSmallFileThread } from './small-file-thread'

/** One call of fs as a promise. */
function call<T>(start: (done: (error: NodeJS.ErrnoException | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))))
}

const close = (file: number): Promise<void> => call<void>(done => fs.close(file, error => done(error)))

/** Small files that are under way in this process; with so many the thread is worth it. */
let underWay = 0
const worthThread = 16

async function counted<T>(work: (many: boolean) => Promise<T>): Promise<T> {
  underWay++
  try {
    return await work(underWay >= worthThread)
  } finally {
    underWay--
  }
}

/** Permission bits that the system takes from new files. It cannot be read without being set, so once. */
const umask = process.umask()

/** undefined when it is longer than `most` bytes, or no regular file at all. Errors are Node's own. */
export function readSmallLocal(path: string, most: number): Promise<SmallRead | undefined> {
  return counted(async many => {
    if (!many) return readHere(path, most)
    const answer = await inSmallFileThread({ do: 'read', path: nativePath(path), most })
    if (!('before' in answer)) return undefined
    return { before: infoOfPlain(answer.before), data: answer.data, after: infoOfPlain(answer.after) }
  })
}

async function readHere(path: string, most: number): Promise<SmallRead | undefined> {
  // O_NONBLOCK: a named pipe must not hang the copy.
  const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
  const file = await call<number>(done => fs.open(nativePath(path), flags, done))
  try {
    const before = await call<fs.Stats>(done => fs.fstat(file, done))
    if (!before.isFile() || before.size > most) return undefined
    // Its own memory: what comes from Node's pool would keep a whole pool alive for each file.
    const bytes = Buffer.allocUnsafeSlow(before.size)
    let length = 0
    while (length < bytes.length) {
      const offset = length
      const count = await call<number>(done => fs.read(file, bytes, offset, bytes.length - offset, offset, done))
      if (count === 0) break
      length += count
    }
    const after = await call<fs.Stats>(done => fs.fstat(file, done))
    return { before: infoOf(before, undefined), data: bytes.subarray(0, length), after: infoOf(after, undefined) }
  } finally {
    await close(file)
  }
}

/** O_EXCL: what is there is never written to. What could not be finished is removed. Errors are Node's own. */
export function writeSmallLocal(path: string, data: Uint8Array, wish: SmallWish): Promise<void> {
  return counted(async many => {
    if (!many) return writeHere(path, data, wish)
    const { mode, mtime } = wish
    await inSmallFileThread({ do: 'write', path: nativePath(path), data, mode, mask: umask, mtime })
  })
}

/**
 * Renames a file, never over one that is there (`EEXIST`), while many small ones are under way. False: nothing was done,
 * because there are not many, or this volume has no second names for a file.
 */
export function renameAmongMany(from: string, to: string): Promise<boolean> {
  return counted(async many => {
    if (!many || from.toLowerCase() === to.toLowerCase()) return false
    try {
      await inSmallFileThread({ do: 'rename', from: nativePath(from), to: nativePath(to) })
      return true
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && decisive.has(String(thrown.code))) throw thrown
      return false
    }
  })
}

/** Said by link(2): what rename(2) would meet as well. */
const decisive: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EACCES'])

/** What SFTP can carry, and what the far end of a copy therefore knows of a time. */
const wholeSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/**
 * What each of many is, links not followed; undefined where it could not be looked at. Owner and group stay numbers
 * without `owners`.
 */
export async function lookAtMany(
  paths: readonly string[],
  owners: LocalOwners | undefined
): Promise<(FileInfo | undefined)[]> {
  const answer = await inSmallFileThread({ do: 'look', paths: paths.map(nativePath) })
  if (!('looks' in answer)) return paths.map(() => undefined)
  const { looks } = answer
  return paths.map((_, at) => {
    const [mode, size, mtimeMs, ino, uid, gid] = looks.subarray(at * 6, at * 6 + 6)
    if (mode === undefined || Number.isNaN(mode)) return undefined
    // All six are there where the first is.
    const numbers = { mode, size: size ?? 0, mtimeMs: mtimeMs ?? 0, ino: ino ?? 0, uid: uid ?? 0, gid: gid ?? 0 }
    return infoOfPlain(numbers, owners)
  })
}

/** Batches of small files of this computer, each in one go in their thread. */
export const manyLocal: ManyFiles = {
  ready: async () => true,
  async read(wishes, signal) {
    // One that has grown since it was listed is read alone.
    const natives = wishes.map(({ path, most, expected }) => ({
      path: nativePath(path),
      most: Math.min(most, expected)
    }))
    const answer = await orAborted(signal, inSmallFileThread({ do: 'read-many', wishes: natives }))
    if (!('reads' in answer)) return wishes.map(() => undefined)
    const { reads, data } = answer
    return reads.map(
      read => read && { mode: read.mode, mtime: wholeSeconds(read.mtimeMs), data: data.subarray(read.from, read.end) }
    )
  },
  async write(files, signal) {
    signal.throwIfAborted()
    const natives = files.map(file => ({ ...file, part: nativePath(file.part), target: nativePath(file.target) }))
    // Never given up half-way: it takes some milliseconds, and then it is known what was done.
    const answer = await inSmallFileThread({ do: 'write-many', files: natives, mask: umask })
    return 'written' in answer ? answer.written : files.map(() => false)
  }
}

type SmallWish = AttributeWish & { readonly mode: number }

async function writeHere(path: string, data: Uint8Array, { mode, mtime }: SmallWish): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = fs.constants
  const native = nativePath(path)
  const file = await call<number>(done => fs.open(native, O_CREAT | O_EXCL | O_WRONLY, mode, done))
  try {
    for (let at = 0; at < data.length; ) {
      const from = at
      at += await call<number>(done => fs.write(file, data, from, data.length - from, from, done))
    }
    // What the process's umask took away.
    if ((mode & umask) !== 0) await call<void>(done => fs.fchmod(file, mode, error => done(error)))
    if (mtime !== undefined) await call<void>(done => fs.futimes(file, mtime, mtime, error => done(error)))
    await close(file)
  } catch (thrown) {
    fs.close(file, () => fs.unlink(native, () => undefined))
    throw thrown
  }
}
