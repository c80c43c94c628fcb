/** Making a folder with all that is missing above it. */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'
import type { FileInfo, FileSystem } from './file-system'
import { parentPath } from './path'

/** What is at `path`, links followed; undefined where there is nothing. Other errors are thrown. */
export async function statIfThere(
  files: FileSystem,
  path: string,
  signal: AbortSignal | undefined
): Promise<FileInfo | undefined> {
  try {
    return await files.stat(path, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

/** What has the name itself, also where that is a link; undefined where nothing has it. Other errors are thrown. */
export async function lstatIfThere(
  files: FileSystem,
  path: string,
  signal: AbortSignal | undefined
): Promise<FileInfo | undefined> {
  try {
    return await files.lstat(path, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

/** As `mkdir -p`: every missing folder above and at `path`. `not-a-directory` where something else is in the way. */
export async function makeFolders(files: FileSystem, path: string, signal: AbortSignal | undefined): Promise<void> {
  const there = await statIfThere(files, path, signal)
  if (there?.type === 'directory') return
  if (there)
    throw new Failure('not-a-directory', `${displayName(path)} (${files.label}) is not a folder.`, {
      hint: 'Choose another name, or move away what is there.'
    })
  if (parentPath(path) !== path) await makeFolders(files, parentPath(path), signal)
  try {
    await files.makeDirectory(path, undefined, signal)
  } catch (thrown) {
    // Somebody else may have made it in the same moment.
    const failure = Failure.from(thrown)
    if (failure.code !== 'exists' || (await files.stat(path, signal)).type !== 'directory') throw failure
  }
}
