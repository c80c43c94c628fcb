/** The bytes of one file, many requests in flight, memory bounded by the slots. */
import { Failure } from '@domain/failure'
import type { ReadHandle, WriteHandle } from '@domain/files/file-system'
import type { Slots } from './slots'

export interface ByteCopy {
  readonly reader: ReadHandle
  readonly writer: WriteHandle
  /** First byte, and the one after the last. */
  readonly from: number
  readonly end: number
  readonly chunkBytes: number
  /** One slot is one chunk in memory; shared by all files of a transfer. */
  readonly requests: Slots
  readonly signal: AbortSignal
  sent(bytes: number): void
}

/** Most chunks of one file that are on the way at once. */
const chunksAtOnce = 32

/** Throws the first error when all that was in flight has settled; `changed-at-source` when the source ends early. */
export async function copyBytes(copy: ByteCopy): Promise<void> {
  let next = copy.from
  let failure: { thrown: unknown } | undefined
  const worker = async (): Promise<void> => {
    try {
      while (next < copy.end && !failure) {
        const release = await copy.requests.take(copy.signal)
        try {
          // While this one waited others may have taken what was left, or failed.
          if (next >= copy.end || failure) return
          const offset = next
          next += copy.chunkBytes
          await copyChunk(copy, offset, Math.min(copy.chunkBytes, copy.end - offset))
        } finally {
          release()
        }
      }
    } catch (thrown) {
      failure ??= { thrown }
    }
  }
  const chunks = Math.ceil((copy.end - copy.from) / copy.chunkBytes)
  await Promise.all(Array.from({ length: Math.min(chunksAtOnce, chunks) }, worker))
  if (failure) throw failure.thrown
}

/** A server may give less than was asked for (draft-ietf-secsh-filexfer-02 6.4); the rest is asked for again. */
async function copyChunk({ reader, writer, signal, sent }: ByteCopy, from: number, length: number): Promise<void> {
  for (let done = 0; done < length; ) {
    const data = await reader.read(from + done, length - done, signal)
    if (data.length === 0)
      throw new Failure('changed-at-source', 'The file became shorter while it was copied.', {
        hint: 'Copy it again when nothing writes to it.'
      })
    await writer.write(from + done, data, signal)
    done += data.length
    sent(data.length)
  }
}
