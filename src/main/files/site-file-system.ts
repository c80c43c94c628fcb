/** The files of a site behind the port of the rules: one SFTP channel of one connection. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { NamedFileInfo, OwnFileSystem } from '@domain/files/file-system'
import { absolutePath, baseName, joinPath, parentPath } from '@domain/files/path'
import { createHandleRoom, smallHandles } from './handle-room'
import { explained, present, refuseFileAsFolder, taken } from './site-errors'
import { appendAt, openSiteRead, openSiteWrite, readSmallAt, writeSmallAt } from './site-handles'
import { changesOf, infoOf, largestChunk, type SiteLink } from './site-link'
import { ownerNamesAt, sha256At } from './site-scripts'

/** Entries of a batch after the first, which goes out as the server sent it. */
const batchEntries = 1000

/** `home` is what the server answers for the login's folder. */
export function createSiteFileSystem(link: SiteLink): OwnFileSystem {
  const { connection, sftp, home } = link
  const room = createHandleRoom(smallHandles(sftp.limits))
  return {
    label: link.site,
    kind: 'site',
    wholeFilesOnly: false,
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
      // Version 3 leaves open what happens to a taken name; OpenSSH refuses (sftp-server.c), others replace.
      const refuses = connection.serverVersion.startsWith('OpenSSH')
      if (!refuses && (await present(link, to, signal))) throw taken(link, to)
      await explained(link, to, 'exists', signal, () => sftp.rename(from, to, { signal }))
    },
    replace: (from, to, signal) => replace(link, from, to, signal),
    readLink: (path, signal) => sftp.readlink(path, { signal }),
    makeLink: (target, path, signal) =>
      explained(link, path, 'exists', signal, () => sftp.symlink(target, path, { signal })),
    setAttributes: (path, wish, signal) => sftp.setstat(path, changesOf(wish), { signal }),
    openRead: (path, signal) => openSiteRead(link, path, signal),
    openWrite: (path, options, signal) => openSiteWrite(link, path, options, signal),
    readSmall: (path, most, signal) => room.run(() => readSmallAt(link, path, most, signal)),
    writeSmall: (path, data, wish, signal) => room.run(() => writeSmallAt(link, path, data, wish, signal)),
    append: (path, data, mode, signal) => appendAt(link, path, data, mode, signal),
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
  // Begun steps are ended whatever the caller wants meanwhile: between them neither file has the name.
  const aside = (await present(link, to, signal)) ? await setAside(link, from, to) : undefined
  try {
    await sftp.rename(from, to)
  } catch (thrown) {
    if (aside !== undefined) await sftp.rename(aside, to).catch(() => undefined)
    throw thrown
  }
  if (aside !== undefined) await sftp.remove(aside).catch(() => undefined)
  return 'gap'
}

/** The old file under another name beside it, so that it can come back. A folder stays. */
async function setAside({ sftp }: SiteLink, from: string, to: string): Promise<string> {
  if ((await sftp.lstat(to)).type === 'directory')
    throw new Failure('is-a-directory', `${displayName(to)} is a folder, so no file took its place.`)
  const aside = joinPath(parentPath(to), `.farscope-old-${partMark(from)}`)
  await sftp.rename(to, aside)
  return aside
}

/** Part names end with what no other has; short, so that the whole is a name everywhere. */
const partMark = (path: string): string =>
  baseName(path)
    .replace(/[^\w-]/g, '')
    .slice(-24)

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
