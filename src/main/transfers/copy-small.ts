/** A small file at once: read whole, written whole under its part name, renamed. Its steps cost no more than needed. */
import type { FileSystem, SmallRead } from '@domain/files/file-system'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { notRegular } from '@domain/transfers/left-out'
import { partPath } from '@domain/transfers/part-name'
import type { CopyContext, CopyFileParts, FileOutcome, FileTask } from './copy-file'
import { lightBytes } from './files-at-once'
import { letGo } from './let-go'
import { changedAtSource, keptMode } from './source-state'
import { createOrderedHasher } from './verify/ordered-hasher'

/** undefined: it is too large for this, or an earlier attempt is to be gone on with. */
export async function copySmall(
  parts: CopyFileParts,
  task: FileTask,
  context: CopyContext
): Promise<FileOutcome | undefined> {
  const most = Math.min(parts.from.chunkBytes, parts.to.chunkBytes)
  if (task.partial || task.resumeFrom || (task.size ?? 0) > most) return undefined
  const release = (task.size ?? most) > lightBytes ? await parts.requests.take(context.signal) : undefined
  try {
    return await copyWhole(parts, task, context, most)
  } finally {
    release?.()
  }
}

async function copyWhole(
  parts: CopyFileParts,
  task: FileTask,
  context: CopyContext,
  most: number
): Promise<FileOutcome | undefined> {
  const { from } = parts
  const { signal } = context
  const read = await from.readSmall(task.source, most, signal)
  if (!read) return undefined
  const { before, data, after } = read
  if (before.type !== 'file') throw notRegular(task.source)
  if (after.stamp !== before.stamp || data.length !== before.size) throw changedAtSource(task.source)
  await context.throttle?.take(data.length, signal)
  const [checksum, gap] = await Promise.all([hashWhole(context.checksum, data), write(parts, task, read, signal)])
  context.sent(data.length)
  return { bytes: data.length, mtime: before.mtime, resumedBytes: 0, gap, restarted: null, checksum }
}

async function write(
  { to, newId }: CopyFileParts,
  { target, how, partId }: FileTask,
  { before, data }: SmallRead,
  signal: AbortSignal
): Promise<boolean> {
  const wish = { mode: keptMode(to, before.mode), mtime: before.mtime }
  if (to.wholeFilesOnly) {
    if (how === 'new') await to.writeSmall(target, data, wish, signal)
    else await replaceWhole(to, target, data, wish, signal)
    return false
  }
  const part = partPath(target, partId ?? newId())
  await to.writeSmall(part, data, wish, signal)
  try {
    if (how === 'replace') return (await to.replace(part, target)) === 'gap'
    await to.rename(part, target, signal)
    return false
  } catch (thrown) {
    await letGo(to.removeFile(part))
    throw thrown
  }
}

async function replaceWhole(
  to: FileSystem,
  target: string,
  data: Uint8Array,
  wish: { mode: number; mtime: number },
  signal: AbortSignal
): Promise<void> {
  const final = { ...wish, size: data.length }
  const writer = await to.openWrite(target, { how: 'new', mode: wish.mode, final, replaces: true }, signal)
  try {
    if (data.length > 0) await writer.write(0, data, signal)
    await writer.finish(wish, signal)
  } catch (thrown) {
    await letGo(writer.discard?.() ?? writer.close())
    throw thrown
  }
}

/** Of a whole file; null when none is asked for. */
export async function hashWhole(
  algorithm: ChecksumAlgorithm | undefined,
  data: Uint8Array
): Promise<FileOutcome['checksum']> {
  if (algorithm === undefined) return null
  const hasher = createOrderedHasher(algorithm, data.length)
  try {
    await hasher.add(0, data)
    return { algorithm, hex: await hasher.digest() }
  } finally {
    hasher.close()
  }
}
