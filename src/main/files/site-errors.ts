/** Why something at a site failed, found out by looking again where version 3 of SFTP does not say. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { parentPath } from '@domain/files/path'
import { largestChunk, type SiteLink } from './site-link'

/** `exists`. */
export const taken = (link: SiteLink, path: string): Failure =>
  new Failure('exists', `${displayName(path)} at ${link.site} is already there.`, { hint: 'Choose another name.' })

/** Whether anything has that name, links not followed. */
export async function present({ sftp }: SiteLink, path: string, signal: AbortSignal | undefined): Promise<boolean> {
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
export async function explained<T>(
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
export async function refuseFileAsFolder(
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
