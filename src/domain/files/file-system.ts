/**
 * The port through which the rules reach files, wherever they are: this computer, or a site over SFTP. Paths are
 * absolute lossless strings with `/` between names (also on Windows). Every error is a `Failure` that names the path.
 */
import type { Entry, UnfinishedUpload } from '@contract/files'
import type { ByteRange } from '../transfers/byte-ranges'
import type { ManyFiles } from './many-files'

export interface FileInfo {
  readonly type: Entry['type']
  /** Bytes. */
  readonly size: number
  /** Whole seconds since 1970, UTC: all that SFTP version 3 can carry. */
  readonly mtime: number
  /** Permission bits 0o7777. */
  readonly mode: number
  /** Name, else the number, else empty. */
  readonly owner: string
  readonly group: string
  /** Differs when size or time differ, as finely as this place can tell. */
  readonly stamp: string
  /** `mtime` is when it was stored there (the listing of a bucket knows no more); `stat` knows the file's own time. */
  readonly storedTime?: true
}

export interface NamedFileInfo extends FileInfo {
  readonly name: string
}

export interface AttributeWish {
  /** Permission bits 0o7777. */
  readonly mode?: number
  /** Whole seconds since 1970, UTC. */
  readonly mtime?: number
  /** Cuts the file to so many bytes. */
  readonly size?: number
}

export interface ReadHandle {
  info(signal?: AbortSignal): Promise<FileInfo>
  /** At most `length` bytes; fewer are possible, none only at the end. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>
  close(): Promise<void>
}

export interface WriteHandle {
  write(offset: number, data: Uint8Array, signal?: AbortSignal): Promise<void>
  setAttributes(wish: AttributeWish, signal?: AbortSignal): Promise<void>
  /**
   * The last attributes and the close, in one round trip where the place can. Only then is a bucket's file there. `flush`:
   * its bytes are on the disk when it resolves, where the place can say so; this may take as long as the disk needs.
   */
  finish(wish: AttributeWish, signal?: AbortSignal, flush?: boolean): Promise<void>
  /** Without `finish`: given up, and what was written stays for a later `existing`. Does nothing after it. */
  close(): Promise<void>
  /** Places with `wholeFilesOnly`: instead of `close`, throws away what was written. Elsewhere the file is removed. */
  discard?(): Promise<void>
  /** Places with `wholeFilesOnly`: names what is being written, for `WriteOptions.upload`; unset while that is nothing. */
  readonly upload?: string
  /** Places with `wholeFilesOnly`: what is stored there of an earlier attempt. This is the truth, a journal only hints. */
  readonly stored?: readonly ByteRange[]
}

/** A whole file that was read at once, and what it was before and after. */
export interface SmallRead {
  readonly before: FileInfo
  readonly data: Uint8Array
  readonly after: FileInfo
}

/** `new` fails with `exists` where there is one; `existing` keeps what is there. */
export interface WriteOptions {
  readonly how: 'new' | 'existing'
  /** Permission bits of a new file; unset: what the place gives. */
  readonly mode?: number
  /**
   * What the file will have at the end (`size` in all), as far as it is known. Places with `wholeFilesOnly` must be told
   * before the first byte; others need not look at it.
   */
  readonly final?: AttributeWish
  /** Places with `wholeFilesOnly`: `new` takes the place of what has the name, at `finish`, instead of `exists`. */
  readonly replaces?: boolean
  /** Places with `wholeFilesOnly`: which unfinished one `existing` goes on with; `not-found` when it is gone. */
  readonly upload?: string
}

export interface SpaceInfo {
  /** What an ordinary user may still write, and the whole volume. Bytes; null where the place does not say. */
  readonly freeBytes: number | null
  readonly totalBytes: number | null
}

