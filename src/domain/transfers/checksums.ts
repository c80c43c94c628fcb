/**
 * The port through which a transfer gets checksums of files where they lie: this computer, a site by its own commands,
 * a bucket by what the store computed itself. No content travels for it.
 */
import type { Endpoint } from '@contract/transfers'
import type { Failure } from '../failure'

/** `xxh128`: XXH3 of 128 bits (finds any accident, is no signature); `crc64nvme`: what S3 keeps of whole objects. */
export const checksumAlgorithms = ['xxh128', 'blake3', 'sha256', 'crc64nvme'] as const
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number]

/** One algorithm that an end computes, and about how fast. The speeds only rank: docs/decisions/0008-checksums.md. */
export interface ChecksumOffer {
  readonly algorithm: ChecksumAlgorithm
  readonly bytesPerSecond: number
}

export interface HashableFile {
  /** Absolute, of a regular file (a pipe would be waited for). */
  readonly path: string
  /** Bytes, about: time limits and batches are cut by it. */
  readonly size: number
}

/** One file's answer. Failures name the path: `not-found`, `permission`, `unsupported` (no regular file) and others. */
export type ChecksumAnswer =
  | { readonly path: string; readonly hex: string }
  | { readonly path: string; readonly failure: Failure }

export interface Checksums {
  /** What can be had here; empty where nothing can (no tool, no commands allowed). Asked once, then remembered. */
  offers(signal: AbortSignal | undefined): Promise<readonly ChecksumOffer[]>
  /**
   * One answer for each file as they come, in any order. Throws what concerns all: the link, `cancelled`,
   * `channel-refused` (try again when something has closed), `unsupported` algorithm. Paths are different from each other.
   */
  hashMany(
    algorithm: ChecksumAlgorithm,
    files: readonly HashableFile[],
    signal: AbortSignal | undefined
  ): AsyncIterable<ChecksumAnswer>
}

/** Checksums at one end of a transfer. For a site it connects when needed; `automatic`: without raising a prompt. */
export type ChecksumsOf = (
  end: Endpoint,
  signal: AbortSignal | undefined,
  options?: { automatic?: boolean }
) => Promise<Checksums>

/** The algorithm both ends compute whose slower end is the fastest; null where they share none. */
export function commonAlgorithm(
  first: readonly ChecksumOffer[],
  second: readonly ChecksumOffer[]
): ChecksumAlgorithm | null {
  let best: ChecksumOffer | undefined
  for (const { algorithm, bytesPerSecond } of first) {
    const other = second.find(offer => offer.algorithm === algorithm)
    const both = Math.min(bytesPerSecond, other?.bytesPerSecond ?? 0)
    if (both > (best?.bytesPerSecond ?? 0)) best = { algorithm, bytesPerSecond: both }
  }
  return best?.algorithm ?? null
}
