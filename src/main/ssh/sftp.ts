/** Our SFTP version 3 client: names byte for byte, full control of what is in flight. */
import { setMaxListeners } from 'node:events'
import type { Duplex } from 'node:stream'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import {
  decodeNames,
  decodeStatus,
  type Field,
  fileTypeOf,
  openFlag,
  ownersOf,
  packetType,
  statusCode,
  type WireAttributes
} from '@domain/sftp-packet'
import { askAhead } from './ask-ahead'
import { type Doing, statusFailure } from './sftp-errors'
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
import { type Reply, SftpWire, type WireContext } from './sftp-wire'

/** What every server takes: the draft's 34 000 byte packet and 32 kB of data. */
export const safeLimits: SftpLimits = { maxPacket: 34_000, maxRead: 32_768, maxWrite: 32_768, maxOpenHandles: 0 }
/** OpenSSH before 8.5 takes packets of 256 kB but cannot say so (SFTP_MAX_MSG_LENGTH). */
const openSshLimits: SftpLimits = { maxPacket: 262_144, maxRead: 261_120, maxWrite: 261_120, maxOpenHandles: 0 }

const limitsName = 'limits@openssh.com'

function flagsOf(mode: OpenMode): number {
  return (
    (mode.read ? openFlag.read : 0) |
    (mode.write ? openFlag.write : 0) |
    (mode.append ? openFlag.append : 0) |
    (mode.create ? openFlag.create : 0) |
    (mode.truncate ? openFlag.truncate : 0) |
    (mode.exclusive ? openFlag.exclusive : 0)
  )
}

function toWire(changes: AttributeChanges): WireAttributes {
  return {
    ...(changes.size !== undefined && { size: changes.size }),
    ...(changes.mode !== undefined && { permissions: changes.mode }),
    ...(changes.owner && { uid: changes.owner.uid, gid: changes.owner.gid }),
    ...(changes.times && { atime: Math.floor(changes.times.atime), mtime: Math.floor(changes.times.mtime) })
  }
}

function fromWire({ size, uid, gid, permissions, atime, mtime }: WireAttributes): FileAttributes {
  const mode = (permissions ?? 0) & 0o7777
  return { type: fileTypeOf(permissions), size: size ?? 0, mode, uid, gid, atime, mtime }
}

class SftpClient implements Sftp {
  limits: SftpLimits
  readonly extensions: ReadonlySet<string>

  constructor(
    private readonly wire: SftpWire,
    extensions: Map<string, string>,
    server: string
  ) {
    this.extensions = new Set(extensions.keys())
    this.limits = server.startsWith('OpenSSH') ? openSshLimits : safeLimits
  }

  get inFlight(): number {
    return this.wire.inFlight
  }

  async open(
    path: string,
    mode: OpenMode,
    attributes: AttributeChanges = {},
    options: CallOptions = {}
  ): Promise<FileHandle> {
    const fields: Field[] = [{ text: path }, { uint32: flagsOf(mode) }, { attributes: toWire(attributes) }]
    const doing = { verb: mode.write || mode.append ? 'write' : 'open', path }
    return this.orExplained(this.handle(packetType.open, fields, doing, options), async () => {
      const there = await this.lstat(path, options)
      if (mode.exclusive) return new Failure('exists', `Cannot create ${displayName(path)}: it exists already.`)
      const what = there.type === 'link' ? await this.stat(path, options) : there
      return what.type === 'directory'
        ? new Failure('is-a-directory', `Cannot open ${displayName(path)}: it is a folder.`)
        : undefined
    })
  }

  async closeFile(handle: FileHandle, options: CallOptions = {}): Promise<void> {
    await this.command(packetType.close, [{ bytes: handle.id }], { verb: 'close', path: handle.path }, options)
  }

  async read(handle: FileHandle, offset: number, length: number, options: CallOptions = {}): Promise<Buffer> {
    const doing = { verb: 'read', path: handle.path }
    const fields = [{ bytes: handle.id }, { uint64: offset }, { uint32: Math.min(length, this.limits.maxRead) }]
    const reply = await this.wire.request(packetType.read, fields, options)
    if (reply.type === packetType.data) {
      const data = reply.reader.bytesField()
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    }
    const { code, text } = this.status(reply)
    if (code === statusCode.eof) return Buffer.alloc(0)
    throw statusFailure(code, text, doing)
  }

