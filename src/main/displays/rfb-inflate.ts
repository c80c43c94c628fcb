/** The zlib stream of an RFB server, inflated beside the engine's thread and no further than it is used. */
import { constants, createInflate } from 'node:zlib'
import { Failure } from '@domain/failure'

/** Bytes that are inflated in one go. */
const chunkSize = 64 * 1024

/** One stream runs through all rectangles; each feeds it in pieces, and uses all that comes of them. */
export class InflatedBytes {
  private readonly inflate = createInflate({ chunkSize, flush: constants.Z_SYNC_FLUSH })
  private rest: Buffer = Buffer.alloc(0)
  private failure: Failure | undefined
  /** The latest piece went in, and what it gave is inflated. */
  private done = true
  private wake = (): void => {}

  constructor() {
    this.inflate.on('readable', () => this.wake())
    this.inflate.on('error', cause =>
      this.fail(new Failure('protocol', 'The VNC server sent no zlib data.', { cause }))
    )
    this.inflate.on('end', () => this.fail(new Failure('protocol', 'The VNC server ended its zlib data too early.')))
  }

  /** The next piece; the one before is used up. */
  feed(bytes: Buffer): void {
    this.done = false
    this.inflate.write(bytes, () => {
      this.done = true
      this.wake()
    })
  }

  /** So many bytes or more, or what there is when all that was fed is inflated. */
  async ahead(length: number): Promise<Buffer> {
    while (this.rest.length < length) {
      if (this.failure) throw this.failure
      const more: unknown = this.inflate.read()
      if (Buffer.isBuffer(more)) this.rest = this.rest.length === 0 ? more : Buffer.concat([this.rest, more])
      else if (this.done) break
      else
        await new Promise<void>(resolve => {
          this.wake = resolve
        })
    }
    return this.rest
  }

  /** So many of those bytes were drawn. */
  use(length: number): void {
    this.rest = this.rest.subarray(length)
  }

  close(): void {
    this.inflate.destroy()
  }

  private fail(failure: Failure): void {
    this.failure ??= failure
    this.wake()
  }
}
