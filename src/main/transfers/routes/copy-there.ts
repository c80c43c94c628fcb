/**
 * One file copied by its host, or from host to host, without passing here: into a part file beside its target, which
 * gets its name when it is whole. What the hosts cannot do goes through this computer.
 */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { notRegular } from '@domain/transfers/left-out'
import { partName } from '@domain/transfers/part-name'
import { pause } from '../../broadcast'
import type { CopyContext, CopyFile, FileOutcome, FileTask } from '../copy-file'
import { letGo } from '../let-go'
import { createSlots } from '../slots'
import { changedAtSource, keptMode } from '../source-state'
import type { CopyWorker } from './copy-worker'

/** Between two looks how far a copy is. Milliseconds. */
const lookMs = 500
/** Copies on the way at once. sshd's MaxSessions is 10, and the disk is the same for all. */
const atOnce = 6

export interface CopyThereParts {
  readonly from: FileSystem
  readonly to: FileSystem
  readonly worker: CopyWorker
  /** What the worker is told for a source and a part file. */
  words(source: string, part: string): [source: string, target: string]
  /** The command keeps mode and time by itself. */
  readonly keepsAttributes: boolean
  /** Through this computer. */
  readonly here: CopyFile
  newId(): string
}

export function createCopyThere(parts: CopyThereParts): CopyFile {
  const slots = createSlots(atOnce)
  return async (task, context) => {
    // What is there already is only kept by the copy that goes through here.
    if (task.resumeFrom !== undefined) return { ...(await parts.here(task, context)), throughHere: true }
    const release = await slots.take(context.signal)
    try {
      const { partial: _gone, ...fresh } = task
      const outcome = await copyOne(parts, task, context)
      return outcome ?? { ...(await parts.here(fresh, context)), throughHere: true }
    } finally {
      release()
    }
  }
}

/** undefined: the hosts could not do it, and nothing of it is left. */
async function copyOne(parts: CopyThereParts, task: FileTask, context: CopyContext): Promise<FileOutcome | undefined> {
  const { from, to } = parts
  const { signal } = context
  const before = await from.stat(task.source, signal)
  if (before.type !== 'file') throw notRegular(task.source)
  if (task.partial) await letGo(to.removeFile(task.partial.part))
  const part = joinPath(parentPath(task.target), partName(baseName(task.target), parts.newId()))
  context.began?.(part, before.stamp)
  try {
    if (!(await fillPart(parts, task.source, part, before.size, context))) {
      await letGo(to.removeFile(part))
      return undefined
    }
    const after = await from.stat(task.source, signal)
    if (after.stamp !== before.stamp) throw changedAtSource(task.source)
    if (!parts.keepsAttributes)
      await to.setAttributes(part, { mode: keptMode(to, before.mode), mtime: before.mtime }, signal)
    const how = task.how === 'replace' ? await to.replace(part, task.target) : 'atomic'
    if (task.how === 'new') await to.rename(part, task.target, signal)
    const { size: bytes, mtime } = before
    return { bytes, mtime, resumedBytes: 0, gap: how === 'gap', restarted: null, checksum: null }
  } catch (thrown) {
    // A copy there cannot be gone on with, so its part is of no use.
    await letGo(to.removeFile(part))
    throw thrown
  }
}

/** True when the part has the size of the source. Rejects when there is no room for it. */
async function fillPart(
  { worker, words, to }: CopyThereParts,
  source: string,
  part: string,
  size: number,
  context: CopyContext
): Promise<boolean> {
  const done = new AbortController()
  const progress = watchSize(to, part, context, done.signal)
  const { code, said } = await worker.copy(...words(source, part), context.signal).finally(() => done.abort())
  const told = await progress
  if (code !== 0) {
    refuseFull(said, part, to)
    return false
  }
  const arrived = await sizeOf(to, part, context.signal)
  if (arrived !== size) return false
  context.sent(Math.max(0, size - told))
  return true
}

/** Tells what has arrived; resolves to how much was told. Never rejects: when the copy fails nobody waits for it. */
async function watchSize(to: FileSystem, part: string, context: CopyContext, done: AbortSignal): Promise<number> {
  let told = 0
  while (true) {
    await pause(lookMs, AbortSignal.any([done, context.signal]))
    if (done.aborted || context.signal.aborted) return told
    const size = await sizeOf(to, part, context.signal).catch(() => told)
    if (size > told) {
      context.sent(size - told)
      told = size
    }
  }
}

async function sizeOf(to: FileSystem, part: string, signal: AbortSignal): Promise<number> {
  try {
    return (await to.lstat(part, signal)).size
  } catch {
    signal.throwIfAborted()
    return 0
  }
}

/** What going through this computer would not change. The words are those of the C locale. */
function refuseFull(said: string, part: string, to: FileSystem): void {
  const folder = displayName(parentPath(part))
  if (/No space left on device/.test(said)) throw new Failure('disk-full', `${folder} (${to.label}) is full.`)
  if (/Disk quota exceeded/.test(said)) throw new Failure('quota', `Your quota at ${folder} (${to.label}) is used up.`)
}
