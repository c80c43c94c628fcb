/** The bytes of one file, many requests in flight, memory bounded by the slots. */
import { Failure } from '@domain/failure'
import type { ReadHandle, WriteHandle } from '@domain/files/file-system'
import type { ByteRange } from '@domain/transfers/byte-ranges'
import { giveBackChunk } from '../ssh/chunk-buffers'
import type { Slots } from './slots'
import type { OrderedHasher } from './verify/ordered-hasher'

/** Holds the rate down: resolves when so many bytes may go. */
export interface Throttle {
  take(bytes: number, signal: AbortSignal): Promise<void>
}

export interface ByteCopy {
  readonly reader: ReadHandle
  readonly writer: WriteHandle
  /** What is to be copied, in order. */
  readonly ranges: readonly ByteRange[]
  /** Most bytes of one write. */
  readonly chunkBytes: number
  /** Most bytes of one read. */
  readonly readBytes: number
  /** Every write begins at a multiple of `chunkBytes` and is full unless it is the last (parts of a bucket's upload). */
  readonly aligned: boolean
  /** One slot is one chunk in memory; shared by all files of a transfer. */
  readonly requests: Slots
  readonly signal: AbortSignal
  readonly throttle?: Throttle | undefined
  readonly hasher?: OrderedHasher | undefined
  /** With each range that the destination has confirmed. */
  arrived(range: ByteRange): void
}

/** Most bytes of one file that are on the way at once: what 100 ms at 160 MB/s hold. */
const bytesAtOnce = 16 * 1024 * 1024
/** Chunks at once, however large they are. */
const fewestAtOnce = 4

/** Throws the first error when all that was in flight has settled; `changed-at-source` when the source ends early. */
export async function copyBytes(copy: ByteCopy): Promise<void> {
  const chunks = chunksOf(copy)
  let failure: { thrown: unknown } | undefined
  const worker = async (): Promise<void> => {
    try {
      while (!failure) {
        const release = await copy.requests.take(copy.signal)
        try {
          // While this one waited others may have taken what was left, or failed.
          const chunk = failure ? undefined : chunks.next().value
          if (!chunk) return
          await copyChunk(copy, chunk)
        } finally {
          release()
        }
      }
    } catch (thrown) {
      failure ??= { thrown }
    }
  }
  const total = copy.ranges.reduce((sum, [from, end]) => sum + Math.ceil((end - from) / copy.chunkBytes) + 1, 0)
  const atOnce = Math.max(fewestAtOnce, Math.ceil(bytesAtOnce / copy.chunkBytes))
  await Promise.all(Array.from({ length: Math.min(atOnce, total) }, worker))
  if (failure) throw failure.thrown
}

function* chunksOf({ ranges, chunkBytes, aligned }: ByteCopy): Generator<ByteRange, undefined, void> {
  for (const [from, end] of ranges)
    for (let at = from; at < end; ) {
      const next = Math.min(end, aligned ? (Math.floor(at / chunkBytes) + 1) * chunkBytes : at + chunkBytes)
      yield [at, next]
      at = next
    }
  return undefined
}

async function copyChunk(copy: ByteCopy, [from, end]: ByteRange): Promise<void> {
  const { throttle, signal } = copy
  await throttle?.take(end - from, signal)
  if (copy.aligned && end - from > copy.readBytes) return pass(copy, from, await gather(copy, from, end))
  // A server may give less than was asked for (draft-ietf-secsh-filexfer-02 6.4); the rest is asked for again.
  for (let at = from; at < end; ) {
    const data = await readSome(copy, at, Math.min(copy.readBytes, end - at))
    await pass(copy, at, data)
    at += data.length
    // Only after all went well: what was given up may still be on its way.
    if (!copy.aligned) giveBackChunk(data)
  }
}

async function readSome({ reader, signal }: ByteCopy, offset: number, length: number): Promise<Uint8Array> {
  const data = await reader.read(offset, length, signal)
  if (data.length === 0)
    throw new Failure('changed-at-source', 'The file became shorter while it was copied.', {
      hint: 'Copy it again when nothing writes to it.'
    })
  return data
}

/** A chunk that is larger than one read, its reads on the way together. */
async function gather(copy: ByteCopy, from: number, end: number): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(end - from)
  const piece = async (start: number): Promise<void> => {
    const stop = Math.min(end, start + copy.readBytes)
    for (let at = start; at < stop; ) {
      const data = await readSome(copy, at, stop - at)
      whole.set(data, at - from)
      at += data.length
    }
  }
  const pieces: Promise<void>[] = []
  for (let start = from; start < end; start += copy.readBytes) pieces.push(piece(start))
  for (const done of await Promise.allSettled(pieces)) if (done.status === 'rejected') throw done.reason
  return whole
}

async function pass({ writer, hasher, signal, arrived }: ByteCopy, offset: number, data: Uint8Array): Promise<void> {
  // Earlier bytes may be missing; this chunk then keeps its slot, so that what waits stays bounded.
  const hashed = hasher?.add(offset, data)
  await writer.write(offset, data, signal)
  arrived([offset, offset + data.length])
  await hashed
}
