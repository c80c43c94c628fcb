/** What each SFTP request does to the file system. Paths are bytes, so names that are not UTF-8 come through. */
import { constants, type Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import { ownersIn } from '../calendar/accounts'
import { longName, readAttributes, type WantedAttributes, writeAttributes } from './attributes'
import { Handles } from './handles'
import { type PacketReader, PacketWriter } from './packet'
import { StatusError, statusCodes } from './status'

/** Longest READ answered and WRITE accepted, bytes; OpenSSH's own numbers (`limits@openssh.com`). */
export const longestData = 261_120
/** Longest packet accepted, bytes. */
export const longestPacket = 262_144 + 1024

const replies = { handle: 102, data: 103, name: 104, attributes: 105, extended: 201 } as const
/** Names in one READDIR reply: few round trips, packets well below the limit even with 255-byte names. */
const namesInReply = 100

/** Answers with a packet, or with nothing where a plain "ok" is meant. */
export type Handler = (packet: PacketReader, id: number) => Promise<PacketWriter | undefined>

export class Requests {
  readonly handles = new Handles()
  private readonly home: Buffer

  constructor(home: string) {
    this.home = Buffer.from(home)
  }

  /** By request number; 5 and 6 (READ, WRITE) may run beside each other, the rest in order. */
  readonly byType: Record<number, Handler> = {
    3: (packet, id) => this.openFile(packet, id),
    4: async packet => void (await this.handles.close(packet.bytesField())),
    5: (packet, id) => this.read(packet, id),
    6: packet => this.write(packet),
    7: async (packet, id) => this.attributes(id, await fs.lstat(this.path(packet))),
    8: async (packet, id) => this.attributes(id, await this.handles.file(packet.bytesField()).stat()),
    9: packet => this.setAttributes(this.path(packet), readAttributes(packet)),
    10: packet => this.setFileAttributes(packet),
    11: async (packet, id) => this.handle(id, await this.handles.addFolder(this.path(packet))),
    12: (packet, id) => this.readFolder(packet, id),
    13: async packet => void (await fs.unlink(this.path(packet))),
    14: packet => this.makeFolder(packet),
    15: async packet => void (await fs.rmdir(this.path(packet))),
    16: (packet, id) => this.realPath(packet, id),
    17: async (packet, id) => this.attributes(id, await fs.stat(this.path(packet))),
    18: packet => this.renameUnlessThere(packet),
    19: async (packet, id) => this.oneName(id, await fs.readlink(this.path(packet), { encoding: 'buffer' })),
    // OpenSSH sends target before link, against the draft; clients that know our version string do the same.
    20: async packet => void (await fs.symlink(packet.bytesField(), this.path(packet))),
    200: (packet, id) => this.extended(packet, id)
  }

  private path(packet: PacketReader): Buffer {
    const path = packet.bytesField()
    if (path.includes(0)) throw new StatusError(statusCodes.badMessage)
    if (path[0] === 0x2f) return path
    return path.length === 0 ? this.home : Buffer.concat([this.home, Buffer.from('/'), path])
  }

  private async openFile(packet: PacketReader, id: number): Promise<PacketWriter> {
    const path = this.path(packet)
    const wanted = packet.uint32()
    const mode = readAttributes(packet).mode ?? 0o666
    if (this.handles.full) throw new StatusError(statusCodes.failure)
    const access = wanted & 2 ? (wanted & 1 ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY
    const flags =
      access |
      (wanted & 4 ? constants.O_APPEND : 0) |
      (wanted & 8 ? constants.O_CREAT : 0) |
      (wanted & 16 ? constants.O_TRUNC : 0) |
      (wanted & 32 ? constants.O_EXCL : 0)
    // A pipe without a writer would hold the request for ever; O_NONBLOCK changes nothing for files.
    return this.handle(
      id,
      this.handles.addFile(await fs.open(path, flags | (constants.O_NONBLOCK ?? 0), mode & 0o7777))
    )
  }

  private async read(packet: PacketReader, id: number): Promise<PacketWriter> {
    const file = this.handles.file(packet.bytesField())
    const offset = packet.uint64()
    const buffer = Buffer.allocUnsafe(Math.min(packet.uint32(), longestData))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
    if (bytesRead === 0 && buffer.length > 0) throw new StatusError(statusCodes.endOfFile)
    return new PacketWriter(replies.data).uint32(id).field(buffer.subarray(0, bytesRead))
  }

  private async write(packet: PacketReader): Promise<undefined> {
    const file = this.handles.file(packet.bytesField())
    let offset = packet.uint64()
    for (let left = packet.bytesField(); left.length > 0; ) {
      const { bytesWritten } = await file.write(left, 0, left.length, offset)
      offset += bytesWritten
      left = left.subarray(bytesWritten)
    }
  }

  private async setAttributes(path: Buffer, wanted: WantedAttributes): Promise<undefined> {
    if (wanted.size !== undefined) await fs.truncate(path, wanted.size)
    if (wanted.mode !== undefined) await fs.chmod(path, wanted.mode & 0o7777)
    if (wanted.times) await fs.utimes(path, wanted.times.accessed, wanted.times.modified)
    if (wanted.owner) await fs.chown(path, wanted.owner.uid, wanted.owner.gid)
  }

  private async setFileAttributes(packet: PacketReader): Promise<undefined> {
    const file = this.handles.file(packet.bytesField())
    const wanted = readAttributes(packet)
    if (wanted.size !== undefined) await file.truncate(wanted.size)
    if (wanted.mode !== undefined) await file.chmod(wanted.mode & 0o7777)
    if (wanted.times) await file.utimes(wanted.times.accessed, wanted.times.modified)
    if (wanted.owner) await file.chown(wanted.owner.uid, wanted.owner.gid)
  }

  private async makeFolder(packet: PacketReader): Promise<undefined> {
    const path = this.path(packet)
    await fs.mkdir(path, (readAttributes(packet).mode ?? 0o777) & 0o7777)
  }

  private async readFolder(packet: PacketReader, id: number): Promise<PacketWriter> {
    const folder = this.handles.folder(packet.bytesField())
    const names = folder.names.splice(0, namesInReply)
    if (names.length === 0) throw new StatusError(statusCodes.endOfFile)
    const now = Date.now()
    const ownerOf = ownersIn(folder.path.toString())
    const entries = await Promise.all(
      names.map(async name => {
        // Gone since the folder was read: it is left out, as readdir(3) would.
        const path = Buffer.concat([folder.path, Buffer.from('/'), name])
        const stats = await fs.lstat(path).catch(() => undefined)
        return stats && { name, stats, owner: ownerOf(name.toString()) }
      })
    )
    const there = entries.filter(entry => entry !== undefined)
    const reply = new PacketWriter(replies.name).uint32(id).uint32(there.length)
    for (const { name, stats, owner } of there)
      writeAttributes(reply.field(name).field(longName(name, stats, now, owner)), stats)
    return reply
  }

  /** The canonical path; the last part need not exist, as with OpenSSH. */
  private async realPath(packet: PacketReader, id: number): Promise<PacketWriter> {
    const path = this.path(packet)
    try {
      return this.oneName(id, await fs.realpath(path, { encoding: 'buffer' }))
    } catch (error) {
      const cut = path.lastIndexOf(0x2f)
      const last = path.subarray(cut + 1)
      if (last.length === 0 || last.equals(Buffer.from('..'))) throw error
      const parent = await fs.realpath(cut === 0 ? Buffer.from('/') : path.subarray(0, cut), { encoding: 'buffer' })
      return this.oneName(id, Buffer.concat([parent, Buffer.from(parent.length === 1 ? '' : '/'), last]))
    }
  }

  /** Version 3 RENAME must not overwrite. */
  private async renameUnlessThere(packet: PacketReader): Promise<undefined> {
    const from = this.path(packet)
    const to = this.path(packet)
    const there = await fs.lstat(to).then(
      () => true,
      () => false
    )
    if (there) throw new StatusError(statusCodes.failure)
    await fs.rename(from, to)
  }

  private async extended(packet: PacketReader, id: number): Promise<PacketWriter | undefined> {
    const name = packet.text()
    if (name === 'posix-rename@openssh.com') return void (await fs.rename(this.path(packet), this.path(packet)))
    if (name === 'hardlink@openssh.com') return void (await fs.link(this.path(packet), this.path(packet)))
    if (name === 'fsync@openssh.com') return void (await this.handles.file(packet.bytesField()).sync())
    if (name === 'statvfs@openssh.com') return this.fileSystem(id, this.path(packet))
    if (name === 'limits@openssh.com') {
      const reply = new PacketWriter(replies.extended).uint32(id)
      return reply.uint64(longestPacket).uint64(longestData).uint64(longestData).uint64(1000)
    }
    throw new StatusError(statusCodes.unsupported)
  }

  /** statvfs(3) fields in OpenSSH's order (its PROTOCOL file, section 4.4). */
  private async fileSystem(id: number, path: Buffer): Promise<PacketWriter> {
    const now = await fs.statfs(path)
    const reply = new PacketWriter(replies.extended).uint32(id)
    for (const value of [now.bsize, now.bsize, now.blocks, now.bfree, now.bavail, now.files, now.ffree, now.ffree])
      reply.uint64(value)
    return reply.uint64(0).uint64(0).uint64(255)
  }

  private handle(id: number, handle: Buffer): PacketWriter {
    return new PacketWriter(replies.handle).uint32(id).field(handle)
  }

  private attributes(id: number, stats: Stats): PacketWriter {
    return writeAttributes(new PacketWriter(replies.attributes).uint32(id), stats)
  }

  private oneName(id: number, name: Buffer): PacketWriter {
    return new PacketWriter(replies.name).uint32(id).uint32(1).field(name).field(name).uint32(0)
  }
}
