/**
 * One file from one place to the other, so that its final name only ever shows the whole file: written under a part
 * name beside it, renamed at the end. Small files go at once; of large ones every confirmed range is told, so that they
 * can go on after whatever happens.
 */
import { Failure } from '@domain/failure'
import type { AttributeWish, FileInfo, FileSystem, ReadHandle } from '@domain/files/file-system'
import { type ByteRange, missingRanges, rangesLength } from '@domain/transfers/byte-ranges'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { notRegular } from '@domain/transfers/left-out'
import { copyBytes, type Throttle } from './copy-bytes'
import { copySmall } from './copy-small'
import { letGo } from './let-go'
import type { Slots } from './slots'
import { changedAtSource, keptMode } from './source-state'
import { openStage, type Stage } from './stage'
import { createOrderedHasher, type OrderedHasher } from './verify/ordered-hasher'

export { letGo } from './let-go'

export interface FileTask {
  readonly source: string
  readonly target: string
  /** `new` fails with `exists` where the name is taken. */
  readonly how: 'new' | 'replace'
  /** Bytes, as the listing said: spares large files the try to read them at once. */
  readonly size?: number
  /**
   * Names the part of a small file. The same for each attempt, since a part that is there for one round trip is not
   * worth being written down: what a killed engine left is found by its name.
   */
  readonly partId?: string
  /** What an earlier attempt left at the destination, from the journal. */
  readonly partial?: PartialCopy
  /**
   * What has the name and may be the beginning of `source`; only trusted when their checksums agree. With `partial`: what
   * had the name, and is that part now (see `Stage`).
   */
  readonly resumeFrom?: OldFile
}

/** A file that was at the destination before. Bytes; whole seconds since 1970, UTC. */
export type OldFile = Pick<FileInfo, 'size' | 'mtime'>

/** A part file of an earlier attempt. It is used only if the source is still in the state it was in then. */
export interface PartialCopy {
  /** Its path; of a bucket's unfinished upload the id. */
  readonly part: string
  /** `FileInfo.stamp` of the source when the part was begun. */
  readonly stamp: string
  /** What the destination confirmed. */
  readonly confirmed: readonly ByteRange[]
}

export interface FileOutcome {
  /** Size of the file. */
  readonly bytes: number
  /** Modification time of the source that was copied. Whole seconds since 1970, UTC. */
  readonly mtime: number
  /** Of these, what was there already. */
  readonly resumedBytes: number
  /** The server replaces in two steps only: for a moment neither file had the name. */
  readonly gap: boolean
  /** The part of an earlier attempt could not be used, so the file was copied from its beginning. */
  readonly restarted: 'changed-at-source' | 'part-gone' | null
  /** The hosts could not copy it by themselves, as was planned: its bytes went through this computer. */
  readonly throughHere?: true
  /** Of the bytes as they were read at the source end, when one was asked for. */
  readonly checksum: { algorithm: ChecksumAlgorithm; hex: string } | null
}

/** What one copy tells while it goes on. */
export interface CopyContext {
  readonly signal: AbortSignal
  /** With the bytes of each chunk that arrived. */
  sent(bytes: number): void
  /**
   * A part file of this name is begun for the source in this state: before its first byte. Not for small files. `kept`:
   * it is what had the name, of which so many bytes are the beginning of the source.
   */
  began?(part: string, stamp: string, kept?: number): void
  /** These bytes are confirmed by the destination. */
  confirmed?(range: ByteRange): void
  /** True: what failed can go on later (pause, lost link), so the part file stays. Unset: it is removed. */
  keepPart?(thrown: unknown): boolean
  /** The bytes of a large file are to be on the disk before it has its name: a power cut then leaves no empty one. */
  readonly flush?: boolean
  /** Algorithm of the wanted checksum. */
  readonly checksum?: ChecksumAlgorithm
  /** Asked before each chunk and small file. */
  readonly throttle?: Throttle
}

export type CopyFile = (task: FileTask, context: CopyContext) => Promise<FileOutcome>

export interface CopyFileParts {
  readonly from: FileSystem
  readonly to: FileSystem
  readonly requests: Slots
  /** Short, for part names. */
  newId(): string
}

export function createCopyFile(parts: CopyFileParts): CopyFile {
  return async (task, context) => {
    const small = await copySmall(parts, task, context)
    if (small) return small
    const reader = await parts.from.openRead(task.source, context.signal)
    try {
      const before = await reader.info(context.signal)
      if (before.type !== 'file') throw notRegular(task.source)
      const kept = await resumable(parts, task, before, context.signal)
      return await copyStaged({ parts, context, task, reader, before }, kept)
    } finally {
      await letGo(reader.close())
    }
  }
}

