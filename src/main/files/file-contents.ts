/** The bytes of one file as a stream, no faster than its taker acknowledges them. */
import { setMaxListeners } from 'node:events'
import type { ContentEvent, Place } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { instantOf } from '@domain/files/entry'
import type { FileInfo, FileSystem, FileSystems, ReadHandle } from '@domain/files/file-system'
import { giveBackChunk } from '../ssh/chunk-buffers'

type Signal = AbortSignal | undefined

export interface FileContents {
  /** Readings that have not ended. */
  readonly active: number
  /** Links followed. `is-a-directory`, `unsupported` for what is no regular file; `changed-at-source` when it changed while it was read. */
  read(id: string, place: Place, signal: Signal): AsyncGenerator<ContentEvent, void, void>
  /** `offset`: bytes that were taken, in all. */
  acknowledge(id: string, offset: number): void
}

/** What may be unacknowledged. Bytes. */
const windowBytes = 4 * 1024 * 1024
/** Largest item of the stream. Bytes. */
const mostItemBytes = 1024 * 1024
/** Requests in flight: they hide the round trips to a site. */
const readsAtOnce = 16

interface Taker {
  taken: number
  wake: () => void
}

export function createFileContents(fileSystems: FileSystems): FileContents {
  const takers = new Map<string, Taker>()

  /** The place for one reading of it. A site gets channels of its own, so that browsing it stays quick. */
  async function open(place: Place, signal: Signal): Promise<{ files: FileSystem; close(): void }> {
    if (place.kind === 'site') {
      const files = await fileSystems.openSite(place.site, signal)
      return { files, close: () => files.close() }
    }
    const files = place.kind === 's3' ? await fileSystems.s3(place.profile) : fileSystems.local
    return { files, close: () => undefined }
  }

  async function* readOn(files: FileSystem, asked: string, taker: Taker, signal: Signal): AsyncGenerator<ContentEvent> {
    const path = files.absolute(asked)
    // Before it is opened: a named pipe would wait for its other end.
    refuseOthers(path, await files.stat(path, signal))
    const handle = await files.openRead(path, signal)
    try {
      const { size, mtime, stamp } = await handle.info(signal)
      yield { type: 'opened', path, size, mtime: instantOf(mtime) }
      let offset = 0
      for await (const bytes of readAhead(handle, { path, size, itemBytes: itemBytesOf(files) }, signal)) {
        await untilTaken(taker, offset - windowBytes, signal)
        const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
        giveBackChunk(bytes)
        yield { type: 'bytes', offset, base64 }
        offset += bytes.length
      }
      if ((await handle.info(signal)).stamp !== stamp) throw changed(path)
    } finally {
      await handle.close()
    }
  }

  return {
    get active() {
      return takers.size
    },
    async *read(id, place, signal) {
      if (takers.has(id)) throw new Failure('exists', `There is a reading ${id} already.`)
      const taker: Taker = { taken: 0, wake: () => undefined }
      takers.set(id, taker)
      const wake = (): void => taker.wake()
      signal?.addEventListener('abort', wake)
      try {
        const { files, close } = await open(place, signal)
        try {
          yield* readOn(files, place.path, taker, signal)
        } finally {
          close()
        }
      } finally {
        signal?.removeEventListener('abort', wake)
        takers.delete(id)
      }
    },
    acknowledge(id, offset) {
      const taker = takers.get(id)
      if (!taker) return
      taker.taken = Math.max(taker.taken, offset)
      taker.wake()
    }
  }
}

const itemBytesOf = ({ chunkBytes }: FileSystem): number => Math.min(chunkBytes, mostItemBytes)

const changed = (path: string): Failure =>
  new Failure('changed-at-source', `${displayName(path)} changed while it was read.`, { hint: 'Fetch it again.' })

function refuseOthers(path: string, { type }: FileInfo): void {
  if (type === 'directory')
    throw new Failure('is-a-directory', `${displayName(path)} is a folder, which has no bytes of its own.`, {
      hint: 'Name a file in it.'
    })
  if (type !== 'file') throw new Failure('unsupported', `${displayName(path)} is not a regular file.`)
}

/** Throws what the signal aborted with. */
async function untilTaken(taker: Taker, offset: number, signal: Signal): Promise<void> {
  while (taker.taken < offset) {
    signal?.throwIfAborted()
    await new Promise<void>(resolve => {
      taker.wake = resolve
    })
  }
}

interface Reading {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly itemBytes: number
}

/** In order, with several requests in flight. */
async function* readAhead(handle: ReadHandle, reading: Reading, outer: Signal): AsyncGenerator<Uint8Array, void, void> {
  const stop = new AbortController()
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal
  // Each read listens for it; Node takes more than ten listeners for a leak.
  setMaxListeners(2 * readsAtOnce, signal)
  const most = Math.max(2, Math.min(readsAtOnce, Math.floor(windowBytes / reading.itemBytes)))
  const flying: Promise<Uint8Array>[] = []
  let asked = 0
  try {
    for (;;) {
      while (asked < reading.size && flying.length < most) {
        const read = readWhole(handle, reading, asked, signal)
        // Heard here too: it may fail before its turn comes.
        read.catch(() => undefined)
        flying.push(read)
        asked += reading.itemBytes
      }
      const next = flying.shift()
      if (!next) return
      yield await next
    }
  } finally {
    stop.abort()
    await Promise.allSettled(flying)
  }
}

/** One item; a place may answer with less than was asked for. */
async function readWhole(handle: ReadHandle, reading: Reading, from: number, signal: AbortSignal): Promise<Uint8Array> {
  const wanted = Math.min(reading.itemBytes, reading.size - from)
  const first = await handle.read(from, wanted, signal)
  if (first.length === wanted) return first
  const whole = new Uint8Array(wanted)
  whole.set(first)
  for (let at = first.length; at < wanted; ) {
    const more = await handle.read(from + at, wanted - at, signal)
    if (more.length === 0) throw changed(reading.path)
    whole.set(more, at)
    at += more.length
  }
  return whole
}
