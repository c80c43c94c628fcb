/** The one hash thread of the process: started when first used, and no reason for the process to live on. */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { Failure } from '@domain/failure'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { giveBackChunk, takeChunk } from '../ssh/chunk-buffers'
import { crc64Polynomial, type HashReply, type HashRequest, runHashWorker } from './hash-worker'
import type { Digest } from './types'

interface Job {
  reply(reply: HashReply): void
  lost(failure: Failure): void
}

/** Shorter ones may lie in memory that Node's buffers share. */
const sharedBytes = 64 * 1024

/** Bytes of one job that may wait for the thread. */
const mostWaiting = 8 * 1024 * 1024

const jobs = new Map<number, Job>()
let thread: Worker | undefined
let lastJob = 0

function start(): Worker {
  const parts = `{
    port: require('node:worker_threads').parentPort,
    crypto: require('node:crypto'),
    fs: require('node:fs/promises'),
    wasm: require(require('node:worker_threads').workerData.wasm),
    crc64Polynomial: ${JSON.stringify(crc64Polynomial)}
  }`
  const worker = new Worker(`(${runHashWorker.toString()})(${parts})`, {
    eval: true,
    name: 'hash',
    // A thread of text has no folder to look for packages from.
    workerData: { wasm: createRequire(import.meta.url).resolve('hash-wasm') }
  })
  worker.on('message', (reply: HashReply) => jobs.get(reply.job)?.reply(reply))
  worker.on('error', error => end(worker, error))
  worker.on('exit', () => end(worker, undefined))
  return worker
}

function end(worker: Worker, cause: Error | undefined): void {
  if (thread !== worker) return
  thread = undefined
  const failure = new Failure('internal', 'The thread that computes checksums ended.', {
    hint: 'This is a defect of Farscope; please report it.',
    cause
  })
  for (const job of [...jobs.values()]) job.lost(failure)
  jobs.clear()
}

function begin(job: Job): { id: number; send(request: HashRequest): void; done(): void } {
  thread ??= start()
  thread.ref()
  const id = ++lastJob
  jobs.set(id, job)
  return {
    id,
    send: request =>
      thread?.postMessage(
        request,
        request.do === 'data' && request.data.buffer instanceof ArrayBuffer ? [request.data.buffer] : []
      ),
    done: () => {
      jobs.delete(id)
      if (jobs.size === 0) thread?.unref()
    }
  }
}

const failed = (error: { message: string }): Failure =>
  new Failure('internal', `The checksum could not be computed: ${error.message}`)

/** A digest in the hash thread. Each chunk is copied: 255 kB take some 20 µs, hashing them here would take 140 to 280. */
export function openThreadDigest(algorithm: ChecksumAlgorithm): Digest {
  let waiting = 0
  let failure: Failure | undefined
  let room: (() => void) | undefined
  let result: { resolve(hex: string): void; reject(failure: Failure): void } | undefined
  const fail = (thrown: Failure): void => {
    failure ??= thrown
    room?.()
    result?.reject(failure)
  }
  const job = begin({
    lost: fail,
    reply: reply => {
      if ('error' in reply) fail(failed(reply.error))
      else if ('hex' in reply) result?.resolve(reply.hex)
      else {
        waiting -= reply.taken.length
        giveBackChunk(reply.taken)
        if (waiting < mostWaiting) room?.()
      }
    }
  })
  job.send({ job: job.id, do: 'begin', algorithm })
  return {
    update(data) {
      if (failure) throw failure
      waiting += data.length
      // Node's buffers of a few kB share their memory, which cannot be handed over.
      const own = data.length < sharedBytes ? new Uint8Array(data.length) : takeChunk(data.length)
      own.set(data)
      job.send({ job: job.id, do: 'data', data: own })
      if (waiting < mostWaiting) return undefined
      return new Promise(resolve => {
        room = resolve
      })
    },
    async digest() {
      try {
        return await new Promise<string>((resolve, reject) => {
          result = { resolve, reject }
          if (failure) reject(failure)
          else job.send({ job: job.id, do: 'end' })
        })
      } finally {
        job.done()
      }
    },
    close() {
      job.send({ job: job.id, do: 'drop' })
      job.done()
    }
  }
}

/**
 * Checksum of a local file, read and hashed in the thread. `path` as Node takes it. Rejects with what the system said,
 * its `code` (`ENOENT` …) on the error, or with `cancelled`.
 */
export async function hashLocalFile(
  path: string | Uint8Array,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal | undefined
): Promise<string> {
  if (signal?.aborted) throw Failure.from(signal.reason)
  let tidy = (): void => undefined
  try {
    return await new Promise<string>((resolve, reject) => {
      const job = begin({
        lost: reject,
        reply: reply => {
          if ('hex' in reply) resolve(reply.hex)
          else if ('error' in reply) reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
        }
      })
      const abort = (): void => {
        job.send({ job: job.id, do: 'drop' })
        reject(Failure.from(signal?.reason))
      }
      signal?.addEventListener('abort', abort, { once: true })
      tidy = () => {
        signal?.removeEventListener('abort', abort)
        job.done()
      }
      job.send({ job: job.id, do: 'file', algorithm, path })
    })
  } finally {
    tidy()
  }
}