export interface FileSystem {
  /** For messages: `this computer`, or the site's name. */
  readonly label: string
  readonly kind: 'local' | 'site' | 's3'
  /** A file shows under its name only when it is whole (buckets), so that a copy needs no part file. */
  readonly wholeFilesOnly: boolean
  /** Names follow the rules of Windows. */
  readonly windowsNames: boolean
  /** False once the link to it is lost; then every call fails. */
  readonly connected: boolean
  /** Most bytes worth reading and writing in one request. */
  readonly chunkBytes: number
  /** The home, absolute. */
  readonly home: string
  /** Absolute form without asking anybody: `~`, `~/x` and relative ones start at home, `.` and `..` are worked out. */
  absolute(path: string): string
  /** Absolute form with all links worked out. */
  realPath(path: string, signal?: AbortSignal): Promise<string>
  /** Follows links. */
  stat(path: string, signal?: AbortSignal): Promise<FileInfo>
  lstat(path: string, signal?: AbortSignal): Promise<FileInfo>
  /** Owner and group as names where `info` has numbers; never fails. */
  ownerNames(info: FileInfo, signal?: AbortSignal): Promise<{ owner: string; group: string }>
  /** Batches as they come, `.` and `..` left out; links not followed. `not-a-directory` for anything else. */
  readDirectory(path: string, signal?: AbortSignal): AsyncIterable<NamedFileInfo[]>
  /** `exists` where anything has that name. */
  makeDirectory(path: string, mode?: number, signal?: AbortSignal): Promise<void>
  removeFile(path: string, signal?: AbortSignal): Promise<void>
  removeDirectory(path: string, signal?: AbortSignal): Promise<void>
  /** Never replaces: `exists`. */
  rename(from: string, to: string, signal?: AbortSignal): Promise<void>
  /** Replaces a file or link. `gap`: the server cannot do it in one step, so for a moment there was neither. */
  replace(from: string, to: string, signal?: AbortSignal): Promise<'atomic' | 'gap'>
  readLink(path: string, signal?: AbortSignal): Promise<string>
  makeLink(target: string, path: string, signal?: AbortSignal): Promise<void>
  setAttributes(path: string, wish: AttributeWish, signal?: AbortSignal): Promise<void>
  openRead(path: string, signal?: AbortSignal): Promise<ReadHandle>
  openWrite(path: string, options: WriteOptions, signal?: AbortSignal): Promise<WriteHandle>
  /** A file of at most `most` bytes in as few round trips as the place allows; undefined when it is longer. */
  readSmall(path: string, most: number, signal?: AbortSignal): Promise<SmallRead | undefined>
  /** A new file (`exists`) of at most `chunkBytes`, whole and with its attributes when it resolves. */
  writeSmall(
    path: string,
    data: Uint8Array,
    wish: AttributeWish & { readonly mode: number },
    signal?: AbortSignal
  ): Promise<void>
  /**
   * Adds to the end of a file in one piece, also while others do; makes it with `mode` where there is none. At most
   * `chunkBytes`; `unsupported` in buckets.
   */
  append(path: string, data: Uint8Array, mode: number, signal?: AbortSignal): Promise<void>
  /** Small files by the thousand; unset: this place knows no better way than one by one. */
  readonly many?: ManyFiles
  space(path: string, signal?: AbortSignal): Promise<SpaceInfo>
  /** SHA-256 of the first `bytes` bytes in hex; null where that cannot be had. */
  sha256(path: string, bytes: number, signal?: AbortSignal): Promise<string | null>
}

/** One that is one's own: close it. */
export interface OwnFileSystem extends FileSystem {
  close(): void
}

/** What the store itself knows of an object's content. */
export interface StoredChecksum {
  /** `sha256`, `sha1`, `crc32`, `crc32c`, `crc64nvme`, `md5`; `sha256-parts-BYTES`: SHA-256 over those of the parts. */
  readonly algorithm: string
  readonly hex: string
}

/** For how long (seconds) somebody without a key may write, and the tags that each object then carries. */
export interface SignedPutWish {
  readonly seconds: number
  readonly tags: Readonly<Record<string, string>>
}

/** Secrets: who has them may write these objects. */
export interface SignedPuts {
  /** In the order in which they were asked. */
  readonly urls: readonly string[]
  /** `Name: value`; each request has to carry it. */
  readonly header: string
  /** Of the bucket. */
  readonly region: string
  /** They hold no longer: the wish, the store's own limit, or the end of the sign-in. */
  readonly until: Date
}

/** The buckets of one account. */
export interface BucketFileSystem extends FileSystem {
  /** The same, but its listings have each file's own time and mode, as `stat` does, at the cost of a question for each. */
  readonly exact: FileSystem
  /** Null where the store keeps none that can be computed elsewhere; no byte of the object is moved. */
  storedChecksum(path: string, signal?: AbortSignal): Promise<StoredChecksum | null>
  /** Below a bucket or a folder in it. */
  unfinishedUploads(path: string, signal?: AbortSignal): Promise<UnfinishedUpload[]>
  abortUpload(path: string, uploadId: string, signal?: AbortSignal): Promise<void>
  /** Addresses for a PUT of each of these objects, all of one bucket. */
  presignPuts(paths: readonly string[], wish: SignedPutWish, signal?: AbortSignal): Promise<SignedPuts>
}

/** All places the program knows. */
export interface FileSystems {
  readonly local: FileSystem
  /** Over the channel that browsing shares; connects when needed. `automatic` as for `openSite`. */
  site(site: string, signal: AbortSignal | undefined, options?: { automatic?: boolean }): Promise<FileSystem>
  /**
   * For much work: as many channels of its own as help, and more connections where they need no prompt. What it has in
   * flight is held to what the path carries, so that a shell on the same connection stays quick. `automatic`: nobody
   * just asked for this, so it raises no prompt (`answer-needed`).
   */
  openSite(site: string, signal: AbortSignal | undefined, options?: { automatic?: boolean }): Promise<OwnFileSystem>
  /** A bucket account: paths are `/BUCKET/NAMES` (domain/files/bucket-path). `profile` of ~/.aws; unset as the AWS tools choose. */
  s3(profile: string | undefined): Promise<BucketFileSystem>
}
