/** The files of a site behind the port of the rules: one SFTP channel of one connection. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type {
  AttributeWish,
  FileInfo,
  NamedFileInfo,
  OwnFileSystem,
  ReadHandle,
  WriteHandle,
  WriteOptions
} from '@domain/files/file-system'
import { absolutePath, parentPath } from '@domain/files/path'
import type { AttributeChanges, Connection, FileAttributes, Sftp } from '../ssh/types'
import { ownerNamesAt, sha256At } from './site-scripts'

/** Largest request worth sending: OpenSSH takes 255 KiB (PROTOCOL, limits@openssh.com). */
const largestChunk = 255 * 1024
/** Entries of a batch after the first, which goes out as the server sent it. */
const batchEntries = 1000

function infoOf(attributes: FileAttributes, owner?: string, group?: string): FileInfo {
  const mtime = attributes.mtime ?? 0
  return {
    type: attributes.type,
    size: attributes.size,
    mtime,
    mode: attributes.mode,
    owner: owner ?? String(attributes.uid ?? ''),
    group: group ?? String(attributes.gid ?? ''),
    stamp: `${attributes.size}:${mtime}`
  }
}

/** The protocol sets both times together, as 32 bits without sign. */
function changesOf(wish: AttributeWish): AttributeChanges {
  const time = Math.max(0, Math.min(wish.mtime ?? 0, 0xffffffff))
  return {
    ...(wish.size !== undefined && { size: wish.size }),
    ...(wish.mode !== undefined && { mode: wish.mode }),
    ...(wish.mtime !== undefined && { times: { atime: time, mtime: time } })
  }
}

/** What one file system has at hand. */
interface SiteLink {
  readonly site: string
  readonly connection: Connection
  readonly sftp: Sftp
  readonly home: string
}

/** `home` is what the server answers for the login's folder. */
export function createSiteFileSystem(link: SiteLink): OwnFileSystem {
  const { connection, sftp, home } = link
  return {
    label: link.site,
    kind: 'site',
    windowsNames: false,
    get connected() {
      return connection.connected
    },
    chunkBytes: Math.max(1024, Math.min(largestChunk, sftp.limits.maxRead, sftp.limits.maxWrite)),
    home,
    absolute: path => absolutePath(path, home),
    realPath: (path, signal) => sftp.realpath(path, { signal }),
    stat: async (path, signal) => infoOf(await sftp.stat(path, { signal })),
    lstat: async (path, signal) => infoOf(await sftp.lstat(path, { signal })),
    ownerNames: (info, signal) => ownerNamesAt(connection, info, signal),
    readDirectory: (path, signal) => readDirectory(link, path, signal),
    makeDirectory: (path, mode, signal) =>
      explained(link, path, 'exists', signal, () => sftp.mkdir(path, mode, { signal })),
    removeFile: (path, signal) => sftp.remove(path, { signal }),
    removeDirectory: (path, signal) => sftp.rmdir(path, { signal }),
    rename: async (from, to, signal) => {
      // Version 3 leaves open what happens to a taken name; OpenSSH refuses, others replace.
      if (await present(link, to, signal)) throw taken(link, to)
      await explained(link, to, 'exists', signal, () => sftp.rename(from, to, { signal }))
    },
    replace: (from, to, signal) => replace(link, from, to, signal),
    readLink: (path, signal) => sftp.readlink(path, { signal }),
    makeLink: (target, path, signal) =>
      explained(link, path, 'exists', signal, () => sftp.symlink(target, path, { signal })),
    setAttributes: (path, wish, signal) => sftp.setstat(path, changesOf(wish), { signal }),
    openRead: (path, signal) => openRead(link, path, signal),
    openWrite: (path, options, signal) => openWrite(link, path, options, signal),
    space: async (path, signal) => {
      try {
        const volume = await sftp.statvfs(path, { signal })
        return { freeBytes: volume.availableBytes, totalBytes: volume.totalBytes }
      } catch (thrown) {
        if (Failure.from(thrown).code === 'unsupported') return { freeBytes: null, totalBytes: null }
        throw thrown
      }
    },
    sha256: (path, bytes, signal) => sha256At(connection, path, bytes, signal),
    close: () => sftp.close()
  }
}

const taken = (link: SiteLink, path: string): Failure =>
  new Failure('exists', `${displayName(path)} at ${link.site} is already there.`, { hint: 'Choose another name.' })

