/** Makes the folders of a session, and takes back those that it made. */
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { isWithin, parentPath } from '@domain/files/path'
import type { SessionFolders } from '@domain/sessions/session-folder'

/** Permission bits of a session's own folder. The group's new files belong to the group, too. */
const ownModes = { private: 0o700, group: 0o2770 } as const

const linkLost: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['cancelled', 'timeout', 'unreachable'])

type Signal = AbortSignal | undefined
type ModeWish = keyof typeof ownModes | 'shared' | undefined

/**
 * Makes what is missing, the outer folders first, and names each one as soon as it is there. What is there already is
 * left as it is; `not-a-directory` where something else has the name, `permission` naming whose folder it is in.
 *
 * What is above the session's folder is used by others as well: the next one's session goes beside this one. It takes
 * over the permissions of the folder that it is made in, which the umask of the first one would take away.
 */
export async function makeSessionFolders(
  files: FileSystem,
  { folder, inside, movies, access }: Omit<SessionFolders, 'copies'>,
  onMade: (path: string) => void,
  signal: Signal
): Promise<void> {
  const makeOne = async (path: string, wish: ModeWish): Promise<void> => {
    try {
      await files.makeDirectory(path, wish === 'private' ? ownModes.private : undefined, signal)
    } catch (thrown) {
      const failure = Failure.from(thrown)
      if (failure.code === 'permission') throw await notLetIn(files, parentPath(path), failure, signal)
      if (failure.code !== 'exists') throw failure
      return mustBeDirectory(files, path, failure, signal)
    }
    onMade(path)
    await setMode(files, path, wish, signal)
  }
  const make = async (path: string, wish: ModeWish): Promise<void> => {
    try {
      await makeOne(path, wish)
    } catch (thrown) {
      const parent = parentPath(path)
      if (Failure.from(thrown).code !== 'not-found' || parent === path) throw thrown
      await make(parent, isWithin(parent, folder) ? access : 'shared')
      await makeOne(path, wish)
    }
  }
  for (const path of [folder, ...inside]) await make(path, access)
  // One that is elsewhere is the camera's own, and there or not.
  if (movies?.startsWith(`${folder}/`)) await make(movies, access)
}

async function mustBeDirectory(files: FileSystem, path: string, cause: Failure, signal: Signal): Promise<void> {
  if ((await files.stat(path, signal)).type === 'directory') return
  throw new Failure('not-a-directory', `${path} on ${files.label} is no folder.`, {
    hint: 'Move it away, or change the session folder in resources.json.',
    cause
  })
}

async function setMode(files: FileSystem, path: string, wish: ModeWish, signal: Signal): Promise<void> {
  if (wish === undefined || wish === 'private') return
  try {
    const mode = wish === 'shared' ? (await files.stat(parentPath(path), signal)).mode & 0o3777 : ownModes[wish]
    if ((await files.stat(path, signal)).mode !== mode) await files.setAttributes(path, { mode }, signal)
  } catch (thrown) {
    // A file system without permissions of this kind, such as a share of Windows, has its own: the folder is there.
    if (signal?.aborted || linkLost.has(Failure.from(thrown).code)) throw thrown
  }
}

async function notLetIn(files: FileSystem, parent: string, cause: Failure, signal: Signal): Promise<Failure> {
  const { owner } = await files
    .stat(parent, signal)
    .then(info => files.ownerNames(info, signal))
    .catch(() => ({ owner: '' }))
  return new Failure('permission', `No folder can be made in ${parent} on ${files.label}.`, {
    hint: `Ask ${owner === '' ? 'the facility' : `its owner ${owner}, or the facility,`} to let its group write there.`,
    cause
  })
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
