/**
 * Where the bytes of a file wait until it is whole: a part file beside the target, or a bucket's unfinished upload. One
 * of an earlier attempt is gone on with, or thrown away when it cannot be. A file that is gone on with by rule becomes
 * the part itself, as bytes arrive in any order and its name must never show a file with holes; when the copy is given
 * up it gets its name back, as it was.
 */
import { Failure } from '@domain/failure'
import type { AttributeWish, FileInfo, FileSystem, WriteHandle } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import type { ByteRange } from '@domain/transfers/byte-ranges'
import { partName } from '@domain/transfers/part-name'
import { orAborted } from '../ssh/errors'
import type { FileOutcome, FileTask, OldFile } from './copy-file'
import { letGo } from './let-go'

export interface Stage {
  readonly writer: WriteHandle
  /** What is there already. */
  readonly confirmed: readonly ByteRange[]
  readonly restarted: FileOutcome['restarted']
  /** An upload that the journal does not know yet: its id, as soon as it has one. */
  readonly newUpload: string | undefined
  /** Gives it its attributes and its final name. `gap`: see `FileSystem.replace`. */
  commit(wish: AttributeWish, signal: AbortSignal, flush?: boolean): Promise<'atomic' | 'gap'>
  /** The copy failed. `keep`: it can be gone on with later. Never rejects. */
  leave(keep: boolean): Promise<void>
}

export interface StageWish {
  readonly to: FileSystem
  readonly task: FileTask
  /** The source, before the first byte is read. */
  readonly before: FileInfo
  /** So many bytes of what has the name are the beginning of the source, and to be gone on with; 0: none. */
  readonly kept: number
  readonly final: AttributeWish
  readonly signal: AbortSignal
  newId(): string
  /** Before a part file is made. */
  beginning(part: string): void
}

export function openStage(wish: StageWish): Promise<Stage> {
  return wish.to.wholeFilesOnly ? openUpload(wish) : openPart(wish)
}

/** True when what an earlier attempt left was begun for the very same source. */
const fits = ({ task, before }: StageWish): boolean => task.partial?.stamp === before.stamp

async function openPart(wish: StageWish): Promise<Stage> {
  const { to, task, signal, kept } = wish
  const { partial } = task
  let restarted: FileOutcome['restarted'] = null
  if (partial && fits(wish)) {
    const writer = await reopenPart(to, partial.part, partial.confirmed, signal)
    if (writer) return partStage(wish, writer, partial.part, partial.confirmed, null)
    restarted = 'part-gone'
  } else if (partial) restarted = 'changed-at-source'
  if (partial) await letGo(dropPart(to, task, partial.part))
  const part = joinPath(parentPath(task.target), partName(baseName(task.target), wish.newId()))
  wish.beginning(part)
  if (kept > 0) return partStage(wish, await makePartOf(to, task, part, signal), part, [[0, kept]], restarted)
  return partStage(wish, await makePart(to, part, signal), part, [], restarted)
}

/** What has the name becomes the part. */
async function makePartOf(to: FileSystem, task: FileTask, part: string, signal: AbortSignal): Promise<WriteHandle> {
  await to.rename(task.target, part, signal)
  try {
    return await to.openWrite(part, { how: 'existing' }, signal)
  } catch (thrown) {
    await letGo(dropPart(to, task, part))
    throw thrown
  }
}

const dropPart = (to: FileSystem, { target, resumeFrom }: FileTask, part: string): Promise<void> =>
  resumeFrom ? giveBack(to, part, target, resumeFrom) : to.removeFile(part)

/**
 * A part that was made of what had the name has that name again, as it was: without its own time where that may not be
 * set (a file of somebody else). `exists` when another took it meanwhile.
 */