async function present({ sftp }: SiteLink, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await sftp.lstat(path, { signal })
    return true
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return false
    throw thrown
  }
}

/**
 * Version 3 says no more than "Failure" for a taken name, a full disk, a file in place of a folder: look which it was.
 */
async function explained<T>(
  link: SiteLink,
  path: string,
  suspect: 'exists' | 'disk-full',
  signal: AbortSignal | undefined,
  work: () => Promise<T>
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (!link.connection.connected) throw failure
    if (failure.code === 'not-found') await refuseFileAsFolder(link, parentPath(path), failure, signal)
    if (failure.code !== 'remote-error') throw failure
    if (suspect === 'exists' && (await present(link, path, signal).catch(() => false))) throw taken(link, path)
    if (await isFull(link, parentPath(path), signal))
      throw new Failure('disk-full', `The disk that holds ${displayName(path)} at ${link.site} is full.`, {
        hint: 'Make room there, then copy again what failed.',
        cause: failure
      })
    throw failure
  }
}

/** OpenSSH answers ENOTDIR with "No such file". */
async function refuseFileAsFolder(
  link: SiteLink,
  folder: string,
  cause: Failure,
  signal: AbortSignal | undefined
): Promise<void> {
  const info = await link.sftp.stat(folder, { signal }).catch(() => undefined)
  if (info && info.type !== 'directory') throw notDirectory(link, folder, cause)
}

const notDirectory = (link: SiteLink, path: string, cause?: Failure): Failure =>
  new Failure('not-a-directory', `${displayName(path)} at ${link.site} is not a folder.`, {
    hint: 'Check the path.',
    ...(cause && { cause })
  })

/** Less than a request is free, or no more files can be made. False where the server does not say. */
async function isFull({ sftp }: SiteLink, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const volume = await sftp.statvfs(folder, { signal })
    return volume.availableBytes < largestChunk || (volume.totalFiles > 0 && volume.freeFiles === 0)
  } catch {
    return false
  }
}

async function replace(
  link: SiteLink,
  from: string,
  to: string,
  signal: AbortSignal | undefined
): Promise<'atomic' | 'gap'> {
  const { sftp } = link
  try {
    await sftp.posixRename(from, to, { signal })
    return 'atomic'
  } catch (thrown) {
    if (Failure.from(thrown).code !== 'unsupported') throw thrown
  }
  if (await present(link, to, signal)) await sftp.remove(to, { signal })
  await sftp.rename(from, to, { signal })
  return 'gap'
}

async function* readDirectory(
  link: SiteLink,
  path: string,
  signal: AbortSignal | undefined
): AsyncGenerator<NamedFileInfo[], void, void> {
  let waiting: NamedFileInfo[] = []
  let first = true
  try {
    for await (const batch of link.sftp.readDirectory(path, { signal })) {
      for (const { name, attributes, owner, group } of batch)
        waiting.push({ name, ...infoOf(attributes, owner, group) })
      if (waiting.length === 0 || (!first && waiting.length < batchEntries)) continue
      yield waiting
      waiting = []
      first = false
    }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code === 'not-found' || failure.code === 'remote-error')
      await refuseFileAsFolder(link, path, failure, signal)
    throw failure
  }
  if (waiting.length > 0) yield waiting
}

async function openRead({ sftp }: SiteLink, path: string, signal: AbortSignal | undefined): Promise<ReadHandle> {
  const handle = await sftp.open(path, { read: true }, undefined, { signal })
  return {
    info: async inner => infoOf(await sftp.fstat(handle, { signal: inner })),
    read: (offset, length, inner) => sftp.read(handle, offset, length, { signal: inner }),
    close: () => sftp.closeFile(handle)
  }
}

async function openWrite(
  link: SiteLink,
  path: string,
  { how, mode }: WriteOptions,
  signal: AbortSignal | undefined
): Promise<WriteHandle> {
  const { sftp } = link
  const flags = how === 'new' ? { write: true, create: true, exclusive: true } : { write: true }
  const handle = await explained(link, path, 'exists', signal, () =>
    sftp.open(path, flags, mode === undefined ? undefined : { mode }, { signal })
  )
  return {
    write: (offset, data, inner) =>
      explained(link, path, 'disk-full', inner, () => sftp.write(handle, offset, data, { signal: inner })),
    setAttributes: (wish, inner) => sftp.fsetstat(handle, changesOf(wish), { signal: inner }),
    close: () => sftp.closeFile(handle)
  }
}
