/** What has a name at the destination, and which is free beside it. */
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { numberedName } from '@domain/transfers/part-name'

/** undefined where nothing has that name. Links are not followed. */
export async function findAt(to: FileSystem, path: string, signal: AbortSignal): Promise<FileInfo | undefined> {
  try {
    return await to.lstat(path, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

const numbered = (path: string, number: number): string =>
  joinPath(parentPath(path), numberedName(baseName(path), number))

/** The one of `name (2).ext` and so on that `ours` knows; undefined when the first free one comes before it. */
export async function findNumbered(
  to: FileSystem,
  path: string,
  signal: AbortSignal,
  ours: (info: FileInfo) => boolean
): Promise<string | undefined> {
  for (let number = 2; ; number++) {
    const name = numbered(path, number)
    const info = await findAt(to, name, signal)
    if (!info || ours(info)) return info && name
  }
}

/** `name (2).ext` and so on, the first that nothing has; `given`: names given out that are not there yet. */
export async function findFreeName(
  to: FileSystem,
  path: string,
  signal: AbortSignal,
  given: Set<string> = new Set()
): Promise<string> {
  for (let number = 2; ; number++) {
    const target = numbered(path, number)
    if (given.has(target)) continue
    given.add(target)
    if (!(await findAt(to, target, signal))) return target
    given.delete(target)
  }
}
