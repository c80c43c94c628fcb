/** Checksums that the store computed itself from what it received. */
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { BucketFileSystem, StoredChecksum } from '@domain/files/file-system'
import type { ChecksumAnswer, Checksums } from '@domain/transfers/checksums'

/** Files asked about at once. */
const atOnce = 16

const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')

/** The strongest of the whole object, else undefined. One "of parts" (it ends with their count) is of no file. */
export function storedChecksumOf(head: HeadObjectCommandOutput): StoredChecksum | undefined {
  const { ChecksumCRC64NVME, ChecksumSHA256, ChecksumSHA1, ChecksumCRC32C, ChecksumCRC32, ETag = '' } = head
  const kept = [
    ['sha256', head.ChecksumType === 'COMPOSITE' ? undefined : ChecksumSHA256],
    ['crc64nvme', ChecksumCRC64NVME],
    ['sha1', head.ChecksumType === 'COMPOSITE' ? undefined : ChecksumSHA1],
    ['crc32c', head.ChecksumType === 'COMPOSITE' ? undefined : ChecksumCRC32C],
    ['crc32', head.ChecksumType === 'COMPOSITE' ? undefined : ChecksumCRC32]
  ] as const
  for (const [algorithm, value] of kept)
    if (value && /^[A-Za-z0-9+/]+=*$/.test(value)) return { algorithm, hex: hexOf(value) }
  // The ETag is the MD5 unless the object came in parts or is encrypted with a key of KMS or of the customer (API
  // reference, "Object": ETag).
  const encrypted = head.ServerSideEncryption?.startsWith('aws:kms') || head.SSECustomerAlgorithm !== undefined
  const md5 = /^"?([0-9a-f]{32})"?$/.exec(ETag)?.[1]
  return md5 !== undefined && !encrypted ? { algorithm: 'md5', hex: md5 } : undefined
}

/** For the verification of copies: what AWS keeps of every object, and asks nothing for. No content is read. */
export function createBucketChecksums(files: BucketFileSystem): Checksums {
  return {
    offers: async () => [{ algorithm: 'crc64nvme', bytesPerSecond: 1e12 }],
    async *hashMany(algorithm, wanted, signal) {
      if (algorithm !== 'crc64nvme')
        throw new Failure('unsupported', `${files.label} computes no ${algorithm}.`, { hint: 'It keeps crc64nvme.' })
      const ask = async (path: string): Promise<ChecksumAnswer> => {
        try {
          const stored = await files.storedChecksum(path, signal)
          if (stored?.algorithm === algorithm) return { path, hex: stored.hex }
          return { path, failure: noChecksum(path) }
        } catch (thrown) {
          if (signal?.aborted) throw thrown
          return { path, failure: Failure.from(thrown) }
        }
      }
      for (let at = 0; at < wanted.length; at += atOnce)
        yield* await Promise.all(wanted.slice(at, at + atOnce).map(({ path }) => ask(path)))
    }
  }
}

export function noChecksum(path: string): Failure {
  return new Failure('unsupported', `The store keeps no checksum of s3:${displayName(path).slice(1)}.`, {
    hint: 'Only its size can be compared.'
  })
}
