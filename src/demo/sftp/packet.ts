/** Bytes of SFTP packets, version 3 (draft-ietf-secsh-filexfer-02): big-endian numbers, length-prefixed strings. */
import { Failure } from '@domain/failure'

/** Reads the fields of one packet in order; throws a `protocol` failure where the packet is too short. */
export class PacketReader {
  private at = 0
  constructor(private readonly bytes: Buffer) {}

  get remaining(): number {
    return this.bytes.length - this.at
  }

  byte(): number {
    return this.take(1).readUInt8(0)
  }

  uint32(): number {
    return this.take(4).readUInt32BE(0)
  }

  /** A 64-bit offset or size; above 2^53 it would lose digits, and no file here is that large. */
  uint64(): number {
    const value = this.take(8).readBigUInt64BE(0)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Failure('protocol', 'An SFTP offset is too large.')
    return Number(value)
  }

  bytesField(): Buffer {
    return this.take(this.uint32())
  }

  text(): string {
    return this.bytesField().toString('utf8')
  }

  private take(length: number): Buffer {
    if (length > this.remaining) throw new Failure('protocol', 'An SFTP packet is shorter than its fields.')
    const part = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return part
  }
}

/** Collects the fields of one packet; `finish` puts the length in front. */
export class PacketWriter {
  private readonly parts: Buffer[] = []
  private length = 0

  constructor(type: number) {
    this.byte(type)
  }

  byte(value: number): this {
    return this.raw(Buffer.of(value))
  }

  uint32(value: number): this {
    const part = Buffer.allocUnsafe(4)
    part.writeUInt32BE(value >>> 0)
    return this.raw(part)
  }

  uint64(value: number | bigint): this {
    const part = Buffer.allocUnsafe(8)
    part.writeBigUInt64BE(BigInt(value))
    return this.raw(part)
  }

  field(value: Buffer | string): this {
    const part = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
    return this.uint32(part.length).raw(part)
  }

  raw(part: Buffer): this {
    this.parts.push(part)
    this.length += part.length
    return this
  }

  finish(): Buffer {
    const head = Buffer.allocUnsafe(4)
    head.writeUInt32BE(this.length)
    return Buffer.concat([head, ...this.parts], this.length + 4)
  }
}

/** Cuts a byte stream into packets without their length. `limit` is the longest packet allowed, in bytes. */
export class PacketSplitter {
  private readonly chunks: Buffer[] = []
  private held = 0

  constructor(private readonly limit: number) {}

  /** Adds bytes and gives every packet that is complete now. */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk)
    this.held += chunk.length
    const packets: Buffer[] = []
    while (this.held >= 4) {
      const length = this.peekLength()
      if (length === 0 || length > this.limit) throw new Failure('protocol', `An SFTP packet of ${length} bytes came.`)
      if (this.held < length + 4) break
      packets.push(this.cut(length + 4).subarray(4))
    }
    return packets
  }

  private peekLength(): number {
    const first = this.chunks[0]
    if (first !== undefined && first.length >= 4) return first.readUInt32BE(0)
    this.join()
    return this.chunks[0]?.readUInt32BE(0) ?? 0
  }

  private cut(length: number): Buffer {
    if ((this.chunks[0]?.length ?? 0) < length) this.join()
    const first = this.chunks[0] ?? Buffer.alloc(0)
    this.held -= length
    if (first.length === length) this.chunks.shift()
    else this.chunks[0] = first.subarray(length)
    return first.subarray(0, length)
  }

  private join(): void {
    const all = Buffer.concat(this.chunks, this.held)
    this.chunks.length = 0
    this.chunks.push(all)
  }
}
