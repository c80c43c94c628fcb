/** Walks two trees at once, folder by folder, and tells what differs. Memory is that of the folders in hand. */
import { setMaxListeners } from 'node:events'
import type { Difference, FailedFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { FileInfo, FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { type CompareBy, foldedTwin, pairNames, relate } from '@domain/transfers/compare-trees'
import type { ComparePairs, SumPair } from './compare-sums'

/** One end of a comparison: a folder, absolute. */
export interface ComparedEnd {
  readonly files: FileSystem
  readonly root: string
}

/** The destination may not be there yet: then all is new. */
export interface TargetEnd extends ComparedEnd {
  readonly missing: boolean
}

export interface FoundDifference extends Difference {
  /** Not in a folder that is itself new or extra. */
  readonly top: boolean
  /** New, and at the destination something has its name that must be deleted before. */
  readonly blocked: boolean
}

export interface CompareParts {
  readonly from: ComparedEnd
  readonly to: TargetEnd
  /** `names`: only which entries are new or extra. */
  readonly by: CompareBy | 'names'
  /** Of files of equal size; asked only by checksum. */
  readonly comparePairs: ComparePairs
  readonly signal: AbortSignal
  /** Waited for, so that a slow reader slows the walk. */
  difference(found: FoundDifference): Promise<void>
  fail(failed: FailedFile): void
}

/** What the walk has counted so far. `bytes`: of what would be copied. */
export interface ComparisonTally {
  /** Entries looked at, at either end. */
  entries: number
  checksums: number
  same: number
  bytes: number
}

export interface TreeComparison {
  readonly tally: ComparisonTally
  /**
   * Errors of single entries are reported with `fail`, and what they hide at the source is never extra. Throws
   * `cancelled`, and the loss of a link.
   */
  run(): Promise<void>
}

/** Folders that are listed at once: hides the round trips, and bounds the memory. */
const foldersAtOnce = 8
/** Links and times that are asked for at once, in each of these folders. */
const questionsAtOnce = 16

/** A folder still to be looked at: in both trees, or in one of them. */
interface Pending {
  /** Below the roots; empty for the roots. */
  readonly path: string
  readonly side: 'both' | 'new' | 'extra'
}

export function createTreeComparison(parts: CompareParts): TreeComparison {
  const { from, to, signal } = parts
  // Every request in flight listens, which is no leak; Node would print a warning from the eleventh on.
  setMaxListeners(0, signal)
  const tally: ComparisonTally = { entries: 0, checksums: 0, same: 0, bytes: 0 }
  const pending: Pending[] = []
  const at = (end: ComparedEnd, path: string): string => (path === '' ? end.root : joinPath(end.root, path))
  const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

  function fail(end: ComparedEnd, path: string, thrown: unknown): void {
    if (signal.aborted || !end.files.connected) throw thrown
    const { code, message } = Failure.from(thrown)
    parts.fail({ path: at(end, path), code, message })
  }

  /** All of it before any of it is judged: half a list would make the other half extra. */
  async function list(end: ComparedEnd, path: string): Promise<NamedFileInfo[] | undefined> {
    try {
      const entries: NamedFileInfo[] = []
      for await (const batch of end.files.readDirectory(at(end, path), signal)) entries.push(...batch)
      tally.entries += entries.length
      return entries
    } catch (thrown) {
      fail(end, path, thrown)
      return undefined
    }
  }

  async function tell(
    kind: Difference['kind'],
    path: string,
    { type, size, mtime }: FileInfo,
    flags: { top?: boolean; blocked?: boolean } = {}
  ): Promise<void> {
    const bytes = type === 'file' ? size : 0
    if (kind !== 'extra') tally.bytes += bytes
    if (kind !== 'changed' && type === 'directory') pending.push({ path, side: kind })
    const { top = true, blocked = false } = flags
    await parts.difference({ path, kind, type, size: bytes, mtime: instantOf(mtime), top, blocked })
  }

  async function tellNew(path: string, info: FileInfo, flags: { top?: boolean; blocked?: boolean }): Promise<void> {
    if (info.type === 'other') fail(from, path, notCopied())
    else await tell('new', path, info, flags)
  }

  async function readOne({ path, side }: Pending): Promise<void> {
    const [end, tellEach] = side === 'new' ? [from, tellNew] : [to, tell.bind(undefined, 'extra')]
    const top = path === ''
    for (const entry of (await list(end, path)) ?? []) await tellEach(below(path, entry.name), entry, { top })
  }

  /** Whether the destination has something under a name that its list does not have: what it cannot say counts as yes. */
  async function answers(path: string): Promise<boolean> {
    try {
      await to.files.lstat(at(to, path), signal)
      return true
    } catch (thrown) {
      if (signal.aborted || !to.files.connected) throw thrown
      return Failure.from(thrown).code !== 'not-found'
    }
  }

  async function readBoth(path: string): Promise<void> {
    const [source, target] = await Promise.all([list(from, path), list(to, path)])
    if (!source || !target) return
    const twin = to.files.windowsNames ? undefined : foldedTwin(source, target)
    const folds = twin !== undefined && (await answers(below(path, twin)))
    const paired = pairNames(source, target, to.files.windowsNames, folds)
    for (const { entry, failure } of paired.refused) fail(from, below(path, entry.name), failure)
    for (const entry of paired.onlySource) await tellNew(below(path, entry.name), entry, {})
    for (const entry of paired.onlyTarget) await tell('extra', below(path, entry.name), entry)
    await comparePairs(path, paired.both)
  }

  async function comparePairs(
    folder: string,
    both: readonly { source: NamedFileInfo; target: NamedFileInfo }[]
  ): Promise<void> {
    const sums: SumPair[] = []
    const doubtful: (() => Promise<void>)[] = []
    for (const { source, target } of both) {
      const path = below(folder, source.name)
      const relation = relate(source, target, parts.by === 'checksum' ? 'checksum' : 'size-time')
      if (relation === 'uncopied') fail(from, path, notCopied())
      else if (relation === 'folders') {
        tally.same++
        pending.push({ path, side: 'both' })
      } else if (relation === 'replaced') {
        await tell('extra', below(folder, target.name), target)
        await tellNew(path, source, { blocked: true })
      } else if (parts.by === 'names' || relation === 'same') tally.same++
      else if (relation === 'checksum') sums.push({ path, info: source })
      else if (relation === 'changed') await tell('changed', path, source)
      else doubtful.push(() => settle(path, relation, source, target))
    }
    await allOf(doubtful)
    await compareSums(sums)
  }

  /** What the lists alone cannot tell. */
  async function settle(path: string, relation: 'links' | 'time', source: FileInfo, target: FileInfo): Promise<void> {
    const [here, there] = [at(from, path), at(to, path)]
    try {
      const same =
        relation === 'links'
          ? (await from.files.readLink(here, signal)) === (await to.files.readLink(there, signal))
          : await sameExactTime({ ...from, root: here }, source, { ...to, root: there }, target, signal)
      if (same) tally.same++
      else await tell('changed', path, source)
    } catch (thrown) {
      fail(from, path, thrown)
    }
  }

  async function compareSums(pairs: readonly SumPair[]): Promise<void> {
    if (pairs.length === 0) return
    for await (const { pair, verdict } of parts.comparePairs(pairs, signal)) {
      tally.checksums++
      if (verdict instanceof Failure) fail(from, pair.path, verdict)
      else if (verdict === 'same') tally.same++
      else await tell('changed', pair.path, pair.info)
    }
  }

  async function run(): Promise<void> {
    pending.push({ path: '', side: parts.to.missing ? 'new' : 'both' })
    const busy = new Set<Promise<void>>()
    const broken: unknown[] = []
    const begin = (next: Pending): void => {
      const work: Promise<void> = (next.side === 'both' ? readBoth(next.path) : readOne(next))
        .catch(thrown => void broken.push(thrown))
        .finally(() => busy.delete(work))
      busy.add(work)
    }
    while ((pending.length > 0 && broken.length === 0 && !signal.aborted) || busy.size > 0) {
      // The newest first, so that one branch is finished before the next is opened.
      const next = busy.size < foldersAtOnce && broken.length === 0 && !signal.aborted ? pending.pop() : undefined
      if (next) begin(next)
      else await Promise.race(busy)
    }
    signal.throwIfAborted()
    if (broken.length > 0) throw broken[0]
  }

  return { tally, run }
}

/** Several at once, as each is a round trip or two. */
async function allOf(works: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = works.values()
  const worker = async (): Promise<void> => {
    for (const work of waiting) await work()
  }
  await Promise.all(Array.from({ length: Math.min(questionsAtOnce, works.length) }, worker))
}

const notCopied = (): Failure =>
  new Failure('unsupported', 'It is a device, socket or pipe, which is never copied.', {})

/** Where a list only tells when something was stored, the file's own time costs a question. */
async function sameExactTime(
  from: ComparedEnd,
  source: FileInfo,
  to: ComparedEnd,
  target: FileInfo,
  signal: AbortSignal
): Promise<boolean> {
  if (!source.storedTime && !target.storedTime) return false
  const exact = async ({ files, root }: ComparedEnd, listed: FileInfo): Promise<number> =>
    listed.storedTime ? (await files.lstat(root, signal)).mtime : listed.mtime
  const [one, other] = await Promise.all([exact(from, source), exact(to, target)])
  return one === other
}