  async write(handle: FileHandle, offset: number, data: Uint8Array, options: CallOptions = {}): Promise<void> {
    const doing = { verb: 'write', path: handle.path }
    const reply = await this.wire.request(packetType.write, [{ bytes: handle.id }, { uint64: offset }], {
      ...options,
      payload: data
    })
    await this.orExplained(
      Promise.resolve().then(() => this.expectOk(reply, doing)),
      () => this.explainWrite(handle.path, data.length, options)
    )
  }

  async fstat(handle: FileHandle, options: CallOptions = {}): Promise<FileAttributes> {
    return this.attributes(packetType.fstat, { bytes: handle.id }, handle.path, options)
  }

  async fsetstat(handle: FileHandle, changes: AttributeChanges, options: CallOptions = {}): Promise<void> {
    const fields = [{ bytes: handle.id }, { attributes: toWire(changes) }]
    await this.command(packetType.fsetstat, fields, { verb: 'change', path: handle.path }, options)
  }

  async fsync(handle: FileHandle, options: CallOptions = {}): Promise<void> {
    await this.extended('fsync@openssh.com', [{ bytes: handle.id }], { verb: 'sync', path: handle.path }, options)
  }

  async stat(path: string, options: CallOptions = {}): Promise<FileAttributes> {
    return this.attributes(packetType.stat, { text: path }, path, options)
  }

  async lstat(path: string, options: CallOptions = {}): Promise<FileAttributes> {
    return this.attributes(packetType.lstat, { text: path }, path, options)
  }

  async setstat(path: string, changes: AttributeChanges, options: CallOptions = {}): Promise<void> {
    const fields = [{ text: path }, { attributes: toWire(changes) }]
    await this.command(packetType.setstat, fields, { verb: 'change', path }, options)
  }

  async *readDirectory(path: string, options: CallOptions = {}): AsyncGenerator<DirectoryEntry[], void, void> {
    const doing = { verb: 'list', path }
    // Each question on the way listens to it.
    if (options.signal) setMaxListeners(0, options.signal)
    const handle = await this.orExplained(
      this.handle(packetType.opendir, [{ text: path }], doing, options),
      async () => {
        const there = await this.stat(path, options)
        return there.type === 'directory'
          ? undefined
          : new Failure('not-a-directory', `${displayName(path)} is not a folder.`)
      }
    )
    const ask = async (): Promise<Reply | undefined> => {
      const reply = await this.wire.request(packetType.readdir, [{ bytes: handle.id }], options)
      if (reply.type === packetType.name) return reply
      const { code, text } = this.status(reply)
      if (code === statusCode.eof) return undefined
      throw statusFailure(code, text, doing)
    }
    try {
      for await (const reply of askAhead(ask, answer => answer === undefined)) {
        const names = reply === undefined ? [] : decodeNames(reply.reader)
        const batch = names.filter(({ name }) => name !== '.' && name !== '..')
        if (batch.length > 0) yield batch.map(entryOf)
      }
    } finally {
      // The channel may be gone, or the caller; then so is the handle.
      await this.closeFile(handle).catch(() => undefined)
    }
  }

  async mkdir(path: string, mode?: number, options: CallOptions = {}): Promise<void> {
    const fields = [{ text: path }, { attributes: mode === undefined ? {} : { permissions: mode } }]
    const work = this.command(packetType.mkdir, fields, { verb: 'create the folder', path }, options)
    await this.orExplained(work, () => this.explainTaken(path, options))
  }

  async rmdir(path: string, options: CallOptions = {}): Promise<void> {
    const work = this.command(packetType.rmdir, [{ text: path }], { verb: 'remove the folder', path }, options)
    await this.orExplained(work, async () => {
      for await (const batch of this.readDirectory(path, options))
        if (batch.length > 0)
          return new Failure('remote-error', `Cannot remove ${displayName(path)}: the folder is not empty.`)
      return undefined
    })
  }

