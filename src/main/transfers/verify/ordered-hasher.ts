/** The checksum of a file whose chunks arrive in any order, as several channels deliver them. */
import { Failure } from '@domain/failure'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { openDigest } from '../../hashing/digest'
import type { Digest } from '../../hashing/types'
import { giveBackChunk, takeChunk } from '../../ssh/chunk-buffers'

/** The checksum of one file whose bytes arrive in any order. */
export interface OrderedHasher {
  /**
   * Each byte once, from 0 on. `data` is the caller's again when this returns. A promise means that too much waits for
   * an earlier byte: send no more of this file until it resolves. The bytes that are next never wait for others.
   */
  add(offset: number, data: Uint8Array): undefined | Promise<void>
  /** Lower-case hex, once all `add` have returned. `internal` when bytes are missing. */
  digest(): Promise<string>
  /** Given up: whoever waits goes on. Does nothing after `digest`. */
  close(): void
}

/** Bytes that may wait for their turn before `add` asks for patience: some 32 chunks in flight twice over. */
const mostWaiting = 16 * 1024 * 1024

/** `size` of the file, if known: a small one is not worth another thread. */
export function createOrderedHasher(algorithm: ChecksumAlgorithm, size?: number): OrderedHasher {
  const waiting = new Map<number, Uint8Array>()
  let waitingBytes = 0
  let next = 0
  let digest: Digest | undefined
  let failure: Failure | undefined
  let closed = false
  let patient: { readonly offset: number; readonly go: () => void }[] = []
  /** Whoever gave what was taken since goes on even while much waits: the bytes that are next may be for him to bring. */
  const relieve = (): void => {
    const waitsOn = ({ offset }: { offset: number }): boolean => waitingBytes >= mostWaiting && offset >= next
    const all = patient
    patient = all.filter(waitsOn)
    for (const one of all) if (!waitsOn(one)) one.go()
  }
  const empty = (): void => {
    waiting.clear()
    waitingBytes = 0
    relieve()
  }

  /** What is under way: opening the digest, or feeding it. Nothing else feeds it meanwhile. */
  let working: Promise<void> | undefined
  function work(step: Promise<void>): void {
    working = step
      .catch((thrown: unknown) => {
        failure ??= Failure.from(thrown)
        empty()
      })
      .then(() => {
        working = undefined
        // A chunk may have come between the last look and now.
        if (digest && waiting.has(next) && !closed) work(drain(digest))
      })
  }

  async function drain(to: Digest): Promise<void> {
    for (let data = waiting.get(next); data && !closed; data = waiting.get(next)) {
      waiting.delete(next)
      waitingBytes -= data.length
      next += data.length
      await to.update(data)
      giveBackChunk(data)
      relieve()
    }
  }

  async function open(opening: Promise<Digest>): Promise<void> {
    digest = await opening
    if (closed) digest.close()
  }
  const opened = openDigest(algorithm, size)
  if (opened instanceof Promise) work(open(opened))
  else digest = opened

  return {
    add(offset, data) {
      if (failure || closed || data.length === 0) return undefined
      if (offset === next && digest && !working) {
        next += data.length
        const wait = digest.update(data)
        if (wait || waiting.has(next)) work(wait ?? Promise.resolve())
        return wait
      }
      const own = takeChunk(data.length)
      own.set(data)
      waiting.set(offset, own)
      waitingBytes += data.length
      if (offset === next || waitingBytes < mostWaiting) return undefined
      return new Promise(resolve => patient.push({ offset, go: resolve }))
    },
    async digest() {
      while (working) await working
      if (failure) throw failure
      if (!digest || closed || waiting.size > 0)
        throw new Failure('internal', 'A checksum was asked for before all bytes were there.')
      closed = true
      return digest.digest()
    },
    close() {
      if (closed) return
      closed = true
      empty()
      digest?.close()
    }
  }
}
