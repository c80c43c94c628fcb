/** A file of any place as the readers of formats ask for it: ranges, a bounded number of them at once. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem, ReadHandle } from '@domain/files/file-system'
import { type ByteSource, readInBlocks } from '@domain/previews/byte-source'
import { giveBackChunk } from '../../ssh/chunk-buffers'

/** Bytes that are read of one file at most: a look is no copy. */
const mostBytes = 192 * 1024 * 1024
/** Requests under way, and their bytes: enough for a long way, not so much that others wait for long. */
const mostRequests = 256
const mostFlying = 8 * 1024 * 1024

/** A file that is open; `bytesRead` counts what was asked of the place. */
export interface FileSource extends ByteSource {
  readonly bytesRead: number
}

/** `limit-exceeded` once too much was read. Aborting `signal` ends every read. */
export function createFileSource(
  files: FileSystem,
  handle: ReadHandle,
  file: { path: string; size: number },
  signal: AbortSignal
): FileSource {
  const path = displayName(file.path)
  let bytesRead = 0
  const gate = createGate()

  async function piece(into: Uint8Array, offset: number): Promise<number> {
    for (let at = 0; at < into.length; ) {
      const got = await gate(into.length, () => handle.read(offset + at, into.length - at, signal))
      if (got.length === 0) return at
      into.set(got, at)
      bytesRead += got.length
      at += got.length
      giveBackChunk(got)
    }
    return into.length
  }

  async function read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, file.size - offset)))
    if (bytesRead + bytes.length > mostBytes)
      throw new Failure('limit-exceeded', `${path} cannot be shown: too much of it would have to be read.`, {
        hint: 'Copy it to this computer and open it there.'
      })
    const { chunkBytes } = files
    const starts = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) => at * chunkBytes)
    const ends = await Promise.all(
      starts.map(async at => at + (await piece(bytes.subarray(at, at + chunkBytes), offset + at)))
    )
    const short = starts.findIndex((at, number) => ends[number] !== Math.min(bytes.length, at + chunkBytes))
    return short < 0 ? bytes : bytes.subarray(0, ends[short])
  }

  return {
    path,
    size: file.size,
    get bytesRead() {
      return bytesRead
    },
    read,
    readNear: readInBlocks(file.size, read)
  }
}

/** Lets work begin when there is room for it, in the order in which it came. */
function createGate(): <Value>(bytes: number, work: () => Promise<Value>) => Promise<Value> {
  const waiting: { bytes: number; begin: () => void }[] = []
  let requests = 0
  let flying = 0
  const next = (): void => {
    for (;;) {
      const [first] = waiting
      if (!first || requests >= mostRequests || (requests > 0 && flying + first.bytes > mostFlying)) return
      waiting.shift()
      requests++
      flying += first.bytes
      first.begin()
    }
  }
  return async (bytes, work) => {
    await new Promise<void>(begin => {
      waiting.push({ bytes, begin })
      next()
    })
    try {
      return await work()
    } finally {
      requests--
      flying -= bytes
      next()
    }
  }
}
