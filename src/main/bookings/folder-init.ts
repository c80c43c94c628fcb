/** Makes the folders of a store. Who may write is the facility's matter: what a group may, it says with the first folder. */

import type { ResourcesFile } from '@contract/resources'
import { formatResources } from '@domain/bookings/resources-file'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { makeFolders, statIfThere } from '@domain/files/make-folders'
import { joinPath, parentPath } from '@domain/files/path'
import { foldersOf, locksName, logName, resourcesName } from './folder-layout'

type Signal = AbortSignal | undefined

/**
 * Group may write; what is made in it belongs to the same group (setgid), and nobody removes what is another's (sticky).
 * chmod(1), "Restricted deletion flag".
 */
const folderMode = 0o3775
const stickyBit = 0o1000

/**
 * A folder below the store's own, with the rights of that one; in the folder of locks everybody may remove what others
 * made. Does nothing where it is there.
 */
export async function makeStoreFolder(files: FileSystem, root: string, path: string, signal: Signal): Promise<void> {
  const { mode } = await files.stat(root, signal)
  await makeWithMode(files, joinPath(root, path), path === locksName ? mode & ~stickyBit : mode, signal)
}

/** The server's umask takes bits away from a new folder, so they are set afterwards. */
async function makeWithMode(files: FileSystem, path: string, mode: number, signal: Signal): Promise<void> {
  try {
    await files.makeDirectory(path, mode, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'exists') return
    throw thrown
  }
  if (!files.windowsNames) await files.setAttributes(path, { mode }, signal)
}

/** `exists` where there is a store. An empty folder that is there keeps its rights, and the others get the same. */
export async function initStore(files: FileSystem, root: string, file: ResourcesFile, signal: Signal): Promise<void> {
  const path = joinPath(root, resourcesName)
  if (await statIfThere(files, path, signal))
    throw new Failure('exists', `${displayName(root)} (${files.label}) has a calendar already.`, {
      hint: 'Use it as it is, or choose another folder.'
    })
  await makeFolders(files, parentPath(root), signal)
  await makeWithMode(files, root, folderMode, signal)
  const folders = [locksName, logName, ...file.resources.flatMap(({ name }) => foldersOf(name))]
  for (const folder of folders) await makeStoreFolder(files, root, folder, signal)
  // Last: with it the store is there.
  await files.writeSmall(path, Buffer.from(formatResources(file)), { mode: 0o644 }, signal)
}
