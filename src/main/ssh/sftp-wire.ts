/** Requests and replies of one SFTP channel: many in flight, matched by id, each with its own end. */
import type { Duplex, Readable } from 'node:stream'
import { Failure } from '@domain/failure'
import { decodeVersion, encodeInit, encodeRequest, type Field, PacketReader, packetType } from '@domain/sftp-packet'
import { takeChunk } from './chunk-buffers'
import { abortFailure } from './errors'

export interface Reply {
  readonly type: number
  readonly reader: PacketReader
}

interface Pending {
  settle(reply: Reply): void
  fail(failure: Failure): void
}

export interface WireContext {
  /** `user@host:port`. */
  readonly name: string
  lost(): Failure | undefined
}

/** No server sends more than 256 kB; above this the stream is no SFTP (a login script that prints text). */
const longestPacket = 4 * 1024 * 1024

/** Servers take 32 768 bytes of channel data in a packet (RFC 4253 6.1; OpenSSH's CHAN_SES_PACKET_DEFAULT). */
const packetBytes = 32_768

export class SftpWire {
  private readonly pending = new Map<number, Pending>()
  private nextId = 1
  private ended: Failure | undefined
  private version: ((reader: PacketReader) => void) | undefined
  /** Length field while it is incomplete, then the packet that is being filled. */
  private readonly head = Buffer.alloc(4)
  private headLength = 0
  private packet: Buffer | undefined
  private filled = 0
  /** Small pieces that wait for the end of this turn, to share one SSH packet. */
  private small: Uint8Array[] = []
  private smallBytes = 0
  private flushing = false
  /** The channel's buffer is full: what is to be sent waits here until it takes more. */
  private full = false
  private waiting: Uint8Array[] = []

  constructor(
    private readonly channel: Duplex & { readonly stderr?: Readable },
    private readonly context: WireContext
  ) {
    channel.on('data', (chunk: Buffer) => this.take(chunk))
    channel.on('error', () => undefined)
    // Unread text there would stop the channel when its window is full.
    channel.stderr?.resume()
    channel.once('close', () =>
      this.end(context.lost() ?? new Failure('unreachable', `${context.name} ended the SFTP channel.`))
    )
  }

  get inFlight(): number {
    return this.pending.size
  }