interface OpenCopy {
  readonly parts: CopyFileParts
  readonly context: CopyContext
  readonly task: FileTask
  readonly reader: ReadHandle
  readonly before: FileInfo
}

/** How many bytes at the target are proven to be the beginning of the source. */
async function resumable(
  { from, to }: CopyFileParts,
  { source, target, resumeFrom, partial }: FileTask,
  before: FileInfo,
  signal: AbortSignal
): Promise<number> {
  const bytes = resumeFrom?.size ?? 0
  if (partial || bytes === 0 || bytes > before.size) return 0
  const [here, there] = await Promise.all([from.sha256(source, bytes, signal), to.sha256(target, bytes, signal)])
  return here !== null && here === there ? bytes : 0
}

const wishOf = ({ parts, before }: OpenCopy): AttributeWish => ({
  mode: keptMode(parts.to, before.mode),
  mtime: before.mtime
})

/** `kept`: so many bytes of what has the name are gone on with. */
async function copyStaged(copy: OpenCopy, kept: number): Promise<FileOutcome> {
  const { parts, context, task, before } = copy
  const { signal } = context
  const stage = await openStage({
    ...{ to: parts.to, task, before, kept, signal, newId: parts.newId },
    final: { ...wishOf(copy), size: before.size },
    beginning: part => context.began?.(part, before.stamp, kept)
  })
  const hasher = startHasher(copy)
  try {
    const { confirmed } = stage
    await Promise.all([
      fill(copy, stage.writer, missingRanges(confirmed, before.size), { stage, hasher }),
      rehash(copy, confirmed, hasher)
    ])
    await refuseChanged(copy)
    const checksum = await finishHasher(copy, hasher)
    const how = await stage.commit(wishOf(copy), signal, context.flush)
    const resumedBytes = rangesLength(confirmed)
    return {
      bytes: before.size,
      mtime: before.mtime,
      resumedBytes,
      gap: how === 'gap',
      restarted: stage.restarted,
      checksum
    }
  } catch (thrown) {
    await stage.leave(Failure.from(thrown).code !== 'changed-at-source' && context.keepPart?.(thrown) === true)
    throw thrown
  } finally {
    hasher?.close()
  }
}

async function fill(
  { parts, context, reader, before }: OpenCopy,
  writer: ByteCopyWriter,
  ranges: readonly ByteRange[],
  { stage, hasher }: { stage?: Stage; hasher: OrderedHasher | undefined }
): Promise<void> {
  const { from, to, requests } = parts
  const aligned = to.wholeFilesOnly
  // An upload gets its id with its first bytes.
  let told = false
  await copyBytes({
    ...{ reader, writer, ranges, aligned, requests, hasher },
    ...{ signal: context.signal, throttle: context.throttle },
    chunkBytes: aligned ? to.chunkBytes : Math.min(from.chunkBytes, to.chunkBytes),
    readBytes: from.chunkBytes,
    arrived(range) {
      if (!told && stage?.newUpload !== undefined) {
        told = true
        context.began?.(stage.newUpload, before.stamp)
      }
      context.confirmed?.(range)
      context.sent(range[1] - range[0])
    }
  })
}

type ByteCopyWriter = Stage['writer']

/** Throws when the source is not what it was before its first byte was read. */
async function refuseChanged({ reader, before, task, context }: OpenCopy): Promise<void> {
  const after = await reader.info(context.signal)
  if (after.stamp !== before.stamp) throw changedAtSource(task.source)
}

function startHasher({ before, context }: OpenCopy): OrderedHasher | undefined {
  return context.checksum === undefined ? undefined : createOrderedHasher(context.checksum, before.size)
}

async function finishHasher(
  { context }: OpenCopy,
  hasher: OrderedHasher | undefined
): Promise<FileOutcome['checksum']> {
  if (!hasher || context.checksum === undefined) return null
  return { algorithm: context.checksum, hex: await hasher.digest() }
}

/** What was there already is read once more for the checksum: at the source, whose bytes it is to vouch for. */
async function rehash(
  { parts, reader, context }: OpenCopy,
  ranges: readonly ByteRange[],
  hasher: OrderedHasher | undefined
): Promise<void> {
  if (!hasher) return
  for (const [from, end] of ranges)
    for (let at = from; at < end; ) {
      const data = await reader.read(at, Math.min(parts.from.chunkBytes, end - at), context.signal)
      if (data.length === 0) return
      await hasher.add(at, data)
      at += data.length
    }
}
