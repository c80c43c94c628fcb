/**
 * Packets of SFTP version 3, as pure encoding and decoding. Source: draft-ietf-secsh-filexfer-02; OpenSSH's
 * extensions: PROTOCOL in the OpenSSH sources. Integers are big-endian; a 64-bit size or offset above 2^53 is refused.
 */
import { decodeName, encodeName } from './bytes-name'
import { Failure } from './failure'

/** Packet types (draft 3). */
export const packetType = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
  extendedReply: 201
} as const

/** Status codes (draft 7). */
export const statusCode = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8
} as const

/** Flags of SSH_FXP_OPEN (draft 6.3). */
export const openFlag = { read: 1, write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const

const attributeFlag = { size: 1, owner: 2, permissions: 4, times: 8, extended: 0x80000000 } as const

/** Attributes on the wire; what is absent was not sent. Size in bytes, times in seconds since 1970. */
export interface WireAttributes {
  size?: number
  uid?: number
  gid?: number
  /** The whole st_mode: file type and permission bits. */
  permissions?: number
  atime?: number
  mtime?: number
}

function broken(what: string): Failure {
  return new Failure('protocol', `The server sent an SFTP packet that is broken (${what}).`)
}

/** Reads fields one after the other; anything beyond the end is a `protocol` failure. */
export class PacketReader {
  private at = 0
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  private take(length: number): number {
    const from = this.at
    if (length > this.left) throw broken('too short')
    this.at += length
    return from
  }

  byte(): number {
    return this.view.getUint8(this.take(1))
  }

  uint32(): number {
    return this.view.getUint32(this.take(4))
  }

  uint64(): number {
    const value = this.view.getBigUint64(this.take(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken('a number above 2^53')
    return Number(value)
  }

  /** A 64-bit count that may mean "no limit": anything above 2^53 reads as the largest safe integer. */
  count64(): number {
    const value = this.view.getBigUint64(this.take(8))
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value)
  }

  /** A counted string as bytes of the packet itself, not a copy. */
  bytesField(): Uint8Array {
    const length = this.uint32()
    const from = this.take(length)
    return this.bytes.subarray(from, from + length)
  }

  /** A counted string as a lossless string. */
  text(): string {
    return decodeName(this.bytesField())
  }

  attributes(): WireAttributes {
    const flags = this.uint32()
    const attributes: WireAttributes = {}
    if (flags & attributeFlag.size) attributes.size = this.uint64()
    if (flags & attributeFlag.owner) {
      attributes.uid = this.uint32()
      attributes.gid = this.uint32()
    }
    if (flags & attributeFlag.permissions) attributes.permissions = this.uint32()
    if (flags & attributeFlag.times) {
      attributes.atime = this.uint32()
      attributes.mtime = this.uint32()
    }
    if (flags & attributeFlag.extended) {
      for (let count = this.uint32(); count > 0; count--) {
        this.bytesField()
        this.bytesField()
      }
    }
    return attributes
  }
}

/** A field of a request. */
export type Field =
  | { uint32: number }
  | { uint64: number }
  /** A counted string of these bytes. */
  | { bytes: Uint8Array }
  /** A counted string of a lossless string. */
  | { text: string }
  | { attributes: WireAttributes }

function attributesSize(attributes: WireAttributes): number {
  return (
    4 +
    (attributes.size === undefined ? 0 : 8) +
    (attributes.uid === undefined ? 0 : 8) +
    (attributes.permissions === undefined ? 0 : 4) +
    (attributes.mtime === undefined ? 0 : 8)
  )
}

function putAttributes(view: DataView, start: number, attributes: WireAttributes): number {
  let at = start + 4
  let flags = 0
  const put = (value: number): void => {
    view.setUint32(at, value)
    at += 4
  }
  if (attributes.size !== undefined) {
    flags |= attributeFlag.size
    view.setBigUint64(at, BigInt(attributes.size))
    at += 8
  }
  if (attributes.uid !== undefined) {
    flags |= attributeFlag.owner
    put(attributes.uid)
    put(attributes.gid ?? 0)
  }
  if (attributes.permissions !== undefined) {
    flags |= attributeFlag.permissions
    put(attributes.permissions)
  }
  if (attributes.mtime !== undefined) {
    flags |= attributeFlag.times
    put(attributes.atime ?? attributes.mtime)
    put(attributes.mtime)
  }
  view.setUint32(start, flags)
  return at
}

type Encoded = Exclude<Field, { text: string }>

function fieldSize(field: Encoded): number {
  if ('uint32' in field) return 4
  if ('uint64' in field) return 8
  return 'bytes' in field ? 4 + field.bytes.length : attributesSize(field.attributes)
}

/**
 * One request with its length and id. `payload` bytes more are announced as a last counted string whose content the
 * caller sends itself right after, so that a file's data is never copied into the packet.
 */
export function encodeRequest(type: number, id: number, fields: readonly Field[], payload?: number): Uint8Array {
  const encoded = fields.map((field): Encoded => ('text' in field ? { bytes: encodeName(field.text) } : field))
  const size = encoded.reduce((sum, field) => sum + fieldSize(field), 5) + (payload === undefined ? 0 : 4)
  const packet = new Uint8Array(4 + size)
  const view = new DataView(packet.buffer)
  view.setUint32(0, size + (payload ?? 0))
  view.setUint8(4, type)
  view.setUint32(5, id)
  let at = 9
  for (const field of encoded) {
    if ('uint32' in field) view.setUint32(at, field.uint32)
    else if ('uint64' in field) view.setBigUint64(at, BigInt(field.uint64))
    else if ('bytes' in field) {
      view.setUint32(at, field.bytes.length)
      packet.set(field.bytes, at + 4)
    } else putAttributes(view, at, field.attributes)
    at += fieldSize(field)
  }
  if (payload !== undefined) view.setUint32(at, payload)
  return packet
}

/** SSH_FXP_INIT for version 3. It has no id. */
export function encodeInit(): Uint8Array {
  return Uint8Array.from([0, 0, 0, 5, packetType.init, 0, 0, 0, 3])
}

/** Version and extensions of SSH_FXP_VERSION, after the type byte. */
export function decodeVersion(reader: PacketReader): { version: number; extensions: Map<string, string> } {
  const version = reader.uint32()
  const extensions = new Map<string, string>()
  while (reader.left > 0) extensions.set(reader.text(), reader.text())
  return { version, extensions }
}

/** Entries of SSH_FXP_NAME, after the id. */
export function decodeNames(reader: PacketReader): { name: string; longname: string; attributes: WireAttributes }[] {
  const entries = []
  for (let count = reader.uint32(); count > 0; count--)
    entries.push({ name: reader.text(), longname: reader.text(), attributes: reader.attributes() })
  return entries
}

/** Code and text of SSH_FXP_STATUS, after the id; some servers leave the text out. */
export function decodeStatus(reader: PacketReader): { code: number; text: string } {
  const code = reader.uint32()
  return { code, text: reader.left >= 4 ? reader.text() : '' }
}

/** Kind of file in st_mode (POSIX S_IFMT as every server sends it). */
export function fileTypeOf(permissions: number | undefined): 'file' | 'directory' | 'link' | 'other' {
  switch ((permissions ?? 0) & 0o170000) {
    case 0o100000:
      return 'file'
    case 0o040000:
      return 'directory'
    case 0o120000:
      return 'link'
    default:
      return 'other'
  }
}

const lsLine = /^[bcdlpsDC?-][rwxsStT-]{9}[.+@]?\s+\S+\s+(\S+)\s+(\S+)\s+\d/

/** Owner and group names of an `ls -l` line, where the server sends one of that form. */
export function ownersOf(longname: string): { owner: string; group: string } | undefined {
  const [, owner, group] = lsLine.exec(longname) ?? []
  return owner === undefined || group === undefined ? undefined : { owner, group }
}