  /** Version and extensions of the server. Fails with `no-sftp` when it does not answer as one. */
  start(signal: AbortSignal | undefined): Promise<Map<string, string>> {
    return new Promise((resolve, reject) => {
      const give = (failure: Failure): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.pending.delete(0)
        reject(failure)
      }
      const noSftp = (why: string): Failure =>
        new Failure('no-sftp', `${this.context.name} offers no usable SFTP: ${why}.`, {
          hint: 'A login script that prints text breaks SFTP; or the host has no sftp-server. Ask the facility.'
        })
      const abort = (): void => give(signal ? abortFailure(signal) : noSftp('cancelled'))
      const timer = setTimeout(() => give(noSftp('it does not answer')), 20_000)
      signal?.addEventListener('abort', abort, { once: true })
      this.pending.set(0, {
        settle: () => undefined,
        fail: failure => give(noSftp(failure.message.replace(/\.$/, '')))
      })
      this.version = reader => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.pending.delete(0)
        const { version, extensions } = decodeVersion(reader)
        if (version >= 3) resolve(extensions)
        else reject(noSftp(`it speaks version ${version}`))
      }
      this.channel.write(encodeInit())
    })
  }

  /**
   * Sends a request; `payload` follows as its last string without being copied. Settles with the reply. When the signal
   * fires it settles at once; a reply that still comes goes to `late`.
   */
  request(
    type: number,
    fields: readonly Field[],
    options: { signal?: AbortSignal | undefined; payload?: Uint8Array; late?: (reply: Reply) => void } = {}
  ): Promise<Reply> {
    const { signal, payload, late } = options
    if (this.ended) return Promise.reject(this.ended)
    if (signal?.aborted) return Promise.reject(abortFailure(signal))
    const id = this.takeId()
    const reply = new Promise<Reply>((resolve, reject) => {
      const abort = (): void => {
        this.pending.set(id, { settle: answer => late?.(answer), fail: () => undefined })
        reject(signal ? abortFailure(signal) : new Failure('cancelled', 'Cancelled.'))
      }
      signal?.addEventListener('abort', abort, { once: true })
      const done = (): void => signal?.removeEventListener('abort', abort)
      this.pending.set(id, {
        settle: answer => {
          done()
          resolve(answer)
        },
        fail: failure => {
          done()
          reject(failure)
        }
      })
    })
    this.queue(encodeRequest(type, id, fields, payload?.length))
    if (payload && payload.length > 0) this.queue(payload)
    return reply
  }

  close(): void {
    this.end(new Failure('cancelled', `The SFTP channel to ${this.context.name} was closed.`))
    this.channel.destroy()
  }

  private takeId(): number {
    do this.nextId = this.nextId >= 0xffffffff ? 1 : this.nextId + 1
    while (this.pending.has(this.nextId))
    return this.nextId
  }

  /**
   * Encrypting an SSH packet costs about as much as a kilobyte-sized request itself, so the requests of one turn of the
   * event loop (open, or write, change and close of many small files) go together.
   */
  private queue(piece: Uint8Array): void {
    if (piece.length > packetBytes / 2) {
      this.flush()
      this.send(piece)
      return
    }
    if (this.smallBytes + piece.length > packetBytes) this.flush()
    this.small.push(piece)
    this.smallBytes += piece.length
    if (this.flushing) return
    this.flushing = true
    process.nextTick(() => {
      this.flushing = false
      this.flush()
    })
  }

  private flush(): void {
    const { small } = this
    const [first] = small
    if (!first) return
    this.small = []
    this.send(small.length === 1 ? first : Buffer.concat(small, this.smallBytes))
    this.smallBytes = 0
  }

  private send(bytes: Uint8Array): void {
    if (this.ended) return
    if (this.full) {
      this.waiting.push(bytes)
      return
    }
    if (this.channel.write(bytes)) return
    this.full = true
    this.channel.once('drain', () => {
      this.full = false
      for (const waiting of this.waiting.splice(0)) this.send(waiting)
    })
  }

  private take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.ended; ) {
      if (!this.packet) {
        const part = Math.min(4 - this.headLength, chunk.length - at)
        chunk.copy(this.head, this.headLength, at, at + part)
        this.headLength += part
        at += part
        if (this.headLength < 4) return
        const length = this.head.readUInt32BE(0)
        if (length < 1 || length > longestPacket) {
          this.breakOff('what came is no SFTP packet')
          return
        }
        this.packet = takeChunk(length)
        this.filled = 0
      }
      const part = Math.min(this.packet.length - this.filled, chunk.length - at)
      chunk.copy(this.packet, this.filled, at, at + part)
      this.filled += part
      at += part
      if (this.filled < this.packet.length) return
      const whole = this.packet
      this.packet = undefined
      this.headLength = 0
      this.receive(whole)
    }
  }

  private receive(packet: Buffer): void {
    try {
      const reader = new PacketReader(packet)
      const type = reader.byte()
      if (type === packetType.version) {
        this.version?.(reader)
        this.version = undefined
        return
      }
      const id = reader.uint32()
      const waiting = this.pending.get(id)
      this.pending.delete(id)
      waiting?.settle({ type, reader })
    } catch (error) {
      this.breakOff(error instanceof Error ? error.message : String(error))
    }
  }

  private breakOff(why: string): void {
    this.end(new Failure('protocol', `${this.context.name} broke the SFTP protocol: ${why}.`))
    this.channel.destroy()
  }

  private end(failure: Failure): void {
    if (this.ended) return
    this.ended = failure
    const waiting = [...this.pending.values()]
    this.pending.clear()
    for (const one of waiting) one.fail(failure)
  }
}
