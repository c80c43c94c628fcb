/** Copies trees: folders at once, files several at a time, links as links; what fails is noted and the rest goes on. */
import { setMaxListeners } from 'node:events'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import type { ConflictDecision } from '@domain/transfers/conflict'
import type { CopyRoot } from '@domain/transfers/copy-roots'
import { numberedName, partName } from '@domain/transfers/part-name'
import type { CopyFile, FileTask } from './copy-file'
import { letGo } from './copy-file'
import { type Taken, takenFailure } from './settle-conflict'
import { createSlots } from './slots'
import type { FailedItem, Tally } from './tally'
import { targetName, type Visitor, type WalkItem, walkTree } from './walk-tree'

/** Small files in flight, to hide the round trips of each. */
const filesAtOnce = 8

export interface TreeCopy {
  readonly from: FileSystem
  readonly to: FileSystem
  readonly roots: readonly CopyRoot[]
  readonly followLinks: boolean
  readonly copyFile: CopyFile
  readonly tally: Tally
  readonly signal: AbortSignal
  settle(taken: Taken, signal: AbortSignal): Promise<ConflictDecision>
  changed(): void
  /** Something worth a line in the log. */
  remark(text: string): void
  newId(): string
}

/** A folder at the destination and what was in it before; kept true as names are given out. */
interface TargetFolder {
  readonly names: Map<string, FileInfo>
}

/** After these nothing more can arrive: the link is gone, or there is no room. */
const fatal = new Set(['disk-full', 'quota', 'unreachable', 'refused', 'dns'])

/** Resolves when everything is copied or noted as failed; throws only `cancelled`. */
export async function copyTree(copy: TreeCopy): Promise<void> {
  const { from, to, tally, signal } = copy
  const slots = createSlots(filesAtOnce)
  const stopping = new AbortController()
  const working = AbortSignal.any([signal, stopping.signal])
  // Every request in flight listens, which is no leak; Node would print a warning from the eleventh on.
  setMaxListeners(0, signal, working)
  const made: { path: string; info: FileInfo }[] = []
  let stopped: Failure | undefined

  function fail(item: FailedItem, thrown: unknown): void {
    if (signal.aborted) return
    const failure = Failure.from(thrown)
    tally.fail(item, stopped ? notTried(stopped) : failure)
    if (stopped || (!fatal.has(failure.code) && from.connected && to.connected)) return
    stopped = failure
    stopping.abort(failure)
  }

  async function file(item: WalkItem, parent: TargetFolder | undefined): Promise<void> {
    tally.totalFiles++
    tally.totalBytes += item.info.size
    copy.changed()
    if (stopped) return fail(item, stopped)
    const release = await slots.take(signal)
    void copyOne(copy, item, parent, working)
      .catch(thrown => fail(item, thrown))
      .finally(release)
  }

  const visitor: Visitor<TargetFolder> = {
    file,
    refuse: fail,
    async enter(item, parent) {
      try {
        if (stopped) throw stopped
        return await enterFolder(copy, item, parent, () => made.push({ path: item.target, info: item.info }))
      } catch (thrown) {
        signal.throwIfAborted()
        fail(item, thrown)
        return undefined
      }
    },
    async link(item, parent) {
      try {
        await copyLink(copy, item, parent, working)
      } catch (thrown) {
        signal.throwIfAborted()
        fail(item, thrown)
      }
    }
  }

  try {
    const windowsNames = to.windowsNames
    for (const root of copy.roots)
      await walkTree(root, visitor, { from, windowsNames, followLinks: copy.followLinks, signal })
    tally.scanning = false
    copy.changed()
  } finally {
    await slots.idle()
  }
  signal.throwIfAborted()
  await finishFolders(copy, made, fail)
}

const notTried = ({ code, message }: Failure): Failure => new Failure(code, `Not copied, because before it: ${message}`)

