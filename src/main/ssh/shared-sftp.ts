/**
 * The SFTP channel that all browsing of a connection shares; a transfer's first channel is one too. Where the server
 * allows few channels (MaxSessions 1), it gives its channel up while nothing happens on it and others wait for one, and
 * opens another at its next use.
 */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import { orAborted } from './errors'
import { safeLimits } from './sftp'
import type {
  AttributeChanges,
  CallOptions,
  DirectoryEntry,
  FileAttributes,
  FileHandle,
  OpenMode,
  Sftp,
  SftpLimits,
  VolumeInfo
} from './sftp-types'

export interface SharedSftpOptions {
  /** Opens a channel; `closed` is called when that one has closed, for whatever reason. */
  open(closed: () => void): Promise<Sftp>
  /** True while somebody waits for a channel and none is free. */
  wanted(): boolean
  /** It was closed for good. */
  ended?(): void
}

/** Stays valid while its connection does. Each call may fail as opening a channel does. */
export class SharedSftp implements Sftp {
  private opening: Promise<Sftp> | undefined
  private current: Sftp | undefined
  /** The channel opened last, be it closed: what it learnt of the server still holds. */
  private latest: Sftp | undefined
  /** Calls under way, those that still wait for the channel among them. */
  private calls = 0
  /** Open on the current channel. */
  private readonly handles = new Set<FileHandle>()
  /** A handle means something on its own channel only. */
  private readonly origins = new WeakMap<FileHandle, Sftp>()

  constructor(private readonly options: SharedSftpOptions) {}

  get limits(): SftpLimits {
    return this.latest?.limits ?? safeLimits
  }

  get extensions(): ReadonlySet<string> {
    return this.latest?.extensions ?? new Set()
  }

  get inFlight(): number {
    return this.current?.inFlight ?? 0
  }

  /** Resolves once the server is known to have SFTP, and `limits` and `extensions` are its own. */
  async ready(options: CallOptions): Promise<void> {
    if (!this.latest) await this.channel(options)
  }

  /** Gives the channel up if nothing happens on it and others want it. */
  yieldIfIdle(): void {
    const idle = this.calls === 0 && this.handles.size === 0 && this.inFlight === 0
    if (idle && this.options.wanted()) this.giveUpChannel()
  }

  close(): void {
    this.options.ended?.()
    this.giveUpChannel()
  }

  private giveUpChannel(): void {
    const closing = this.current
    if (!closing) return
    this.forget()
    closing.close()
  }

  open(path: string, mode: OpenMode, attributes?: AttributeChanges, options?: CallOptions): Promise<FileHandle> {
    return this.use(options, async sftp => {
      const handle = await sftp.open(path, mode, attributes, options)
      this.origins.set(handle, sftp)
      if (sftp === this.current) this.handles.add(handle)
      return handle
    })
  }

  async closeFile(handle: FileHandle, options?: CallOptions): Promise<void> {
    try {
      await this.origin(handle).closeFile(handle, options)
    } finally {
      // Nobody closes a handle twice: if it failed, the end of the channel will do it.
      this.handles.delete(handle)
      this.yieldIfIdle()
    }
  }

  async read(handle: FileHandle, offset: number, length: number, options?: CallOptions): Promise<Buffer> {
    return this.origin(handle).read(handle, offset, length, options)
  }

  async write(handle: FileHandle, offset: number, data: Uint8Array, options?: CallOptions): Promise<void> {
    return this.origin(handle).write(handle, offset, data, options)
  }

  async fstat(handle: FileHandle, options?: CallOptions): Promise<FileAttributes> {
    return this.origin(handle).fstat(handle, options)
  }

  async fsetstat(handle: FileHandle, changes: AttributeChanges, options?: CallOptions): Promise<void> {
    return this.origin(handle).fsetstat(handle, changes, options)
  }

  async fsync(handle: FileHandle, options?: CallOptions): Promise<void> {
    return this.origin(handle).fsync(handle, options)
  }

  stat(path: string, options?: CallOptions): Promise<FileAttributes> {
    return this.use(options, sftp => sftp.stat(path, options))
  }

  lstat(path: string, options?: CallOptions): Promise<FileAttributes> {
    return this.use(options, sftp => sftp.lstat(path, options))
  }

  setstat(path: string, changes: AttributeChanges, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.setstat(path, changes, options))
  }

  async *readDirectory(path: string, options?: CallOptions): AsyncGenerator<DirectoryEntry[], void, void> {
    this.calls++
    try {
      const sftp = await this.channel(options)
      yield* sftp.readDirectory(path, options)
    } finally {
      this.done()
    }
  }

  mkdir(path: string, mode?: number, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.mkdir(path, mode, options))
  }

  rmdir(path: string, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.rmdir(path, options))
  }

  remove(path: string, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.remove(path, options))
  }

  rename(from: string, to: string, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.rename(from, to, options))
  }

  posixRename(from: string, to: string, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.posixRename(from, to, options))
  }

  readlink(path: string, options?: CallOptions): Promise<string> {
    return this.use(options, sftp => sftp.readlink(path, options))
  }

  symlink(target: string, path: string, options?: CallOptions): Promise<void> {
    return this.use(options, sftp => sftp.symlink(target, path, options))
  }

  realpath(path: string, options?: CallOptions): Promise<string> {
    return this.use(options, sftp => sftp.realpath(path, options))
  }

  statvfs(path: string, options?: CallOptions): Promise<VolumeInfo> {
    return this.use(options, sftp => sftp.statvfs(path, options))
  }

  private async use<T>(options: CallOptions | undefined, work: (sftp: Sftp) => Promise<T>): Promise<T> {
    this.calls++
    try {
      return await work(await this.channel(options))
    } finally {
      this.done()
    }
  }

  private done(): void {
    this.calls--
    this.yieldIfIdle()
  }

  private origin(handle: FileHandle): Sftp {
    const sftp = this.origins.get(handle)
    if (!sftp) throw new Failure('internal', `${handle.path} was not opened on the shared SFTP channel.`)
    return sftp
  }

  private channel({ signal }: CallOptions = {}): Promise<Sftp> {
    // The calls of one piece of work share its signal, and each listens until it is answered: no leak.
    if (signal) setMaxListeners(0, signal)
    // It is opened for all, so one caller's signal ends only that caller's wait.
    this.opening ??= this.openChannel()
    return orAborted(signal, this.opening)
  }

  private openChannel(): Promise<Sftp> {
    const still = (): boolean => this.opening === opening
    const opening = this.options
      .open(() => {
        if (still()) this.forget()
      })
      .then(sftp => {
        this.latest = sftp
        if (still()) this.current = sftp
        return sftp
      })
    opening.catch((error: unknown) => {
      // A server that never had SFTP stays without; anything else may be tried again.
      const never = !this.latest && error instanceof Failure && error.code === 'no-sftp'
      if (still() && !never) this.forget()
    })
    return opening
  }

  private forget(): void {
    this.opening = undefined
    this.current = undefined
    this.handles.clear()
  }
}
