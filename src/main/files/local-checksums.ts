/** Checksums of files of this computer, read and computed beside the event loop. */
import { createHash } from 'node:crypto'
import type { ChecksumAnswer, Checksums, HashableFile } from '@domain/transfers/checksums'
import { hashLocalFile } from '../hashing/hash-thread'
import { localFailure } from './local-errors'
import { nativePath } from './local-stats'

/** Files whose reading overlaps. */
const atOnce = 4

/** All algorithms. Bytes per second as measured on one core (docs/decisions/0008-checksums.md). */
export function createLocalChecksums(): Checksums {
  let sha256: number | undefined
  return {
    async offers() {
      sha256 ??= sha256Speed()
      return [
        { algorithm: 'xxh128', bytesPerSecond: 6e9 },
        { algorithm: 'sha256', bytesPerSecond: sha256 },
        { algorithm: 'crc64nvme', bytesPerSecond: 1.6e9 },
        { algorithm: 'blake3', bytesPerSecond: 0.9e9 }
      ]
    },
    async *hashMany(algorithm, files, signal) {
      const hash = async ({ path }: HashableFile): Promise<ChecksumAnswer> => {
        try {
          return { path, hex: await hashLocalFile(nativePath(path), algorithm, signal) }
        } catch (thrown) {
          if (signal?.aborted) throw thrown
          return { path, failure: localFailure('read', path, thrown) }
        }
      }
      for (let at = 0; at < files.length; at += atOnce) yield* await Promise.all(files.slice(at, at + atOnce).map(hash))
    }
  }
}

/** It differs by a factor of four between processors with and without instructions for it, and takes a millisecond. */
function sha256Speed(): number {
  const block = Buffer.alloc(512 * 1024)
  createHash('sha256').update(block).digest()
  const begun = performance.now()
  createHash('sha256').update(block).digest()
  return (block.length / Math.max(performance.now() - begun, 0.01)) * 1000
}