/** Makes the folder or finds it. A link to a folder counts only at the top: below, a server could lead us elsewhere. */
async function enterFolder(
  { to, signal }: TreeCopy,
  { target, contents }: WalkItem,
  parent: TargetFolder | undefined,
  onMade: () => void
): Promise<TargetFolder> {
  if (!parent?.names.has(baseName(target)))
    try {
      await to.makeDirectory(target, 0o700, signal)
      onMade()
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

/** What has the name at the destination; a folder's list answers without asking the server for each file. */
async function findExisting(
  to: FileSystem,
  { target }: WalkItem,
  parent: TargetFolder | undefined,
  signal: AbortSignal
): Promise<FileInfo | undefined> {
  if (parent) return parent.names.get(baseName(target))
  try {
    return await to.lstat(target, signal)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

async function copyOne(
  copy: TreeCopy,
  item: WalkItem,
  parent: TargetFolder | undefined,
  signal: AbortSignal
): Promise<void> {
  const { tally } = copy
  const task = await planFile(copy, item, parent, signal)
  if (!task) {
    tally.skipped++
    tally.doneBytes += item.info.size
    return copy.changed()
  }
  tally.currentFile = item.source
  let counted = 0
  try {
    const outcome = await copy.copyFile(task, {
      signal,
      sent: bytes => {
        counted += bytes
        tally.sent(bytes)
      }
    })
    tally.files++
    tally.bytes += outcome.bytes
    tally.resumedBytes += outcome.resumedBytes
    tally.doneBytes += outcome.resumedBytes
    if (outcome.gap) copy.remark(`${copy.to.label} cannot replace a file in one step; a name was free for a moment.`)
    copy.changed()
  } catch (thrown) {
    tally.doneBytes -= counted
    throw thrown
  }
}

/** undefined: it is skipped. */
async function planFile(
  copy: TreeCopy,
  item: WalkItem,
  parent: TargetFolder | undefined,
  signal: AbortSignal
): Promise<FileTask | undefined> {
  const { source, target } = item
  const existing = await findExisting(copy.to, item, parent, signal)
  if (!existing) return { source, target, how: 'new' }
  const taken = { source: { path: source, info: item.info }, existing: { path: target, info: existing } }
  const decision = await copy.settle(taken, signal)
  switch (decision) {
    case 'skip':
      return undefined
    case 'overwrite':
      return { source, target, how: 'replace' }
    case 'resume':
      return { source, target, how: 'replace', resumeFrom: existing.size }
    case 'rename':
      return { source, target: await freeName(copy.to, item, parent, signal), how: 'new' }
    case 'refuse-exists':
    case 'refuse-directory':
      throw takenFailure(displayName(target), decision)
  }
}

async function freeName(
  to: FileSystem,
  item: WalkItem,
  parent: TargetFolder | undefined,
  signal: AbortSignal
): Promise<string> {
  for (let number = 2; ; number++) {
    const name = numberedName(targetName(item), number)
    const target = joinPath(parentPath(item.target), name)
    if (await findExisting(to, { ...item, target }, parent, signal)) continue
    parent?.names.set(name, item.info)
    return target
  }
}

/** The link says afterwards what it says at the source. An equal one is left; another is replaced only by rule. */
async function copyLink(
  copy: TreeCopy,
  item: WalkItem,
  parent: TargetFolder | undefined,
  signal: AbortSignal
): Promise<void> {
  const { from, to } = copy
  const says = await from.readLink(item.source, signal)
  const existing = await findExisting(to, item, parent, signal)
  if (!existing) return to.makeLink(says, item.target, signal)
  if (existing.type === 'link' && (await to.readLink(item.target, signal)) === says) return
  const taken = { source: { path: item.source, info: item.info }, existing: { path: item.target, info: existing } }
  const decision = await copy.settle(taken, signal)
  if (decision === 'skip') return
  if (decision === 'rename') return to.makeLink(says, await freeName(to, item, parent, signal), signal)
  if (decision === 'refuse-exists' || decision === 'refuse-directory')
    throw takenFailure(displayName(item.target), decision)
  const part = joinPath(parentPath(item.target), partName(baseName(item.target), copy.newId()))
  await to.makeLink(says, part, signal)
  try {
    await to.replace(part, item.target)
  } catch (thrown) {
    await letGo(to.removeFile(part))
    throw thrown
  }
}

/** Mode and time of the folders we made, the innermost first: writing into them changed their times. */
async function finishFolders(
  { from, to, signal }: TreeCopy,
  made: readonly { path: string; info: FileInfo }[],
  fail: (item: FailedItem, thrown: unknown) => void
): Promise<void> {
  const kept = to.kind === 'local' ? 0o777 : 0o7777
  for (const { path, info } of made.toReversed()) {
    if (!from.connected || !to.connected) return
    try {
      await to.setAttributes(path, { mode: info.mode & kept, mtime: info.mtime }, signal)
    } catch (thrown) {
      signal.throwIfAborted()
      fail({ source: path, target: path }, thrown)
    }
  }
}