  async remove(path: string, options: CallOptions = {}): Promise<void> {
    const work = this.command(packetType.remove, [{ text: path }], { verb: 'remove', path }, options)
    await this.orExplained(work, async () => {
      const { type } = await this.lstat(path, options)
      return type === 'directory'
        ? new Failure('is-a-directory', `Cannot remove ${displayName(path)}: it is a folder.`)
        : undefined
    })
  }

  async rename(from: string, to: string, options: CallOptions = {}): Promise<void> {
    const work = this.command(
      packetType.rename,
      [{ text: from }, { text: to }],
      { verb: 'rename', path: from },
      options
    )
    await this.orExplained(work, () => this.explainTaken(to, options))
  }

  async posixRename(from: string, to: string, options: CallOptions = {}): Promise<void> {
    const fields = [{ text: from }, { text: to }]
    await this.extended('posix-rename@openssh.com', fields, { verb: 'rename', path: from }, options)
  }

  async readlink(path: string, options: CallOptions = {}): Promise<string> {
    return this.name(packetType.readlink, { verb: 'read the link', path }, options)
  }

  async symlink(target: string, path: string, options: CallOptions = {}): Promise<void> {
    // OpenSSH, and all who follow it, take the arguments the other way round than the draft (PROTOCOL 4.1).
    const work = this.command(packetType.symlink, [{ text: target }, { text: path }], { verb: 'link', path }, options)
    await this.orExplained(work, () => this.explainTaken(path, options))
  }

  async realpath(path: string, options: CallOptions = {}): Promise<string> {
    return this.name(packetType.realpath, { verb: 'find', path }, options)
  }

  async statvfs(path: string, options: CallOptions = {}): Promise<VolumeInfo> {
    const { reader } = await this.extended('statvfs@openssh.com', [{ text: path }], { verb: 'measure', path }, options)
    reader.uint64()
    const unit = reader.uint64()
    const [blocks, free, available, files, freeFiles] = Array.from({ length: 5 }, () => reader.count64())
    reader.count64()
    reader.count64()
    const flags = reader.uint64()
    return {
      totalBytes: (blocks ?? 0) * unit,
      freeBytes: (free ?? 0) * unit,
      availableBytes: (available ?? 0) * unit,
      totalFiles: files ?? 0,
      freeFiles: freeFiles ?? 0,
      readOnly: (flags & 1) !== 0
    }
  }

  close(): void {
    this.wire.close()
  }

  /** Asks the server what it takes in one packet, where it can say. `asked`: the reply to a question sent before. */
  async learnLimits(asked: Promise<Reply> | undefined, options: CallOptions): Promise<void> {
    if (!this.extensions.has(limitsName)) return
    const doing = { verb: 'ask', path: 'the limits' }
    const reply = await (asked ?? this.extended(limitsName, [], doing, options))
    if (reply.type !== packetType.extendedReply) this.expectOk(reply, doing)
    const { reader } = reply
    const [maxPacket = 0, maxRead = 0, maxWrite = 0, maxOpenHandles = 0] = Array.from({ length: 4 }, () =>
      reader.count64()
    )
    this.limits = {
      maxPacket: maxPacket || this.limits.maxPacket,
      maxRead: Math.min(maxRead || this.limits.maxRead, 1_048_576),
      maxWrite: Math.min(maxWrite || this.limits.maxWrite, 1_048_576),
      maxOpenHandles
    }
  }

  private status(reply: Reply): { code: number; text: string } {
    if (reply.type !== packetType.status) throw new Failure('protocol', `Unexpected SFTP reply of type ${reply.type}.`)
    return decodeStatus(reply.reader)
  }

  private expectOk(reply: Reply, doing: Doing): void {
    const { code, text } = this.status(reply)
    if (code !== statusCode.ok) throw statusFailure(code, text, doing)
  }

  private async command(type: number, fields: Field[], doing: Doing, options: CallOptions): Promise<void> {
    this.expectOk(await this.wire.request(type, fields, options), doing)
  }

