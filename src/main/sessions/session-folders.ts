/** Makes the folders of a session, and takes back those that it made. */
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { parentPath } from '@domain/files/path'
import type { SessionFolders } from '@domain/sessions/session-folder'

/**
 * Makes what is missing, the outer folders first, and names each one as soon as it is there. What is there already is
 * left as it is; `not-a-directory` where something else has the name.
 */
export async function makeSessionFolders(
  files: FileSystem,
  { folder, inside, movies }: SessionFolders,
  onMade: (path: string) => void,
  signal: AbortSignal | undefined
): Promise<void> {
  const make = async (path: string): Promise<void> => {
    const parent = parentPath(path)
    try {
      await files.makeDirectory(path, undefined, signal)
      onMade(path)
    } catch (thrown) {
      const failure = Failure.from(thrown)
      if (failure.code === 'not-found' && parent !== path) {
        await make(parent)
        await files.makeDirectory(path, undefined, signal)
        onMade(path)
      } else if (failure.code !== 'exists') throw failure
      else if ((await files.stat(path, signal)).type !== 'directory')
        throw new Failure('not-a-directory', `${path} on ${files.label} is no folder.`, {
          hint: 'Move it away, or change the session folder in resources.json.',
          cause: failure
        })
    }
  }
  for (const path of [folder, ...inside]) await make(path)
  // One that is elsewhere is the camera's own, and there or not.
  if (movies?.startsWith(`${folder}/`)) await make(movies)
}

async function isEmpty(files: FileSystem, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  for await (const batch of files.readDirectory(path, signal)) if (batch.length > 0) return false
  return true
}

/** Removes those of `made` that are empty, the inner ones first. Gives those that stay because something is in them. */
export async function removeSessionFolders(
  files: FileSystem,
  made: readonly string[],
  signal: AbortSignal | undefined
): Promise<string[]> {
  const kept: string[] = []
  for (const path of [...made].reverse())
    try {
      if (await isEmpty(files, path, signal)) await files.removeDirectory(path, signal)
      else kept.push(path)
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'not-found') throw thrown
    }
  return kept
}
