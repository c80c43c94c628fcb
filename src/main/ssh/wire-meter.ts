/** How many bytes a stream carried, so far, each way. */
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface WireMeter {
  /** Read from the other end. */
  readonly bytesIn: number
  /** Handed to the stream for the other end. */
  readonly bytesOut: number
}

/** Counts from now on. Call it before anything is read. A socket counts by itself. */
export function meterWire(stream: Duplex): WireMeter {
  if (stream instanceof Socket)
    return {
      get bytesIn() {
        return stream.bytesRead
      },
      get bytesOut() {
        return stream.bytesWritten
      }
    }
  const meter = { bytesIn: 0, bytesOut: 0 }
  stream.on('data', (chunk: Buffer) => {
    meter.bytesIn += chunk.length
  })
  const write = stream.write
  // All overloads of `write` take what they get; the first argument is what ssh2 sends, always bytes.
  stream.write = function metered(this: Duplex, ...given: unknown[]): boolean {
    const [data] = given
    if (data instanceof Uint8Array) meter.bytesOut += data.length
    return Reflect.apply(write, stream, given)
  }
  return meter
}