  private async handle(type: number, fields: Field[], doing: Doing, options: CallOptions): Promise<FileHandle> {
    const toHandle = ({ reader }: Reply): FileHandle => ({ path: doing.path, id: Uint8Array.from(reader.bytesField()) })
    const reply = await this.wire.request(type, fields, {
      ...options,
      // Given up before the server answered: what it opened must not stay open.
      late: late => {
        if (late.type === packetType.handle) this.closeFile(toHandle(late)).catch(() => undefined)
      }
    })
    if (reply.type === packetType.handle) return toHandle(reply)
    const { code, text } = this.status(reply)
    throw statusFailure(code, text, doing)
  }

  private async attributes(type: number, field: Field, path: string, options: CallOptions): Promise<FileAttributes> {
    const reply = await this.wire.request(type, [field], options)
    if (reply.type === packetType.attrs) return fromWire(reply.reader.attributes())
    const { code, text } = this.status(reply)
    throw statusFailure(code, text, { verb: 'look at', path })
  }

  private async name(type: number, doing: Doing, options: CallOptions): Promise<string> {
    const reply = await this.wire.request(type, [{ text: doing.path }], options)
    if (reply.type !== packetType.name) {
      const { code, text } = this.status(reply)
      throw statusFailure(code, text, doing)
    }
    const [first] = decodeNames(reply.reader)
    if (!first) throw new Failure('protocol', `The server gave no name for ${doing.path}.`)
    return first.name
  }

  private async extended(name: string, fields: Field[], doing: Doing, options: CallOptions): Promise<Reply> {
    if (!this.extensions.has(name))
      throw new Failure('unsupported', `Cannot ${doing.verb} ${doing.path}: the server has no ${name}.`)
    const reply = await this.wire.request(packetType.extended, [{ text: name }, ...fields], options)
    if (reply.type !== packetType.extendedReply) this.expectOk(reply, doing)
    return reply
  }

  /** Where the server only said that it failed, a second look gives the reason; the first error stands if that fails. */
  private async orExplained<T>(work: Promise<T>, explain: () => Promise<Failure | undefined>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (!(error instanceof Failure) || !['remote-error', 'not-found'].includes(error.code)) throw error
      const reason = await explain().catch(() => undefined)
      throw reason ?? error
    }
  }

  private async explainTaken(path: string, options: CallOptions): Promise<Failure | undefined> {
    await this.lstat(path, options)
    return new Failure('exists', `${displayName(path)} exists already.`)
  }

  private async explainWrite(path: string, bytes: number, options: CallOptions): Promise<Failure | undefined> {
    const { availableBytes } = await this.statvfs(path, options)
    const hint = 'Free space there, then retry.'
    if (availableBytes < bytes)
      return new Failure('disk-full', `Cannot write ${displayName(path)}: the remote disk is full.`, { hint })
    return undefined
  }
}

function entryOf(entry: { name: string; longname: string; attributes: WireAttributes }): DirectoryEntry {
  const { name, longname, attributes } = entry
  const owners = ownersOf(longname)
  return {
    name,
    attributes: fromWire(attributes),
    owner: owners?.owner ?? attributes.uid?.toString() ?? '',
    group: owners?.group ?? attributes.gid?.toString() ?? ''
  }
}

/** Speaks SFTP on a channel whose sftp subsystem was started. `server` is the software version of the host. */
export async function openSftpChannel(
  channel: Duplex,
  context: WireContext & { server: string },
  signal: AbortSignal | undefined
): Promise<Sftp> {
  const wire = new SftpWire(channel, context)
  try {
    const starting = wire.start(signal)
    // OpenSSH answers what follows the greeting in its order, and what it does not know as well: a round trip less.
    const asked = context.server.startsWith('OpenSSH')
      ? wire.request(packetType.extended, [{ text: limitsName }], { signal })
      : undefined
    asked?.catch(() => undefined)
    const client = new SftpClient(wire, await starting, context.server)
    await client.learnLimits(asked, { signal })
    return client
  } catch (error) {
    wire.close()
    throw error
  }
}
