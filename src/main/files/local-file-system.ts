/** The files of this computer behind the port of the rules. */
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { decodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { AttributeWish, FileInfo, FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { absolutePath, joinPath } from '@domain/files/path'
import { localFailure } from './local-errors'
import { openLocalRead, openLocalWrite } from './local-handles'
import { type LocalOwners, readLocalOwners } from './local-owners'
import { lookAtMany, manyLocal, readSmallLocal, renameAmongMany, writeSmallLocal } from './local-small'
import { infoOf, nativePath } from './local-stats'

/** How many entries of a folder are looked at at once, and how many make a batch. */
const batchEntries = 500
/** So many together are looked at in the thread for small files: one call each would cost more than the look. */
const worthThread = 32

/** Runs one call of fs; its errors name what was done to which path. */
async function run<T>(
  doing: string,
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>
): Promise<T> {
  if (signal?.aborted) throw Failure.from(signal.reason)
  try {
    return await work()
  } catch (thrown) {
    throw localFailure(doing, path, thrown)
  }
}

/** `home`: where `~` and relative paths start. */
export function createLocalFileSystem(home: string, system: NodeJS.Platform = process.platform): FileSystem {
  const windows = system === 'win32'
  const slashes = (path: string): string => (windows ? path.replaceAll('\\', '/') : path)
  const homeFolder = slashes(home)
  let owners: Promise<LocalOwners> | undefined
  const getOwners = (): Promise<LocalOwners> => {
    owners ??= readLocalOwners()
    return owners
  }
  const look = async (path: string, follow: boolean, signal: AbortSignal | undefined): Promise<FileInfo> => {
    const stats = await run('look at', path, signal, () => (follow ? fs.stat : fs.lstat)(nativePath(path)))
    return infoOf(stats, await getOwners())
  }

  return {
    label: 'this computer',
    kind: 'local',
    wholeFilesOnly: false,
    windowsNames: windows,
    connected: true,
    chunkBytes: 256 * 1024,
    home: homeFolder,
    absolute: path => absolutePath(slashes(path), homeFolder),
    realPath: (path, signal) =>
      run('resolve', path, signal, async () =>
        slashes(decodeName(await fs.realpath(nativePath(path), { encoding: 'buffer' })))
      ),
    stat: (path, signal) => look(path, true, signal),
    lstat: (path, signal) => look(path, false, signal),
    ownerNames: async ({ owner, group }) => ({ owner, group }),
    readDirectory: (path, signal) => readDirectory(path, getOwners, signal),
    makeDirectory: (path, mode, signal) =>
      run('make the folder', path, signal, () => fs.mkdir(nativePath(path), mode === undefined ? {} : { mode })).then(
        () => undefined
      ),
    removeFile: (path, signal) => run('remove', path, signal, () => fs.unlink(nativePath(path))),
    removeDirectory: (path, signal) => run('remove the folder', path, signal, () => fs.rmdir(nativePath(path))),
    rename: (from, to, signal) => run('rename', from, signal, () => renameToFree(from, to)),
    replace: async (from, to, signal) => {
      await run('rename', from, signal, () => fs.rename(nativePath(from), nativePath(to)))
      return 'atomic'
    },
    readLink: (path, signal) =>
      run('read the link', path, signal, async () =>
        decodeName(await fs.readlink(nativePath(path), { encoding: 'buffer' }))
      ),
    makeLink: (target, path, signal) =>
      run('make the link', path, signal, () => fs.symlink(nativePath(target), nativePath(path))),
    setAttributes: (path, wish, signal) => run('change', path, signal, () => setAttributes(path, wish)),
    openRead: (path, signal) => run('open', path, signal, () => openLocalRead(path)),
    openWrite: (path, options, signal) => run('write', path, signal, () => openLocalWrite(path, options)),
    readSmall: (path, most, signal) => run('read', path, signal, () => readSmallLocal(path, most)),
    writeSmall: (path, data, wish, signal) => run('write', path, signal, () => writeSmallLocal(path, data, wish)),
    append: (path, data, mode, signal) =>
      run('write', path, signal, () => fs.appendFile(nativePath(path), data, { mode })),
    many: manyLocal,
    space: (path, signal) =>
      run('measure the volume of', path, signal, async () => {
        const volume = await fs.statfs(nativePath(path))
        return { freeBytes: volume.bavail * volume.bsize, totalBytes: volume.blocks * volume.bsize }
      }),
    sha256: (path, bytes, signal) => run('read', path, signal, () => sha256OfPrefix(path, bytes, signal))
  }
}

/** The names come at once (cheap); what each is, in batches. What vanishes meanwhile is left out. */
async function* readDirectory(
  path: string,
  getOwners: () => Promise<LocalOwners>,
  signal: AbortSignal | undefined
): AsyncGenerator<NamedFileInfo[], void, void> {
  const names = await run('open the folder', path, signal, () => fs.readdir(nativePath(path), { encoding: 'buffer' }))
  const owners = await getOwners()
  for (let at = 0; at < names.length; at += batchEntries) {
    if (signal?.aborted) throw Failure.from(signal.reason)
    const decoded = names.slice(at, at + batchEntries).map(decodeName)
    const paths = decoded.map(name => joinPath(path, name))
    const seen = decoded.length < worthThread ? [] : await lookAtMany(paths, owners)
    const batch = paths.map(async (one, number) => {
      const name = decoded[number] ?? ''
      const info = seen[number]
      if (info) return { name, ...info }
      try {
        return { name, ...infoOf(await fs.lstat(nativePath(one)), owners) }
      } catch (thrown) {
        const failure = localFailure('look at', one, thrown)
        if (failure.code === 'not-found') return undefined
        throw failure
      }
    })
    yield (await Promise.all(batch)).filter(entry => entry !== undefined)
  }
}

/** Node has no rename that refuses (renameat2): for files a second name is made, which does, and the first removed. */
async function renameToFree(from: string, to: string): Promise<void> {
  if (await renameAmongMany(from, to)) return
  const source = await fs.lstat(nativePath(from))
  if (source.isFile() && (await linked(from, to))) return fs.unlink(nativePath(from))
  const existing = await fs.lstat(nativePath(to)).catch(() => undefined)
  // On a file system that ignores case the new spelling of a name is the same file.
  if (existing && (existing.ino !== source.ino || existing.dev !== source.dev || from === to || source.ino === 0))
    throw localFailure('rename to', to, Object.assign(new Error('exists'), { code: 'EEXIST' }))
  await fs.rename(nativePath(from), nativePath(to))
}

/** Whether a hard link could be made; false where this volume has none or the names differ in case only. */
async function linked(from: string, to: string): Promise<boolean> {
  if (from.toLowerCase() === to.toLowerCase()) return false
  try {
    await fs.link(nativePath(from), nativePath(to))
    return true
  } catch (thrown) {
    const failure = localFailure('rename to', to, thrown)
    if (failure.code === 'exists' || failure.code === 'not-found' || failure.code === 'disk-full') throw failure
    return false
  }
}

async function setAttributes(path: string, wish: AttributeWish): Promise<void> {
  if (wish.size !== undefined) await fs.truncate(nativePath(path), wish.size)
  if (wish.mode !== undefined) await fs.chmod(nativePath(path), wish.mode)
  if (wish.mtime !== undefined) await fs.utimes(nativePath(path), wish.mtime, wish.mtime)
}

async function sha256OfPrefix(path: string, bytes: number, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  if (bytes === 0) return hash.digest('hex')
  // O_NONBLOCK: a named pipe must not hang the copy.
  const file = await fs.open(nativePath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stream = createReadStream('', { fd: file, end: bytes - 1, highWaterMark: 1 << 20, signal })
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}
