/** What unpacking takes from Node: zlib in its own threads, with a limit on what comes out, and rests in long work. */
import { promisify } from 'node:util'
import { createGunzip, inflate } from 'node:zlib'
import { Failure } from '@domain/failure'
import { type ByteSource, corrupt } from '@domain/previews/byte-source'
import type { Unpackers } from '@domain/tiff/raster'

const inflateAll = promisify(inflate)

/** Milliseconds of work between two rests: a key typed in a terminal waits no longer. */
const workMs = 8

/** Runs work that rests now and then, so that the engine serves others meanwhile. */
export async function inSteps<Value>(work: Generator<void, Value, void>): Promise<Value> {
  for (;;) {
    const until = performance.now() + workMs
    do {
      const step = work.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await new Promise(resolve => setImmediate(resolve))
  }
}

export const unpackers: Unpackers = {
  run: inSteps,
  async inflate(packed, most, path) {
    try {
      // One byte more, to tell what is too long from what just fits.
      const bytes = await inflateAll(packed, { maxOutputLength: most + 1 })
      if (bytes.length <= most) return bytes
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE'))
        throw corrupt(path, 'a piece of it cannot be unpacked')
    }
    throw corrupt(path, `a piece of it unpacks to more than the ${most} bytes that its header tells`)
  }
}

/** Bytes of the packed file that are read at once. */
const readBytes = 1024 * 1024

/**
 * The first bytes of what a gzip file holds: as many as `enough` asks for after the first `start` are there, and none
 * beyond. Fewer where it ends before. `corrupt`: it is none, or damaged.
 */
export async function gunzipHead(
  source: ByteSource,
  start: number,
  enough: (head: Uint8Array) => number
): Promise<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  let out = new Uint8Array(start)
  let made = 0
  let told = false
  const take = (chunk: Uint8Array): void => {
    const some = chunk.subarray(0, out.length - made)
    out.set(some, made)
    made += some.length
    if (told || made < start) return
    told = true
    const longer = new Uint8Array(Math.max(start, enough(out)))
    longer.set(out)
    out = longer
    take(chunk.subarray(some.length))
  }
  const full = (): boolean => told && made === out.length
  const fed = feed(source, gunzip, full)
  // Heard here too: it may fail while the other side is waited for.
  fed.catch(() => gunzip.destroy())
  try {
    for await (const chunk of gunzip) {
      take(chunk)
      if (full()) break
    }
  } catch (thrown) {
    await fed
    throw thrown instanceof Failure ? thrown : corrupt(source.path, 'it cannot be unpacked')
  } finally {
    gunzip.destroy()
  }
  await fed
  return out.subarray(0, made)
}

/** Reads on, one piece ahead of what was unpacked. */
async function feed(source: ByteSource, gunzip: ReturnType<typeof createGunzip>, done: () => boolean): Promise<void> {
  for (let at = 0; at < source.size && !done() && !gunzip.destroyed; at += readBytes) {
    const piece = await source.read(at, readBytes)
    if (piece.length === 0) break
    if (gunzip.destroyed || gunzip.write(piece)) continue
    await new Promise<void>(resolve => {
      const go = (): void => {
        gunzip.off('drain', go)
        gunzip.off('close', go)
        resolve()
      }
      gunzip.on('drain', go)
      gunzip.on('close', go)
      if (gunzip.destroyed) go()
    })
  }
  if (!gunzip.destroyed) gunzip.end()
}
