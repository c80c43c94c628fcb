/** Ranges of a file, wherever it lies, as the readers of formats ask for them. */
import { Failure } from '../failure'

/** A file of which parts are read. */
export interface ByteSource {
  /** For messages. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>
  /** The same for a few bytes of a header, beside which others will be asked for. */
  readNear(offset: number, length: number): Promise<Uint8Array>
}

/** A file that does not hold what its own header tells, or is none of its kind. */
export function corrupt(path: string, why: string): Failure {
  return new Failure('corrupt', `${path} cannot be shown: ${why}.`, {
    hint: 'If it is still being written, look again when it is whole.'
  })
}

/** Something no picture is made of. */
export function unsupported(path: string, why: string, hint = ''): Failure {
  return new Failure('unsupported', `${path} cannot be shown: ${why}.`, { hint })
}

/** Exactly `length` bytes; `corrupt` where the file ends before, or `offset` is none. */
export function readExactly(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  return exactly(source, offset, length, source.read)
}

/** The same for a few bytes of a header. */
export function readHeader(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  return exactly(source, offset, length, source.readNear)
}

async function exactly(
  source: ByteSource,
  offset: number,
  length: number,
  read: ByteSource['read']
): Promise<Uint8Array> {
  const inside = Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= source.size
  const bytes = inside ? await read(offset, length) : new Uint8Array()
  if (!inside || bytes.length < length)
    throw corrupt(
      source.path,
      `it speaks of ${length} bytes from byte ${offset} on, which a file of ${source.size} bytes does not hold`
    )
  return bytes
}

/** Bytes that are in memory. */
export function memorySource(path: string, bytes: Uint8Array): ByteSource {
  const read: ByteSource['read'] = async (offset, length) =>
    bytes.subarray(Math.max(0, offset), Math.max(0, offset) + Math.max(0, length))
  return { path, size: bytes.length, read, readNear: read }
}

/** Bytes of a block, and how many blocks are kept. */
const blockBytes = 16 * 1024
const mostBlocks = 64

/** `read` of a file of `size` bytes, of which small reads come out of blocks that are kept. */
export function readInBlocks(size: number, read: ByteSource['read']): ByteSource['readNear'] {
  const blocks = new Map<number, Promise<Uint8Array>>()
  function block(number: number): Promise<Uint8Array> {
    const known = blocks.get(number) ?? read(number * blockBytes, blockBytes)
    blocks.delete(number)
    blocks.set(number, known)
    const [oldest] = blocks.keys()
    if (blocks.size > mostBlocks && oldest !== undefined) blocks.delete(oldest)
    return known
  }
  return async (offset, length) => {
    if (offset < 0 || length > blockBytes) return read(offset, length)
    const end = Math.min(size, offset + length)
    const bytes = new Uint8Array(Math.max(0, end - offset))
    for (let at = offset; at < end; ) {
      const number = Math.floor(at / blockBytes)
      const part = (await block(number)).subarray(at - number * blockBytes, end - number * blockBytes)
      if (part.length === 0) return bytes.subarray(0, at - offset)
      bytes.set(part, at - offset)
      at += part.length
    }
    return bytes
  }
}
