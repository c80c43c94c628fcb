/**
 * The body of the hash thread. Its text is what the thread runs (hash-thread.ts), so that no door and no packaging has
 * to find a file of it: it may use nothing from outside but its arguments and what every thread has.
 */
import type * as crypto from 'node:crypto'
import type * as fs from 'node:fs/promises'
import type { MessagePort } from 'node:worker_threads'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import type * as wasm from 'hash-wasm'

/** CRC-64/NVME (polynomial reflected), which S3 computes of whole objects. */
export const crc64Polynomial = '9a6c9329ac4bc9b5'

/**
 * `job` is a number the asking side chose. Each `data` is answered by `taken`, `end` and `file` by `hex` or `error`. The
 * memory of `data` changes hands, and comes back with `taken` to be used again.
 */
export type HashRequest =
  | { readonly job: number; readonly do: 'begin'; readonly algorithm: ChecksumAlgorithm }
  | { readonly job: number; readonly do: 'data'; readonly data: Uint8Array }
  | { readonly job: number; readonly do: 'end' | 'drop' }
  | {
      readonly job: number
      readonly do: 'file'
      readonly algorithm: ChecksumAlgorithm
      readonly path: string | Uint8Array
    }

export type HashReply =
  | { readonly job: number; readonly taken: Uint8Array }
  | { readonly job: number; readonly hex: string }
  | { readonly job: number; readonly error: { readonly message: string; readonly code: string | undefined } }

export interface HashWorkerParts {
  readonly port: MessagePort
  readonly crypto: typeof crypto
  readonly fs: typeof fs
  readonly wasm: typeof wasm
  readonly crc64Polynomial: string
}

export function runHashWorker({ port, crypto, fs, wasm, crc64Polynomial }: HashWorkerParts): void {
  interface Hasher {
    update(data: Uint8Array): unknown
    digest(form: 'hex'): string
  }
  /** The last thing under way of each job: a job's requests are answered in order. */
  const jobs = new Map<number, { hasher: Promise<Hasher>; last: Promise<void>; dropped: boolean }>()
  const reply = (message: HashReply): void => port.postMessage(message)

  const giveBack = (job: number, taken: Uint8Array): void =>
    port.postMessage({ job, taken } satisfies HashReply, taken.buffer instanceof ArrayBuffer ? [taken.buffer] : [])

  async function open(algorithm: ChecksumAlgorithm): Promise<Hasher> {
    if (algorithm === 'sha256') return crypto.createHash('sha256')
    const made =
      algorithm === 'xxh128'
        ? await wasm.createXXHash128()
        : algorithm === 'blake3'
          ? await wasm.createBLAKE3()
          : await wasm.createCRC64(crc64Polynomial)
    return made.init()
  }

  /** O_NONBLOCK: a named pipe must not hang the thread. */
  async function hashFile(path: string | Uint8Array, hasher: Hasher, given: () => boolean): Promise<void> {
    const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
    const file = await fs.open(typeof path === 'string' ? path : Buffer.from(path), flags)
    try {
      // One is read while the other is hashed.
      const buffers = [Buffer.allocUnsafe(1024 * 1024), Buffer.allocUnsafe(1024 * 1024)] as const
      const read = (turn: 0 | 1) => file.read(buffers[turn], 0, buffers[turn].length, null)
      let turn: 0 | 1 = 0
      let reading = read(turn)
      while (true) {
        const { bytesRead, buffer } = await reading
        if (bytesRead === 0 || given()) return
        turn = turn === 0 ? 1 : 0
        reading = read(turn)
        // What it throws is thrown when it is awaited.
        reading.catch(() => undefined)
        hasher.update(buffer.subarray(0, bytesRead))
      }
    } finally {
      await file.close()
    }
  }

  port.on('message', (request: HashRequest) => {
    const known = jobs.get(request.job)
    const job = known ?? {
      hasher: open('algorithm' in request ? request.algorithm : 'sha256'),
      last: Promise.resolve(),
      dropped: false
    }
    jobs.set(request.job, job)
    if (request.do === 'drop') job.dropped = true
    job.last = job.last
      .then(async () => {
        const hasher = await job.hasher
        if (request.do === 'data') hasher.update(request.data)
        if (request.do === 'data') giveBack(request.job, request.data)
        if (request.do === 'file') await hashFile(request.path, hasher, () => job.dropped)
        if (request.do === 'file' || request.do === 'end') reply({ job: request.job, hex: hasher.digest('hex') })
      })
      .catch((thrown: unknown) => {
        const message = thrown instanceof Error ? thrown.message : String(thrown)
        const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
        reply({ job: request.job, error: { message, code } })
      })
      .then(() => {
        if (request.do !== 'begin' && request.do !== 'data') jobs.delete(request.job)
      })
  })
}
