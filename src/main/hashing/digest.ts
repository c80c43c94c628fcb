/**
 * Checksums computed in this process: on the event loop where that costs next to nothing, else in the hash thread.
 * Measured (docs/decisions/0008-checksums.md): XXH128 takes 6.9 GB of a second of CPU, SHA-256 with the processor's own
 * instructions 1.9, CRC-64 1.7, BLAKE3 0.9, so only the first may run beside the encryption of a transfer.
 */
import { createHash } from 'node:crypto'
import { Failure } from '@domain/failure'
import type { ChecksumAlgorithm } from '@domain/transfers/checksums'
import { createBLAKE3, createCRC64, createXXHash128, type IHasher } from 'hash-wasm'
import { openThreadDigest } from './hash-thread'
import { crc64Polynomial } from './hash-worker'
import type { Digest } from './types'

/** Bytes up to which the hash thread costs more than it saves. */
const smallBytes = 1024 * 1024

/** `size`: of the whole content, as far as known. At once where it can be: what comes meanwhile would have to wait. */
export function openDigest(algorithm: ChecksumAlgorithm, size = Number.POSITIVE_INFINITY): Digest | Promise<Digest> {
  if (algorithm !== 'xxh128' && size > smallBytes) return openThreadDigest(algorithm)
  return algorithm === 'sha256' ? nodeDigest() : wasmDigest(algorithm)
}

function nodeDigest(): Digest {
  const hash = createHash('sha256')
  return {
    update: data => {
      hash.update(data)
      return undefined
    },
    digest: async () => hash.digest('hex'),
    close: () => undefined
  }
}

type WasmAlgorithm = Exclude<ChecksumAlgorithm, 'sha256'>

const makers: Record<WasmAlgorithm, () => Promise<IHasher>> = {
  xxh128: () => createXXHash128(),
  blake3: () => createBLAKE3(),
  crc64nvme: () => createCRC64(crc64Polynomial)
}

/** Instances in nobody's use: making one costs more than hashing a small file. */
const idle: Record<WasmAlgorithm, IHasher[]> = { xxh128: [], blake3: [], crc64nvme: [] }
const mostIdle = 64

function wasmDigest(algorithm: WasmAlgorithm): Digest | Promise<Digest> {
  const ready = idle[algorithm].pop()
  return ready ? digestOf(algorithm, ready) : makers[algorithm]().then(made => digestOf(algorithm, made))
}

function digestOf(algorithm: WasmAlgorithm, given: IHasher): Digest {
  let hasher: IHasher | undefined = given.init()
  const give = (): IHasher => {
    if (!hasher) throw new Failure('internal', 'A checksum was used after its end.')
    return hasher
  }
  const close = (): void => {
    if (hasher && idle[algorithm].length < mostIdle) idle[algorithm].push(hasher)
    hasher = undefined
  }
  return {
    update: data => {
      give().update(data)
      return undefined
    },
    digest: async () => {
      const hex = give().digest('hex')
      close()
      return hex
    },
    close
  }
}
