/** The SFTP client as others see it. Paths and names are lossless strings (domain/bytes-name). */

/** What every call takes: aborting gives the work up with `cancelled`. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** How a file is opened (draft-ietf-secsh-filexfer-02 6.3). `create-new` fails with `exists` where there is one. */
export interface OpenMode {
  readonly read?: boolean
  readonly write?: boolean
  readonly append?: boolean
  readonly create?: boolean
  readonly truncate?: boolean
  /** With `create`: fail when the name is taken. */
  readonly exclusive?: boolean
}

/** Attributes as the server gives them; what it leaves out is undefined. */
export interface FileAttributes {
  readonly type: 'file' | 'directory' | 'link' | 'other'
  /** Bytes. */
  readonly size: number
  /** Permission bits 0o7777, without the file type. */
  readonly mode: number
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** Seconds since 1970, UTC. */
  readonly atime: number | undefined
  readonly mtime: number | undefined
}

/** What can be set; times only together, as the protocol has it. */
export interface AttributeChanges {
  readonly size?: number
  readonly mode?: number
  readonly owner?: { uid: number; gid: number }
  /** Seconds since 1970, UTC. */
  readonly times?: { atime: number; mtime: number }
}

export interface DirectoryEntry {
  readonly name: string
  readonly attributes: FileAttributes
  /** From the server's `ls -l` line, else the number, else empty. */
  readonly owner: string
  readonly group: string
}

/** Opaque handle of an open file. */
export interface FileHandle {
  readonly path: string
  readonly id: Uint8Array
}

/** What the server takes in one request (limits@openssh.com), or the protocol's safe values. Bytes. */
export interface SftpLimits {
  readonly maxPacket: number
  readonly maxRead: number
  readonly maxWrite: number
  /** 0: not stated. */
  readonly maxOpenHandles: number
}

/** Free space of a file system (statvfs@openssh.com). Bytes. */
export interface VolumeInfo {
  readonly totalBytes: number
  readonly freeBytes: number
  /** What an ordinary user may still write. */
  readonly availableBytes: number
  readonly totalFiles: number
  readonly freeFiles: number
  readonly readOnly: boolean
}

/**
 * One SFTP version 3 channel. Calls may overlap freely; each settles on its own. Errors are `Failure`s that name the
 * path: `not-found`, `permission`, `exists`, `disk-full`, `quota`, `unsupported`, `remote-error`; `cancelled`.
 */
export interface Sftp {
  readonly limits: SftpLimits
  /** Names of the extensions the server announced. */
  readonly extensions: ReadonlySet<string>
  /** Requests whose answer is still to come. */
  readonly inFlight: number
  open(path: string, mode: OpenMode, attributes?: AttributeChanges, options?: CallOptions): Promise<FileHandle>
  closeFile(handle: FileHandle, options?: CallOptions): Promise<void>
  /** At most `length` bytes from `offset`; empty at the end of the file. May be fewer than asked for. */
  read(handle: FileHandle, offset: number, length: number, options?: CallOptions): Promise<Buffer>
  /** Writes all of `data` (at most limits.maxWrite bytes). Do not change the bytes before it settles. */
  write(handle: FileHandle, offset: number, data: Uint8Array, options?: CallOptions): Promise<void>
  fstat(handle: FileHandle, options?: CallOptions): Promise<FileAttributes>
  fsetstat(handle: FileHandle, changes: AttributeChanges, options?: CallOptions): Promise<void>
  /** `unsupported` without fsync@openssh.com. */
  fsync(handle: FileHandle, options?: CallOptions): Promise<void>
  stat(path: string, options?: CallOptions): Promise<FileAttributes>
  lstat(path: string, options?: CallOptions): Promise<FileAttributes>
  setstat(path: string, changes: AttributeChanges, options?: CallOptions): Promise<void>
  /** Batches as the server sends them, without `.` and `..`. */
  readDirectory(path: string, options?: CallOptions): AsyncIterable<DirectoryEntry[]>
  mkdir(path: string, mode?: number, options?: CallOptions): Promise<void>
  rmdir(path: string, options?: CallOptions): Promise<void>
  remove(path: string, options?: CallOptions): Promise<void>
  /** Fails where the new name exists (version 3). */
  rename(from: string, to: string, options?: CallOptions): Promise<void>
  /** Replaces the new name in one step; `unsupported` without posix-rename@openssh.com. */
  posixRename(from: string, to: string, options?: CallOptions): Promise<void>
  readlink(path: string, options?: CallOptions): Promise<string>
  /** Makes `path` a link that says `target`. */
  symlink(target: string, path: string, options?: CallOptions): Promise<void>
  realpath(path: string, options?: CallOptions): Promise<string>
  /** `unsupported` without statvfs@openssh.com. */
  statvfs(path: string, options?: CallOptions): Promise<VolumeInfo>
  close(): void
}
