/** Walks the sources: makes the folders, copies the links, and puts every file into the journal for the copy. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { looksSame } from '@domain/transfers/conflict'
import type { CopyRoot } from '@domain/transfers/copy-roots'
import { partName } from '@domain/transfers/part-name'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import { letGo } from './copy-file'
import { findAt, findFreeName } from './free-name'
import type { RoomWatch } from './room'
import { takenFailure } from './settle-conflict'
import { changedAtSource } from './source-state'
import { type Visitor, type WalkItem, walkTree } from './walk-tree'

/** A folder at the destination and what was in it before. */
interface TargetFolder {
  readonly names: ReadonlyMap<string, FileInfo>
}

/**
 * What the journal has already of a scan that did not end: one source may go to two places. A file that gave way to what
 * had its name (`rename`) is still in the same folder.
 */
export const knownAs = ({ source, target }: Pick<WalkItem, 'source' | 'target'>): string =>
  `${source}\0${parentPath(target)}`

/** `known`: see `knownAs`. `folderFound` is told of each folder before it is listed. Throws only why the attempt stops. */
export async function scanSources(
  attempt: Attempt,
  roots: readonly CopyRoot[],
  known: ReadonlySet<string>,
  room: RoomWatch,
  folderFound: () => void = () => undefined
): Promise<void> {
  const { from, to, signal, request } = attempt
  const given = new Set<string>()
  const expected = new Map(request.items?.map(({ source, expected }) => [source, expected]))
  // Contents of several folders may meet in one; other sources have names of their own (planRoots).
  const brought = roots.length > 1 && roots.some(({ contents }) => contents) ? new Set<string>() : undefined
  const visitor: Visitor<TargetFolder> = {
    async file(item, parent) {
      signal.throwIfAborted()
      const asked = expected.get(item.source)
      if (asked && (asked.size !== item.info.size || asked.mtime !== item.info.mtime))
        return noteFailed(attempt, item, changedAtSource(item.source))
      if (brought?.has(item.target)) return noteFailed(attempt, item, broughtTwice(item.target))
      brought?.add(item.target)
      if (known.has(knownAs(item))) return
      let existing: FileInfo | undefined
      try {
        existing = parent ? parent.names.get(baseName(item.target)) : await findAt(to, item.target, signal)
      } catch (thrown) {
        // A name that the destination cannot have is that file's failure alone.
        return noteFailed(attempt, item, thrown)
      }
      addRow(attempt, item, { kind: 'file', existing: existing ?? null })
      if (!staysAsItIs(attempt, item.info, existing)) await room.need(item.info.size)
    },
    refuse: (item, thrown) => noteFailed(attempt, item, thrown),
    async enter(item, parent) {
      folderFound()
      try {
        return await enterFolder(attempt, item, parent, known)
      } catch (thrown) {
        noteFailed(attempt, item, thrown)
        return undefined
      }
    },
    async link(item, parent) {
      try {
        await copyLink(attempt, item, parent, given)
      } catch (thrown) {
        noteFailed(attempt, item, thrown)
      }
    }
  }
  const options = { from, windowsNames: to.windowsNames, followLinks: request.followLinks, signal }
  for (const root of roots) await walkTree(root, visitor, options)
}

const broughtTwice = (target: string): Failure =>
  new Failure('exists', `${displayName(target)} is already made by another source of this copy.`, {
    hint: 'Copy it elsewhere.'
  })

const staysAsItIs = ({ request }: Attempt, source: FileInfo, existing: FileInfo | undefined): boolean =>
  existing !== undefined &&
  request.conflict !== 'overwrite' &&
  request.conflict !== 'rename' &&
  looksSame(source, existing)

function addRow(
  { journal, tally }: Attempt,
  { source, target, info }: WalkItem,
  more: Pick<JournalFile, 'kind' | 'existing'>
): JournalFile {
  const { size, mtime, mode } = info
  const own = { doneBytes: 0, how: null, part: null, stamp: null, ranges: [], error: null, checksum: null }
  const existing = more.existing && (({ type, size, mtime }) => ({ type, size, mtime }))(more.existing)
  const file = journal.add({ ...own, ...more, existing, source, target, size, mtime, mode, state: 'waiting' })
  tally.found(file)
  return file
}

/** Something that is no file of the journal could not be copied; or the link is gone, which ends the attempt. */
export function noteFailed(attempt: Attempt, item: Pick<WalkItem, 'source' | 'target'>, thrown: unknown): void {
  attempt.signal.throwIfAborted()
  const { code, message } = attempt.stopIfLost(thrown)
  addEntry(attempt, item, { code, message })
}

/** What is to be walked, and what could not be: `error` null makes it wait for the next walk. */
export function addEntry(
  { journal, tally }: Attempt,
  { source, target }: Pick<WalkItem, 'source' | 'target'>,
  error: JournalFile['error']
): void {
  const place = { kind: 'entry', source, target, size: 0, mtime: 0, mode: 0 } as const
  const nothing = { doneBytes: 0, how: null, existing: null, part: null, stamp: null, ranges: [], checksum: null }
  tally.found(journal.add({ ...place, ...nothing, state: error ? 'failed' : 'waiting', error }))
}

/** Makes the folder or finds it. A link to a folder counts only at the top: below, a server could lead us elsewhere. */
async function enterFolder(
  attempt: Attempt,
  item: WalkItem,
  parent: TargetFolder | undefined,
  known: ReadonlySet<string>
): Promise<TargetFolder> {
  const { to, signal } = attempt
  const { target, contents } = item
  if (!parent?.names.has(baseName(target)))
    try {
      await to.makeDirectory(target, 0o700, signal)
      if (!known.has(knownAs(item))) addRow(attempt, item, { kind: 'folder', existing: null })
      return { names: new Map() }
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'exists') throw thrown
    }
  const info = await (contents ? to.stat : to.lstat)(target, signal)
  if (info.type !== 'directory')
    throw new Failure('not-a-directory', `${displayName(target)} is not a folder, so nothing was copied into it.`, {
      hint: 'Move away what is there, or copy to another place.'
    })
  const names = new Map<string, FileInfo>()
  for await (const batch of to.readDirectory(target, signal)) for (const entry of batch) names.set(entry.name, entry)
  return { names }
}

/** The link says afterwards what it says at the source. An equal one is left; another is replaced only by rule. */
async function copyLink(
  attempt: Attempt,
  item: WalkItem,
  parent: TargetFolder | undefined,
  given: Set<string>
): Promise<void> {
  const { from, to, signal, settle } = attempt
  const says = await from.readLink(item.source, signal)
  const existing = parent ? parent.names.get(baseName(item.target)) : await findAt(to, item.target, signal)
  if (!existing) return to.makeLink(says, item.target, signal)
  if (existing.type === 'link' && (await to.readLink(item.target, signal)) === says) return
  const taken = { source: { path: item.source, info: item.info }, existing: { path: item.target, info: existing } }
  const decision = await settle(taken, signal)
  if (decision === 'skip') return
  if (decision === 'rename') return to.makeLink(says, await findFreeName(to, item.target, signal, given), signal)
  if (decision === 'refuse-exists' || decision === 'refuse-directory')
    throw takenFailure(displayName(item.target), decision)
  const part = joinPath(parentPath(item.target), partName(baseName(item.target), attempt.newId()))
  await to.makeLink(says, part, signal)
  try {
    await to.replace(part, item.target)
  } catch (thrown) {
    await letGo(to.removeFile(part))
    throw thrown
  }
}
