/** One who looks at the demo's microscope: the server's side of the RFB protocol (RFC 6143), version 3.8, no password. */
import type { Socket } from 'node:net'
import { constants, createDeflate } from 'node:zlib'
import { sceneHeight, sceneWidth } from './rfb-scene'

/** What a client does. */
export interface ClientActs {
  key(keysym: number, down: boolean): void
  pointer(x: number, y: number, buttons: number): void
  paste(text: string): void
}

interface PixelFormat {
  /** Bits of a pixel, 16 or 32. */
  readonly bits: number
  readonly bigEndian: boolean
  readonly most: readonly [number, number, number]
  readonly shift: readonly [number, number, number]
}

const ownFormat: PixelFormat = { bits: 32, bigEndian: false, most: [255, 255, 255], shift: [16, 8, 0] }

/** Pixels of an edge of the squares that are compared and sent. */
const square = 60
const zlibEncoding = 6
/** Bytes that may wait for a slow client before it gets no more pictures. */
const mostWaiting = 512 * 1024
/** A clipboard that is longer is no text of a person. Bytes. */
const longestText = 1024 * 1024

/** Length of a message by its first byte and what came with it; undefined: not known yet; null: not of the protocol. */
function messageLength(bytes: Buffer): number | null | undefined {
  const kind = bytes[0]
  if (kind === 0) return 20
  if (kind === 2) return bytes.length < 4 ? undefined : 4 + 4 * bytes.readUInt16BE(2)
  if (kind === 3) return 10
  if (kind === 4) return 8
  if (kind === 5) return 6
  if (kind !== 6) return null
  if (bytes.length < 8) return undefined
  const length = bytes.readInt32BE(4)
  return length < 0 || length > longestText ? null : 8 + length
}

export class RfbClient {
  private rest = Buffer.alloc(0)
  private stage: 'version' | 'security' | 'init' | 'open' = 'version'
  private format = ownFormat
  private zlib = false
  /** It asked for what is new, or for everything. */
  private asked: 'nothing' | 'changes' | 'all' = 'nothing'
  private sending = false
  private readonly sent = new Uint8Array(sceneWidth * sceneHeight * 3)
  private readonly deflate = createDeflate({ level: 3 })

