/**
 * An RFB server to which we logged in, as a client sees it that was let in without a password: the client never learns
 * one, and what it sends can be looked through.
 */
import { Duplex } from 'node:stream'
import type { ViewFilter } from '@domain/displays/vnc-view-filter'
import { Failure } from '@domain/failure'
import type { ByteReader } from './rfb-reader'

/** Bytes given on at once. */
const mostAtOnce = 64 * 1024
const version = 'RFB 003.008\n'
/** One kind of security, "None"; then that it went well (RFC 6143, 7.1.2 and 7.1.3). */
const securityKinds = Buffer.from([1, 1])
const allIsWell = Buffer.alloc(4)

export interface OpenedServer {
  /** The stream on which the login was. */
  readonly stream: Duplex
  /** Reads what the server says after it. */
  readonly reader: ByteReader
  /** Through which the client's messages go; null: all of them may. */
  readonly filter: ViewFilter | null
}

class OpenedStream extends Duplex {
  /** What the client said of its beginning: version, kind of security, ClientInit. */
  private beginning: Buffer | null = Buffer.alloc(0)
  private answered = 0
  private reading = false

  constructor(private readonly server: OpenedServer) {
    super()
    this.push(version)
  }

  override _read(): void {
    if (this.reading) return
    this.reading = true
    this.server.reader.some(mostAtOnce).then(
      bytes => {
        this.reading = false
        this.push(bytes)
      },
      () => this.push(null)
    )
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    try {
      this.passOn(this.beginning ? this.begin(Buffer.concat([this.beginning, chunk])) : chunk, done)
    } catch (thrown) {
      done(Failure.from(thrown))
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.server.stream.destroy()
    done(error)
  }

  /** Answers the beginning as far as it is there; gives what is for the server behind it. */
  private begin(said: Buffer): Buffer {
    this.beginning = said
    if (said.length >= 12 && this.answered === 0) {
      this.answered = 12
      if (said.subarray(0, 12).toString('latin1') !== version)
        throw new Failure('protocol', 'The viewer speaks a version of VNC that was not offered.')
      this.push(securityKinds)
    }
    if (said.length >= 13 && this.answered === 12) {
      this.answered = 13
      if (said[12] !== 1) throw new Failure('protocol', 'The viewer asked for a login that was not offered.')
      this.push(allIsWell)
    }
    if (said.length < 14) return Buffer.alloc(0)
    this.beginning = null
    const { filter, stream } = this.server
    // ClientInit. Who only looks must not send the others away, which a client that wants to be alone does.
    stream.write(filter ? Buffer.from([1]) : said.subarray(13, 14))
    return said.subarray(14)
  }

  private passOn(bytes: Buffer, done: (error?: Error) => void): void {
    const { filter, stream } = this.server
    const passing = filter ? filter(bytes) : bytes
    if (passing.length === 0 || !stream.writable || stream.write(passing)) {
      done()
      return
    }
    const on = (): void => {
      stream.off('drain', on)
      stream.off('close', on)
      done()
    }
    stream.once('drain', on)
    stream.once('close', on)
  }
}

/** Closes the server's stream with itself; ends with it. */
export const openedStream = (server: OpenedServer): Duplex => new OpenedStream(server)
