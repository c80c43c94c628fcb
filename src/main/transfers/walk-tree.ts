/** A walk through the sources that feeds the copy while it goes on. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { entryNameProblem } from '@domain/files/entry-name'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { baseName, isWithin, joinPath, parentPath } from '@domain/files/path'
import type { CopyRoot } from '@domain/transfers/copy-roots'
import { notRegular } from '@domain/transfers/left-out'

/** One thing to copy. `info` is that of what is copied: of a followed link, what it points to. */
export interface WalkItem {
  readonly source: string
  readonly target: string
  readonly info: FileInfo
  /** The contents of it go into a folder that may be there under another guise (a link to a folder). */
  readonly contents: boolean
}

/**
 * Folders and links that are looked at at once. Each costs several round trips: one after the other, a path of 50 ms
 * would let no more than some five folders a second be found, and a tree may have thousands.
 */
const placesAtOnce = 16

/** What the walk meets, several at once, in an order in which a folder comes before what is in it. `Folder` is the visitor's own. */
export interface Visitor<Folder> {
  /** undefined: leave out what is in it. */
  enter(item: WalkItem, parent: Folder | undefined): Promise<Folder | undefined>
  /** Resolves when the walk may go on, which can be long before the file is copied. */
  file(item: WalkItem, parent: Folder | undefined): Promise<void>
  link(item: WalkItem, parent: Folder | undefined): Promise<void>
  refuse(item: Pick<WalkItem, 'source' | 'target'>, failure: unknown): void
}

export interface WalkOptions {
  readonly from: FileSystem
  readonly windowsNames: boolean
  /** Copy what links point to, if that is inside the tree. */
  readonly followLinks: boolean
  readonly signal: AbortSignal
}

interface Position<Folder> {
  readonly source: string
  readonly target: string
  readonly parent: Folder | undefined
  /** With links worked out; the last is the folder itself. Only kept up when links are followed. */
  readonly realFolders: readonly string[]
}

/** Errors of single entries go to the visitor; throws only what the visitor throws, and why `signal` aborted. */
export async function walkTree<Folder>(root: CopyRoot, visitor: Visitor<Folder>, options: WalkOptions): Promise<void> {
  const { from, followLinks, signal } = options
  let info: FileInfo
  const { within } = root
  let realRoot = root.source
  let real = root.source
  const realFolders: string[] = []
  try {
    const follow = root.follow || (followLinks && within === undefined)
    info = await (follow ? from.stat : from.lstat)(root.source, signal)
    if (followLinks) real = await from.realPath(root.source, signal)
    realRoot = followLinks && within !== undefined ? await from.realPath(within, signal) : real
    if (followLinks && within !== undefined) realFolders.push(await from.realPath(parentPath(root.source), signal))
  } catch (thrown) {
    signal.throwIfAborted()
    return visitor.refuse(root, thrown)
  }

  /** The newest first, so that one branch is finished before the next is opened. */
  const later: (() => Promise<void>)[] = []

  async function visit(at: Position<Folder>, seen: FileInfo, real: string, contents: boolean): Promise<void> {
    signal.throwIfAborted()
    const item: WalkItem = { source: at.source, target: at.target, info: seen, contents }
    if (seen.type === 'file') return visitor.file(item, at.parent)
    if (seen.type === 'directory') return void later.push(() => visitFolder(at, item, real))
    if (seen.type === 'link')
      return void later.push(() => (followLinks ? followLink(at) : visitor.link(item, at.parent)))
    visitor.refuse(item, notRegular(at.source))
  }

  async function visitFolder(at: Position<Folder>, item: WalkItem, real: string): Promise<void> {
    const folder = await visitor.enter(item, at.parent)
    if (folder === undefined) return
    const realFolders = [...at.realFolders, real]
    try {
      for await (const batch of from.readDirectory(at.source, signal))
        for (const entry of batch) {
          const problem = entryNameProblem(entry.name, options.windowsNames)
          const source = joinPath(at.source, entry.name)
          const target = joinPath(at.target, entry.name)
          if (problem) visitor.refuse({ source, target }, problem)
          else await visit({ source, target, parent: folder, realFolders }, entry, joinPath(real, entry.name), false)
        }
    } catch (thrown) {
      signal.throwIfAborted()
      visitor.refuse(item, thrown)
    }
  }

  async function followLink(at: Position<Folder>): Promise<void> {
    try {
      const real = await from.realPath(at.source, signal)
      const pointed = await from.stat(at.source, signal)
      const refused = (why: string): Failure =>
        new Failure('not-allowed', `The link ${displayName(at.source)} was not followed: it leads ${why}.`, {
          hint: 'Copy what it points to by its own path, or copy links as links.'
        })
      if (!isWithin(real, realRoot)) throw refused('outside of what is copied')
      if (at.realFolders.some(folder => isWithin(folder, real))) throw refused('to a folder that holds it')
      await visit(at, pointed, real, false)
    } catch (thrown) {
      signal.throwIfAborted()
      visitor.refuse(at, thrown)
    }
  }

  await visit({ ...root, parent: undefined, realFolders }, info, real, root.contents)
  await workOff(later, placesAtOnce)
}

/** Works off a list that grows by its own work; rejects with the first failure when all that was begun has settled. */
async function workOff(later: (() => Promise<void>)[], atOnce: number): Promise<void> {
  const busy = new Set<Promise<void>>()
  let failure: { thrown: unknown } | undefined
  while (!failure && (later.length > 0 || busy.size > 0)) {
    const next = busy.size < atOnce ? later.pop() : undefined
    if (!next) {
      await Promise.race(busy)
      continue
    }
    const work: Promise<void> = next()
      .catch(thrown => {
        failure ??= { thrown }
      })
      .finally(() => busy.delete(work))
    busy.add(work)
  }
  await Promise.all(busy)
  if (failure) throw failure.thrown
}

/** Name of an item at the destination. */
export function targetName({ target }: Pick<WalkItem, 'target'>): string {
  return baseName(target)
}
