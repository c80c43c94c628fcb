/** One entry of the archive comes to stand where it belongs, as a transfer writes it: whole or not at all, and proven. */
import { createHash } from 'node:crypto'
import { displayName } from '@domain/bytes-name'
import type { ReadArchive, TarEntry } from '@domain/cloud/results/tar-entries'
import { Failure } from '@domain/failure'
import type { FileSystem, WriteHandle } from '@domain/files/file-system'
import { lstatIfThere, makeFolders } from '@domain/files/make-folders'
import { joinPath, parentPath } from '@domain/files/path'
import { partPath } from '@domain/transfers/part-name'

export interface OutputTarget {
  readonly files: FileSystem
  /** Absolute. */
  readonly path: string
  /** Where what the user named begins: links above it are his own. */
  readonly top: string
  /** `top` itself came as a link once. */
  readonly topIsOurs: boolean
}

export interface EntryCopy {
  readonly entry: TarEntry
  readonly read: ReadArchive
  /** SHA-256 in hex, of the machine's list. */
  readonly sha256: string | undefined
  /** Names the part file: the same for each try. */
  readonly partId: string
  readonly signal: AbortSignal
  arrived(bytes: number): void
}

export async function writeOutput(target: OutputTarget, copy: EntryCopy): Promise<void> {
  const { files, path } = target
  const { entry, signal } = copy
  await requireNoLink(target, entry, signal)
  if (entry.type === 'directory') return makeFolders(files, path, signal)
  await makeFolders(files, parentPath(path), signal)
  if (entry.type === 'file') return writeFile(target, copy)
  // A bucket holds no links; a transfer leaves them out, too.
  if (entry.type !== 'link' || files.kind === 's3') return
  await removeIfThere(files, path, signal)
  await files.makeLink(entry.target, path, signal)
}

/**
 * A link that a machine wrote must not lead what follows out of where it belongs: it is looked for where it would be
 * followed, since it may have come in an earlier try, or have the name in other letters on a disk that takes both for one.
 */
async function requireNoLink({ files, path, top, topIsOurs }: OutputTarget, entry: TarEntry, signal: AbortSignal) {
  if (files.kind === 's3') return
  const folders = [top]
  if (path !== top)
    for (const name of path.slice(top.length).split('/').filter(Boolean))
      folders.push(joinPath(folders.at(-1) ?? top, name))
  for (const folder of folders) {
    if ((folder === top && !topIsOurs) || (folder === path && entry.type !== 'directory')) continue
    const there = await lstatIfThere(files, folder, signal)
    if (there === undefined) return
    if (there.type === 'link')
      throw new Failure('conflict', `${displayName(path)} is not written: ${displayName(folder)} is a link.`, {
        hint: 'Nothing more was written, nothing was deleted. Look where it leads; move it away and fetch again.'
      })
  }
}

async function writeFile({ files, path }: OutputTarget, copy: EntryCopy): Promise<void> {
  const { entry, signal, partId } = copy
  // As copies do: this computer gets no set-id bits of a machine that somebody else may have written to.
  const mode = entry.mode & (files.kind === 'local' ? 0o777 : 0o7777)
  const wish = { mode, mtime: entry.mtime }
  const part = files.wholeFilesOnly ? path : partPath(path, partId)
  if (!files.wholeFilesOnly) await removeIfThere(files, part, signal)
  const final = { ...wish, size: entry.size }
  const writer = await files.openWrite(part, { how: 'new', mode: 0o600, final, replaces: true }, signal)
  try {
    await fill(writer, files.chunkBytes, copy)
    await writer.finish(wish, signal, true)
  } catch (thrown) {
    await (writer.discard?.() ?? dropped(files, writer, part)).catch(() => undefined)
    throw thrown
  }
  if (!files.wholeFilesOnly) await files.replace(part, path, signal)
}

/** The bytes, and their proof before the file has its name. */
async function fill(writer: WriteHandle, chunkBytes: number, copy: EntryCopy): Promise<void> {
  const { entry, read, sha256, signal, arrived } = copy
  const hash = createHash('sha256')
  for (let at = 0; at < entry.size; ) {
    signal.throwIfAborted()
    const piece = await read(entry.start + at, Math.min(chunkBytes, entry.size - at))
    hash.update(piece)
    await writer.write(at, piece, signal)
    at += piece.length
    arrived(piece.length)
  }
  if (hash.digest('hex') === sha256) return
  throw new Failure('mismatch', `${displayName(entry.name)} is not what it was on the machine.`, {
    hint: 'Nothing was deleted in the bucket. Fetch again; if that stays so, look at the bucket.'
  })
}

async function dropped(files: FileSystem, writer: WriteHandle, part: string): Promise<void> {
  await writer.close()
  await files.removeFile(part)
}

async function removeIfThere(files: FileSystem, path: string, signal: AbortSignal): Promise<void> {
  const there = await lstatIfThere(files, path, signal)
  if (there && there.type !== 'directory') await files.removeFile(path, signal)
}