export async function giveBack(
  to: FileSystem,
  part: string,
  target: string,
  { size, mtime }: OldFile,
  signal?: AbortSignal
): Promise<void> {
  const now = await to.lstat(part, signal)
  // One that may only be read has not become longer, and could not be cut.
  if (now.size !== size) await to.setAttributes(part, { size }, signal)
  if (now.mtime !== mtime || now.size !== size) await to.setAttributes(part, { mtime }, signal).catch(() => undefined)
  await to.rename(part, target, signal)
}

/** undefined when it is gone, or shorter than what was confirmed. */
async function reopenPart(
  to: FileSystem,
  part: string,
  confirmed: readonly ByteRange[],
  signal: AbortSignal
): Promise<WriteHandle | undefined> {
  try {
    const info = await to.lstat(part, signal)
    if (info.type !== 'file' || info.size < (confirmed.at(-1)?.[1] ?? 0)) return undefined
    return await to.openWrite(part, { how: 'existing' }, signal)
  } catch (thrown) {
    const { code } = Failure.from(thrown)
    if (code === 'not-found' || code === 'permission') return undefined
    throw thrown
  }
}

/**
 * The request itself is never given up: a part file that the server makes after we looked away would stay behind.
 * Not readable by others until it has its own mode.
 */
async function makePart(to: FileSystem, part: string, signal: AbortSignal): Promise<WriteHandle> {
  const opening = to.openWrite(part, { how: 'new', mode: 0o600 })
  try {
    return await orAborted(signal, opening)
  } catch (thrown) {
    if (signal.aborted)
      await letGo(
        opening.then(async late => {
          await late.close()
          await to.removeFile(part)
        })
      )
    throw thrown
  }
}

function partStage(
  { to, task, kept }: StageWish,
  writer: WriteHandle,
  part: string,
  confirmed: readonly ByteRange[],
  restarted: FileOutcome['restarted']
): Stage {
  const madeOf = kept > 0 || confirmed.length > 0 ? task.resumeFrom : undefined
  return {
    writer,
    confirmed,
    restarted,
    newUpload: undefined,
    async commit(wish, signal, flush) {
      await writer.finish(wish, signal, flush)
      if (task.how === 'replace') return to.replace(part, task.target)
      await to.rename(part, task.target, signal)
      return 'atomic'
    },
    async leave(keep) {
      await letGo(writer.close())
      if (keep) return
      await letGo(madeOf ? giveBack(to, part, task.target, madeOf) : to.removeFile(part))
    }
  }
}

async function openUpload(wish: StageWish): Promise<Stage> {
  const { task, to, signal, final } = wish
  const { partial } = task
  const replaces = task.how === 'replace'
  let restarted: FileOutcome['restarted'] = null
  if (partial && fits(wish))
    try {
      const upload = partial.part
      const writer = await to.openWrite(task.target, { how: 'existing', final, replaces, upload }, signal)
      return uploadStage(writer, null, true)
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'not-found') throw thrown
      restarted = 'part-gone'
    }
  else if (partial) {
    restarted = 'changed-at-source'
    await letGo(discardUpload(to, task.target, partial.part))
  }
  return uploadStage(await to.openWrite(task.target, { how: 'new', final, replaces }, signal), restarted, false)
}

/** What an unfinished upload has stored costs money until it is ended. */
async function discardUpload(to: FileSystem, target: string, upload: string): Promise<void> {
  const writer = await to.openWrite(target, { how: 'existing', upload })
  await (writer.discard?.() ?? writer.close())
}

/** What an earlier attempt left for this target goes. */
export const discardPart = (to: FileSystem, target: string, part: string): Promise<void> =>
  to.wholeFilesOnly ? discardUpload(to, target, part) : to.removeFile(part)

function uploadStage(writer: WriteHandle, restarted: FileOutcome['restarted'], known: boolean): Stage {
  return {
    writer,
    confirmed: writer.stored ?? [],
    restarted,
    get newUpload() {
      return known ? undefined : writer.upload
    },
    async commit(wish, signal) {
      await writer.finish(wish, signal)
      return 'atomic'
    },
    leave: keep => letGo(keep || !writer.discard ? writer.close() : writer.discard())
  }
}
