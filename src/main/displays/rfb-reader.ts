/** Bytes of an RFB server, read in pieces that a server cannot make too large. */
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'

/** Milliseconds of work in one go; then everything else of the engine has its turn. */
const workMs = 8

/** Awaited between small pieces of work. */
export type Breathe = () => Promise<void> | undefined

/** Lets everything else have its turn when the work between its calls has gone on for some milliseconds. */
export function createBreathe(): Breathe {
  let since = performance.now()
  return () => {
    if (performance.now() - since < workMs) return undefined
    return new Promise(resolve => {
      setImmediate(() => {
        since = performance.now()
        resolve()
      })
    })
  }
}

/** Bytes that `take` gives at once. */
const mostAtOnce = 256 * 1024

export class ByteReader {
  private readonly reading: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(stream: Duplex) {
    this.reading = stream[Symbol.asyncIterator]()
  }

  /** Exactly so many bytes; `protocol` where the server ends before, or for more than are ever needed at once. */
  async take(length: number): Promise<Buffer> {
    if (length > mostAtOnce) throw new Failure('protocol', `The VNC server wants to send ${length} bytes at once.`)
    while (this.rest.length < length) await this.more()
    return this.cut(length)
  }

  /** What is there, at least one byte and at most so many. */
  async some(most: number): Promise<Buffer> {
    if (this.rest.length === 0) await this.more()
    return this.cut(Math.min(most, this.rest.length, mostAtOnce))
  }

  /** Reads so many bytes that nobody wants. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) left -= (await this.some(left)).length
  }

  private async more(): Promise<void> {
    const { value, done } = await this.reading.next()
    if (done) throw new Failure('protocol', 'The VNC server ended the connection.')
    this.rest = this.rest.length === 0 ? value : Buffer.concat([this.rest, value])
  }

  private cut(length: number): Buffer {
    const bytes = this.rest.subarray(0, length)
    this.rest = this.rest.subarray(length)
    return bytes
  }
}
