/** How an object is cut into the parts of a multipart upload (S3 user guide, "Multipart upload limits"). */
import { displayName } from '../bytes-name'
import { Failure } from '../failure'

const mebibyte = 1024 * 1024

export const mostParts = 10_000
/** Smallest part we send, and what all others are a multiple of; the store takes 5 MiB. Bytes. */
export const smallestPartBytes = 8 * mebibyte
/** Largest part. Bytes. */
const largestPartBytes = 5 * 1024 * mebibyte
/** For a size that is not known: reaches to 625 GiB. Bytes. */
const blindPartBytes = 64 * mebibyte

/** Bytes of a part, so that 10,000 of them hold `size`; `limit-exceeded` where none do. */
export function partBytesFor(path: string, size: number | undefined): number {
  if (size === undefined) return blindPartBytes
  const needed = Math.ceil(size / mostParts / smallestPartBytes) * smallestPartBytes
  if (needed > largestPartBytes)
    throw new Failure('limit-exceeded', `${displayName(path)} is too large for a bucket.`, {
      hint: 'A bucket takes files of up to 48.8 TiB.'
    })
  return Math.max(smallestPartBytes, needed)
}