  constructor(
    private readonly socket: Socket,
    private readonly name: string,
    private readonly acts: ClientActs
  ) {
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.deflate.close())
    this.deflate.on('error', () => socket.destroy())
    socket.write('RFB 003.008\n')
  }

  /** Sends what changed, where it was asked for and the client keeps up. */
  async show(pixels: Uint8Array): Promise<void> {
    if (this.stage !== 'open' || this.asked === 'nothing' || this.sending) return
    if (this.socket.writableLength > mostWaiting) return
    const squares = this.changedSquares(pixels)
    if (squares.length === 0) return
    this.asked = 'nothing'
    this.sending = true
    const head = Buffer.from([0, 0, squares.length >> 8, squares.length & 255])
    const parts: Buffer[] = [head]
    for (const { x, y } of squares) parts.push(await this.rectangle(pixels, x, y))
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(parts))
    this.sending = false
  }

  private changedSquares(pixels: Uint8Array): { x: number; y: number }[] {
    const changed: { x: number; y: number }[] = []
    for (let y = 0; y < sceneHeight; y += square)
      for (let x = 0; x < sceneWidth; x += square)
        if (this.asked === 'all' || this.differs(pixels, x, y)) changed.push({ x, y })
    return changed
  }

  private differs(pixels: Uint8Array, x: number, y: number): boolean {
    for (let row = y; row < y + square; row++) {
      const from = (row * sceneWidth + x) * 3
      const to = from + square * 3
      for (let at = from; at < to; at++) if (pixels[at] !== this.sent[at]) return true
    }
    return false
  }

  private async rectangle(pixels: Uint8Array, x: number, y: number): Promise<Buffer> {
    const head = Buffer.alloc(12)
    head.writeUInt16BE(x, 0)
    head.writeUInt16BE(y, 2)
    head.writeUInt16BE(square, 4)
    head.writeUInt16BE(square, 6)
    head.writeInt32BE(this.zlib ? zlibEncoding : 0, 8)
    const plain = this.encode(pixels, x, y)
    if (!this.zlib) return Buffer.concat([head, plain])
    const squeezed = await this.squeeze(plain)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(squeezed.length)
    return Buffer.concat([head, length, squeezed])
  }

  /** Pixels in the client's own form. */
  private encode(pixels: Uint8Array, x: number, y: number): Buffer {
    const { bits, bigEndian, most, shift } = this.format
    const bytes = Buffer.alloc((square * square * bits) / 8)
    let to = 0
    for (let row = y; row < y + square; row++)
      for (let column = x; column < x + square; column++) {
        const at = (row * sceneWidth + column) * 3
        let value = 0
        for (const channel of [0, 1, 2] as const) {
          const part = pixels[at + channel] ?? 0
          this.sent[at + channel] = part
          value |= Math.round((part * most[channel]) / 255) << shift[channel]
        }
        if (bits === 16)
          to = bigEndian ? bytes.writeUInt16BE(value & 0xffff, to) : bytes.writeUInt16LE(value & 0xffff, to)
        else to = bigEndian ? bytes.writeInt32BE(value, to) : bytes.writeInt32LE(value, to)
      }
    return bytes
  }

  /** One stream for the whole connection, brought to a boundary after each rectangle. */
  private squeeze(plain: Buffer): Promise<Buffer> {
    return new Promise(resolve => {
      const { deflate } = this
      const parts: Buffer[] = []
      const collect = (part: Buffer): number => parts.push(part)
      deflate.on('data', collect)
      deflate.write(plain)
      deflate.flush(constants.Z_SYNC_FLUSH, () => {
        deflate.off('data', collect)
        resolve(Buffer.concat(parts))
      })
    })
  }

  private take(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    while (!this.socket.destroyed && this.step()) {
      // Each turn takes one message.
    }
  }

  /** Takes one message where a whole one is there. */
  private step(): boolean {
    const length = this.stage === 'open' ? messageLength(this.rest) : this.stage === 'version' ? 12 : 1
    if (this.rest.length > 0 && length === null) this.socket.destroy()
    if (length === null || length === undefined || this.rest.length < length) return false
    const message = this.rest.subarray(0, length)
    this.rest = this.rest.subarray(length)
    if (this.stage === 'open') this.obey(message)
    else this.greet()
    return true
  }

  private greet(): void {
    if (this.stage === 'version') {
      // One kind of security: none.
      this.socket.write(Buffer.from([1, 1]))
      this.stage = 'security'
    } else if (this.stage === 'security') {
      this.socket.write(Buffer.alloc(4))
      this.stage = 'init'
    } else {
      const name = Buffer.from(this.name)
      const head = Buffer.alloc(24)
      head.writeUInt16BE(sceneWidth, 0)
      head.writeUInt16BE(sceneHeight, 2)
      head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
      head.writeUInt32BE(name.length, 20)
      this.socket.write(Buffer.concat([head, name]))
      this.stage = 'open'
    }
  }

  private obey(message: Buffer): void {
    const kind = message[0]
    if (kind === 0) this.takeFormat(message)
    else if (kind === 2) this.zlib = encodings(message).includes(zlibEncoding)
    else if (kind === 3) this.asked = message[1] === 0 ? 'all' : this.asked === 'all' ? 'all' : 'changes'
    else if (kind === 4) this.acts.key(message.readUInt32BE(4), message[1] === 1)
    else if (kind === 5) this.acts.pointer(message.readUInt16BE(2), message.readUInt16BE(4), message.readUInt8(1))
    else if (kind === 6) this.acts.paste(message.toString('latin1', 8))
  }

  private takeFormat(message: Buffer): void {
    const bits = message.readUInt8(4)
    if ((bits !== 16 && bits !== 32) || message[7] === 0) {
      this.socket.destroy()
      return
    }
    this.format = {
      bits,
      bigEndian: message[6] !== 0,
      most: [message.readUInt16BE(8), message.readUInt16BE(10), message.readUInt16BE(12)],
      shift: [message.readUInt8(14), message.readUInt8(15), message.readUInt8(16)]
    }
  }
}

const encodings = (message: Buffer): number[] =>
  Array.from({ length: message.readUInt16BE(2) }, (_, at) => message.readInt32BE(4 + at * 4))
