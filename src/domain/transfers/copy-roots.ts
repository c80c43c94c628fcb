/** Where a copy goes: the rules of `cp -r` for the names on its command line. */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'
import { baseName, joinPath, parentPath } from '../files/path'

/** What stands at the destination, links followed. */
export type DestinationState = 'directory' | 'other' | 'missing'

export interface AskedPath {
  /** As it was typed: a trailing `/` or `/.` has a meaning. */
  readonly asked: string
  readonly absolute: string
}

/** One source with the name it gets. */
export interface CopyRoot {
  readonly source: string
  readonly target: string
  /** What is in the folder goes into `target`, which may be there (`cp -r folder/. target`). */
  readonly contents: boolean
  /** Work on what a link points to (`link/`). */
  readonly follow: boolean
  /** It was met on the walk from this folder before: links lead nowhere else. */
  readonly within?: string
}

export interface CopyRoots {
  readonly roots: readonly CopyRoot[]
  /** Sources that cannot be copied because another one of this copy takes their name. */
  readonly refused: readonly { readonly source: string; readonly failure: Failure }[]
  /** Has to be a folder before the copy starts. */
  readonly folder: string
}

const namesContents = ({ asked, absolute }: AskedPath): boolean =>
  asked === '.' || asked.endsWith('/.') || baseName(absolute) === ''

/** The folder that must be there; made with `--parents`. */
export function copiesInto(sources: readonly AskedPath[], destination: AskedPath, state: DestinationState): boolean {
  return state === 'directory' || destination.asked.endsWith('/') || sources.length > 1
}

/**
 * Into the destination if that is a folder, ends with `/` or there are several sources; else the copy gets its name.
 * Throws `not-a-directory` when it would have to be a folder and is none.
 */
export function planRoots(sources: readonly AskedPath[], destination: AskedPath, state: DestinationState): CopyRoots {
  const into = copiesInto(sources, destination, state)
  if (into && state === 'other')
    throw new Failure('not-a-directory', `${displayName(destination.absolute)} is not a folder.`, {
      hint: 'Give an existing folder, or a single source to be copied under this name.'
    })
  const taken = new Set<string>()
  const roots: CopyRoot[] = []
  const refused: { source: string; failure: Failure }[] = []
  for (const path of sources) {
    const contents = namesContents(path)
    const target = into && !contents ? joinPath(destination.absolute, baseName(path.absolute)) : destination.absolute
    if (!contents && taken.has(target)) {
      const message = `${displayName(target)} is already made by another source of this copy.`
      refused.push({ source: path.absolute, failure: new Failure('exists', message, { hint: 'Copy it elsewhere.' }) })
      continue
    }
    taken.add(target)
    roots.push({ source: path.absolute, target, contents, follow: contents || path.asked.endsWith('/') })
  }
  return { roots, refused, folder: into ? destination.absolute : parentPath(destination.absolute) }
}
