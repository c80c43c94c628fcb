/** Folders that would be copied into themselves: such a copy finds what it made, and has no end. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { baseName, isWithin, joinPath, parentPath } from '@domain/files/path'
import type { CopyRoot } from '@domain/transfers/copy-roots'
import type { FoundRoots } from './find-roots'

/** `files`: that of both ends. The folder is there; sources need not be. */
export async function refuseIntoItself(files: FileSystem, plan: FoundRoots, signal: AbortSignal): Promise<FoundRoots> {
  const known = new Map<string, Promise<string>>()
  const realPath = (path: string): Promise<string> => {
    const real = known.get(path) ?? files.realPath(path, signal).catch(() => path)
    known.set(path, real)
    return real
  }
  // Many sources lie in one folder, which is asked for once.
  const real = async (path: string): Promise<string> =>
    baseName(path) === '' ? path : joinPath(await realPath(parentPath(path)), baseName(path))

  async function isItself({ source, target, follow, contents }: CopyRoot): Promise<boolean> {
    const from = follow ? await realPath(source) : await real(source)
    const to = contents ? await realPath(target) : await real(target)
    signal.throwIfAborted()
    if (!isWithin(to, from)) return false
    return (await (follow ? files.stat : files.lstat)(source, signal)).type === 'directory'
  }

  const roots: CopyRoot[] = []
  const refused = [...plan.refused]
  for (const root of plan.roots)
    if (await isItself(root)) refused.push({ source: root.source, failure: intoItself(root) })
    else roots.push(root)
  return { ...plan, roots, refused }
}

const intoItself = ({ source, target }: CopyRoot): Failure =>
  new Failure('usage', `${displayName(source)} was not copied into itself (${displayName(target)}).`, {
    hint: 'Copy it to a folder that is not in it.'
  })
