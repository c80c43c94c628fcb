/** Reading objects: windows of them ahead of what is asked for, so that small reads do not each pay a round trip. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { ReadHandle, SmallRead } from '@domain/files/file-system'
import { headObject, nothingThere, objectInfo, parseObjectPath } from './object-info'
import { s3ErrorName } from './s3-errors'
import type { S3Link } from './s3-link'

type Signal = AbortSignal | undefined

/** Bytes of one request. */
const windowBytes = 4 * 1024 * 1024
/** Windows asked for beyond the one that is read. */
const windowsAhead = 2
/** Most windows that wait to be read to their end, for each open file. */
const windowsKept = 16

interface Source {
  readonly link: S3Link
  readonly path: string
  readonly size: number
  readonly etag: string | undefined
}

/** `changed-at-source` once the object is another one than when it was opened. */
export async function openObject(link: S3Link, path: string, signal: Signal): Promise<ReadHandle> {
  parseObjectPath(path)
  const head = await headObject(link, path, signal)
  if (!head) throw nothingThere(path)
  const size = head.ContentLength ?? 0
  const windows = createWindows({ link, path, size, etag: head.ETag })
  return {
    async info(inner) {
      const now = await headObject(link, path, inner)
      if (!now) throw nothingThere(path)
      return objectInfo(now, now.ContentLength ?? 0)
    },
    async read(offset, length, inner) {
      if (offset >= size) return new Uint8Array(0)
      const index = Math.floor(offset / windowBytes)
      const window = await windows.get(index, inner)
      const from = offset % windowBytes
      const data = window.subarray(from, Math.min(from + length, window.length))
      windows.served(index, data.length)
      return data
    },
    close: async () => windows.close()
  }
}

interface Windows {
  get(index: number, signal: Signal): Promise<Uint8Array>
  /** So many bytes of it were read; one that was read to its end is let go. */
  served(index: number, bytes: number): void
  close(): void
}

interface Window {
  readonly bytes: Promise<Uint8Array>
  left: number
}

function createWindows(source: Source): Windows {
  const kept = new Map<number, Window>()
  const closing = new AbortController()
  const last = Math.ceil(source.size / windowBytes) - 1
  // The first read of all counts as one that goes on.
  let reached = -1
  const fetchWindow = (index: number): Promise<Uint8Array> => {
    const from = index * windowBytes
    const known = kept.get(index)
    // Put at the end: the one used last is kept longest.
    kept.delete(index)
    const window = known ?? { bytes: getRange(source, from, closing.signal), left: windowBytes }
    kept.set(index, window)
    if (!known) window.bytes.catch(() => kept.delete(index))
    for (const old of kept.keys()) if (kept.size > windowsKept) kept.delete(old)
    return window.bytes
  }
  return {
    get(index, signal) {
      const wanted = fetchWindow(index)
      if (index === reached + 1) {
        // Only who reads on wants what follows.
        reached = index
        for (let next = index + 1; next <= Math.min(index + windowsAhead, last); next++) fetchWindow(next)
      }
      return orGivenUp(wanted, signal)
    },
    served(index, bytes) {
      const window = kept.get(index)
      if (!window) return
      window.left -= bytes
      if (window.left <= 0) kept.delete(index)
    },
    close() {
      closing.abort()
      kept.clear()
    }
  }
}

async function getRange({ link, path, size, etag }: Source, from: number, signal: AbortSignal): Promise<Uint8Array> {
  const { bucket, key } = parseObjectPath(path)
  const end = Math.min(from + windowBytes, size)
  return link.run('read', path, signal, async (s3, options) => {
    const range = { Bucket: bucket, Key: key, Range: `bytes=${from}-${end - 1}` }
    try {
      const { Body } = await s3.getObject(etag === undefined ? range : { ...range, IfMatch: etag }, options)
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0)
      if (bytes.length !== end - from) throw new Failure('protocol', `The store cut s3:${displayName(path).slice(1)}.`)
      return bytes
    } catch (thrown) {
      if (!['PreconditionFailed', 'NoSuchKey', 'InvalidRange'].includes(s3ErrorName(thrown))) throw thrown
      throw new Failure('changed-at-source', `s3:${displayName(path).slice(1)} changed while it was read.`, {
        hint: 'Copy it again when nothing writes to it.',
        cause: thrown
      })
    }
  })
}

/** One reader gives up; the window goes on for the others. */
async function orGivenUp<T>(work: Promise<T>, signal: Signal): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    const give = (): void => reject(Failure.from(signal.reason))
    signal.addEventListener('abort', give, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}

/** One request for all; what is longer than `most` is not read. */
export async function readSmallObject(
  link: S3Link,
  path: string,
  most: number,
  signal: Signal
): Promise<SmallRead | undefined> {
  const { bucket, key } = parseObjectPath(path)
  return link.run('read', path, signal, async (s3, options) => {
    const object = await s3.getObject({ Bucket: bucket, Key: key }, options)
    const size = object.ContentLength ?? 0
    if (size > most) {
      // Without this the rest of the body would come, and hold the connection.
      if (object.Body && 'destroy' in object.Body) object.Body.destroy()
      return undefined
    }
    const data = (await object.Body?.transformToByteArray()) ?? new Uint8Array(0)
    if (data.length !== size) throw new Failure('protocol', `The store cut s3:${displayName(path).slice(1)}.`)
    // What one answer carries is of one moment.
    const info = objectInfo(object, size)
    return { before: info, data, after: info }
  })
}
