/**
 * One file from one place to the other, so that its final name only ever shows the whole file: written under a part
 * name beside it, renamed at the end.
 */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem, ReadHandle, WriteHandle } from '@domain/files/file-system'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import type { ByteRange } from '@domain/transfers/byte-ranges'
import { partName } from '@domain/transfers/part-name'
import { pause } from '../broadcast'
import { orAborted } from '../ssh/errors'
import { copyBytes } from './copy-bytes'
import type { Slots } from './slots'

export interface FileTask {
  readonly source: string
  readonly target: string
  /** `new` fails with `exists` where the name is taken. */
  readonly how: 'new' | 'replace'
  /** What an earlier attempt left at the destination, from the journal. */
  readonly partial?: PartialCopy
  /** Bytes of `target` that may be the beginning of `source`; only trusted when their checksums agree. */
  readonly resumeFrom?: number
}

/** A part file of an earlier attempt. It is used only if the source is still in the state it was in then. */
export interface PartialCopy {
  readonly part: string
  /** `FileInfo.stamp` of the source when the part was begun. */
  readonly stamp: string
  /** What the destination confirmed. */
  readonly confirmed: readonly ByteRange[]
}

export interface FileOutcome {
  /** Size of the file. */
  readonly bytes: number
  /** Of these, what was there already. */
  readonly resumedBytes: number
  /** The server replaces in two steps only: for a moment neither file had the name. */
  readonly gap: boolean
  /** The part of an earlier attempt could not be used, so the file was copied from its beginning. */
  readonly restarted: 'changed-at-source' | 'part-gone' | null
  /** Of the bytes as they were read at the source end, when one was asked for. */
  readonly checksum: { algorithm: string; hex: string } | null
}

/** What one copy tells while it goes on. */
export interface CopyContext {
  readonly signal: AbortSignal
  /** With the bytes of each chunk that arrived. */
  sent(bytes: number): void
  /** A part file of this name was begun for the source in this state: before its first byte. Not for small files. */
  began?(part: string, stamp: string): void
  /** These bytes are confirmed by the destination. */
  confirmed?(range: ByteRange): void
  /** True: what failed can go on later (pause, lost link), so the part file stays. Unset: it is removed. */
  keepPart?(thrown: unknown): boolean
  /** Algorithm of the wanted checksum (`sha256`, `xxh128`, `blake3`). */
  readonly checksum?: string
}

export type CopyFile = (task: FileTask, context: CopyContext) => Promise<FileOutcome>

export interface CopyFileParts {
  readonly from: FileSystem
  readonly to: FileSystem
  readonly requests: Slots
  /** Short, for part names. */
  newId(): string
}

/** How long cleaning up may take before a copy that failed or was cancelled is let go. Milliseconds. */
const cleanupMs = 3000

/** Bits a copy keeps. What a server marks set-user-id is not made so on this computer, as with sftp(1). */
const keptMode = (to: FileSystem, mode: number): number => mode & (to.kind === 'local' ? 0o777 : 0o7777)

export function createCopyFile(parts: CopyFileParts): CopyFile {
  return async (task, context) => {
    const reader = await parts.from.openRead(task.source, context.signal)
    try {
      const before = await reader.info(context.signal)
      if (before.type !== 'file')
        throw new Failure('unsupported', `${displayName(task.source)} is not a regular file.`, {
          hint: 'Devices, sockets and pipes are not copied.'
        })
      const resumed = await resumable(parts, task, before, context.signal)
      const copy = { ...parts, ...context, task, reader, before, resumed }
      return resumed > 0 ? await appendInPlace(copy) : await copyToPart(copy)
    } finally {
      await letGo(reader.close())
    }
  }
}

interface OpenCopy extends CopyFileParts {
  readonly task: FileTask
  readonly reader: ReadHandle
  readonly before: FileInfo
  readonly resumed: number
  readonly signal: AbortSignal
  sent(bytes: number): void
}

/** How many bytes at the target are proven to be the beginning of the source. */
async function resumable(
  { from, to }: CopyFileParts,
  { source, target, resumeFrom = 0 }: FileTask,
  before: FileInfo,
  signal: AbortSignal
): Promise<number> {
  if (resumeFrom === 0 || resumeFrom > before.size) return 0
  const [here, there] = await Promise.all([
    from.sha256(source, resumeFrom, signal),
    to.sha256(target, resumeFrom, signal)
  ])
  return here !== null && here === there ? resumeFrom : 0
}

async function copyToPart(copy: OpenCopy): Promise<FileOutcome> {
  const { to, task, signal } = copy
  const part = joinPath(parentPath(task.target), partName(baseName(task.target), copy.newId()))
  const writer = await openPart(to, part, signal)
  try {
    await fill(copy, writer)
    await writer.close()
    const how = task.how === 'new' ? await to.rename(part, task.target, signal) : await to.replace(part, task.target)
    return { bytes: copy.before.size, resumedBytes: 0, gap: how === 'gap', restarted: null, checksum: null }
  } catch (thrown) {
    await letGo(writer.close())
    await letGo(to.removeFile(part))
    throw thrown
  }
}

/** What is there already stays under its name; after a failure it has the length it had before. */
async function appendInPlace(copy: OpenCopy): Promise<FileOutcome> {
  const { to, task, resumed } = copy
  const writer = await to.openWrite(task.target, { how: 'existing' }, copy.signal)
  try {
    await fill(copy, writer)
    await writer.close()
    return { bytes: copy.before.size, resumedBytes: resumed, gap: false, restarted: null, checksum: null }
  } catch (thrown) {
    await letGo(writer.setAttributes({ size: resumed }))
    await letGo(writer.close())
    throw thrown
  }
}

/** Bytes, then a look whether the source stayed what it was, then mode and time. */
async function fill({ task, reader, before, resumed, ...copy }: OpenCopy, writer: WriteHandle): Promise<void> {
  const { from, to, signal } = copy
  const chunkBytes = Math.min(from.chunkBytes, to.chunkBytes)
  await copyBytes({ ...copy, reader, writer, from: resumed, end: before.size, chunkBytes })
  const after = await reader.info(signal)
  if (after.stamp !== before.stamp)
    throw new Failure('changed-at-source', `${displayName(task.source)} changed while it was copied.`, {
      hint: 'Copy it again when nothing writes to it.'
    })
  await writer.setAttributes({ mode: keptMode(to, before.mode), mtime: before.mtime }, signal)
}

/**
 * The request itself is never given up: a part file that the server makes after we looked away would stay behind.
 * Not readable by others until it has its own mode.
 */
async function openPart(to: FileSystem, part: string, signal: AbortSignal): Promise<WriteHandle> {
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

/** Cleaning up has a limit and no errors: the one that matters is already on its way. */
export async function letGo(work: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  await Promise.race([work.catch(() => undefined), pause(cleanupMs, done.signal)])
  done.abort()
}
