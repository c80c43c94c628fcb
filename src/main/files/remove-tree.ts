/** Removing and counting trees. Links are never followed. */
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { removalProblem } from '@domain/files/removal'

/** What could not be removed goes here, and the removal goes on. */
export interface Removal {
  removed: number
  readonly failed: { path: string; code: ErrorCode; message: string }[]
}

/** How many entries of one folder are removed at once. */
const atOnce = 16

function note(removal: Removal, path: string, thrown: unknown): void {
  const { code, message } = Failure.from(thrown)
  removal.failed.push({ path, code, message })
}

/** `asked` as the user gave it. Throws only when `signal` aborts or the link is lost. */
export async function removeTree(
  files: FileSystem,
  asked: string,
  recursive: boolean,
  removal: Removal,
  signal: AbortSignal | undefined
): Promise<void> {
  let path = asked
  try {
    path = files.absolute(asked)
    const problem = removalProblem(asked, path, files.home, files.kind === 's3')
    if (problem) return note(removal, path, problem)
    const info = await files.lstat(path, signal)
    if (info.type === 'directory' && !recursive)
      throw new Failure('is-a-directory', `${displayName(path)} (${files.label}) is a folder.`, {
        hint: 'Ask for the removal of folders with all that is in them.'
      })
    await removeEntry(files, path, info, removal, signal)
  } catch (thrown) {
    if (signal?.aborted || !files.connected) throw thrown
    note(removal, path, thrown)
  }
}

async function removeEntry(
  files: FileSystem,
  path: string,
  info: FileInfo,
  removal: Removal,
  signal: AbortSignal | undefined
): Promise<void> {
  const before = removal.failed.length
  try {
    if (info.type !== 'directory') await files.removeFile(path, signal)
    else {
      await removeContents(files, path, removal, signal)
      // A folder that still holds something is not reported beside what it holds.
      if (removal.failed.length > before) return
      await files.removeDirectory(path, signal)
    }
    removal.removed++
  } catch (thrown) {
    if (signal?.aborted || !files.connected) throw thrown
    note(removal, path, thrown)
  }
}

/** The names are read before the first one goes: what a server lists while it changes is not defined. */
async function removeContents(
  files: FileSystem,
  folder: string,
  removal: Removal,
  signal: AbortSignal | undefined
): Promise<void> {
  const entries: NamedFileInfo[] = []
  for await (const batch of files.readDirectory(folder, signal)) entries.push(...batch)
  const folders = entries.filter(entry => entry.type === 'directory')
  const others = entries.filter(entry => entry.type !== 'directory')
  const remove = (entry: NamedFileInfo): Promise<void> =>
    entry.name.includes('/')
      ? Promise.reject(new Failure('not-allowed', `${displayName(folder)} holds a name with "/".`))
      : removeEntry(files, joinPath(folder, entry.name), entry, removal, signal)
  const worker = async (): Promise<void> => {
    for (let next = others.pop(); next; next = others.pop()) await remove(next)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, others.length) }, worker))
  for (const entry of folders) await remove(entry)
}

export interface Measure {
  files: number
  directories: number
  bytes: number
  complete: boolean
}

/** Counts `path` and what is below it into `measure`; stops when `limit` entries are counted. */
export async function measureTree(
  files: FileSystem,
  path: string,
  limit: number,
  measure: Measure,
  signal: AbortSignal | undefined
): Promise<void> {
  const info = await files.lstat(path, signal)
  const folders: string[] = []
  const count = (entry: FileInfo, at: string): void => {
    if (measure.files + measure.directories >= limit) measure.complete = false
    else if (entry.type === 'directory') {
      measure.directories++
      folders.push(at)
    } else {
      measure.files++
      if (entry.type === 'file') measure.bytes += entry.size
    }
  }
  count(info, path)
  const full = (): boolean => measure.files + measure.directories >= limit
  for (let folder = folders.pop(); folder !== undefined && !full(); folder = folders.pop())
    try {
      for await (const batch of files.readDirectory(folder, signal))
        for (const entry of batch) count(entry, joinPath(folder, entry.name))
    } catch (thrown) {
      if (signal?.aborted || !files.connected) throw thrown
      measure.complete = false
    }
  if (folders.length > 0) measure.complete = false
}
