/** The rules by which two trees are compared: which entries belong together and how they relate. Reads nothing. */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'
import { entryNameProblem } from '../files/entry-name'
import type { FileInfo } from '../files/file-system'

/** What is compared of an entry. `mtime`: whole seconds since 1970, UTC. */
export type Compared = Pick<FileInfo, 'type' | 'size' | 'mtime'>

export type CompareBy = 'size-time' | 'checksum'

/**
 * How two entries of one name relate. `folders`: compare what is in them; `checksum`: their checksums decide; `links`:
 * what they say decides; `time`: the sizes agree and the times do not; `replaced`: one of them is a folder and the
 * other is not, so one has to go before the other can come; `uncopied`: a device, socket or pipe at the source.
 */
export type Relation = 'same' | 'changed' | 'time' | 'folders' | 'checksum' | 'links' | 'replaced' | 'uncopied'

export function relate(source: Compared, target: Compared, by: CompareBy): Relation {
  if (source.type === 'other') return 'uncopied'
  if (source.type !== target.type)
    return source.type === 'directory' || target.type === 'directory' ? 'replaced' : 'changed'
  if (source.type === 'directory') return 'folders'
  if (source.type === 'link') return 'links'
  if (source.size !== target.size) return 'changed'
  if (by === 'checksum') return 'checksum'
  return source.mtime === target.mtime ? 'same' : 'time'
}

export interface Named {
  readonly name: string
}

export interface PairedNames<Entry extends Named> {
  readonly both: readonly { readonly source: Entry; readonly target: Entry }[]
  readonly onlySource: readonly Entry[]
  readonly onlyTarget: readonly Entry[]
  /** Cannot be made at the destination. A namesake there is neither changed nor extra. */
  readonly refused: readonly { readonly entry: Entry; readonly failure: Failure }[]
}

/**
 * Which names of two folders belong together. Where the destination follows the rules of Windows, names that differ in
 * case only are one name: of two such at the source the first in order of text stays, the other is refused (`conflict`).
 * So it is with `folds`: a disk that takes no notice of case and Unicode forms (see `foldedTwin`).
 */
export function pairNames<Entry extends Named>(
  source: readonly Entry[],
  target: readonly Entry[],
  windowsNames: boolean,
  folds = false
): PairedNames<Entry> {
  const keyOf = folds ? folded : (name: string): string => (windowsNames ? name.toLowerCase() : name)
  const there = new Map(target.map(entry => [keyOf(entry.name), entry]))
  const taken = new Map<string, Entry>()
  const both: { source: Entry; target: Entry }[] = []
  const onlySource: Entry[] = []
  const refused: { entry: Entry; failure: Failure }[] = []
  const order = windowsNames || folds ? source.toSorted((one, other) => (one.name < other.name ? -1 : 1)) : source
  for (const entry of order) {
    const key = keyOf(entry.name)
    const problem = entryNameProblem(entry.name, windowsNames) ?? caseProblem(entry, taken.get(key))
    const match = there.get(key)
    if (problem) refused.push({ entry, failure: problem })
    else {
      taken.set(key, entry)
      if (match) both.push({ source: entry, target: match })
      else onlySource.push(entry)
    }
  }
  const known = new Set(source.map(({ name }) => keyOf(name)))
  return { both, onlySource, onlyTarget: target.filter(({ name }) => !known.has(keyOf(name))), refused }
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase()

/**
 * A name of the source that the list of the destination has in another spelling only: whether something answers to it
 * there tells if the two are one name. undefined: there is none to ask about.
 */
export function foldedTwin(source: readonly Named[], target: readonly Named[]): string | undefined {
  const there = new Set(target.map(({ name }) => name))
  const spellings = new Set(target.map(({ name }) => folded(name)))
  return source.find(({ name }) => !there.has(name) && spellings.has(folded(name)))?.name
}

function caseProblem(entry: Named, taken: Named | undefined): Failure | undefined {
  return (
    taken &&
    new Failure(
      'conflict',
      `${displayName(entry.name)} and ${displayName(taken.name)} are one name at the destination.`,
      {
        hint: 'Rename one of them at the source.'
      }
    )
  )
}

/**
 * Whether failures of a comparison leave open what is at the source, so that nothing may be deleted. What is never
 * copied (devices, sockets) is known to be there, and its namesake at the destination is not extra either.
 */
export function leavesOpen(failed: readonly { readonly code: string }[]): boolean {
  return failed.some(({ code }) => code !== 'unsupported')
}

/**
 * The order in which entries can be deleted: what is in a folder before the folder, the innermost folders first. Those of
 * one level do not depend on each other. Paths with `/`.
 */
export function deletionOrder<Entry extends { readonly path: string; readonly type: FileInfo['type'] }>(
  entries: readonly Entry[]
): { readonly files: readonly Entry[]; readonly folders: readonly (readonly Entry[])[] } {
  const levels: Entry[][] = []
  for (const entry of entries) {
    if (entry.type !== 'directory') continue
    const depth = entry.path.split('/').length
    const level = levels[depth] ?? []
    level.push(entry)
    levels[depth] = level
  }
  return {
    files: entries.filter(({ type }) => type !== 'directory'),
    folders: levels.filter(level => level !== undefined).toReversed()
  }
}
