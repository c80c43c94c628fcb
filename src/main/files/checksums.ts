/** Checksums of files wherever they are, computed where they lie. */
import { Failure } from '@domain/failure'
import { type ChecksumAlgorithm, type Checksums, type ChecksumsOf, commonAlgorithm } from '@domain/transfers/checksums'
import type { SiteAccess } from '../site-access'
import { createLocalChecksums } from './local-checksums'
import { createSiteChecksums } from './site-checksums'

export interface ChecksumParts {
  readonly access: SiteAccess
  /** What a bucket's store keeps of its objects. */
  s3(profile: string | undefined): Promise<Checksums>
}

export function createChecksumsOf({ access, s3 }: ChecksumParts): ChecksumsOf {
  const local = createLocalChecksums()
  return async (end, signal, options) => {
    switch (end.kind) {
      case 'local':
        return local
      case 'site': {
        const connection = await access.connection(end.site, { role: 'transfer' }, signal, options)
        return createSiteChecksums(connection, end.site)
      }
      case 's3':
        return s3(end.profile)
    }
  }
}

/** One file by the algorithm that is the fastest there. `unsupported` where nothing there can, and the file's own errors. */
export async function checksumOf(
  checksums: Checksums,
  file: { readonly path: string; readonly size: number; readonly label: string },
  signal: AbortSignal | undefined
): Promise<{ algorithm: ChecksumAlgorithm; hex: string }> {
  const offers = await checksums.offers(signal)
  const algorithm = commonAlgorithm(offers, offers)
  if (algorithm === null)
    throw new Failure('unsupported', `Nothing at ${file.label} computes checksums.`, {
      hint: 'It has none of xxhsum, b3sum, openssl, sha256sum, shasum, or the account may not run commands.'
    })
  for await (const answer of checksums.hashMany(algorithm, [file], signal)) {
    if ('failure' in answer) throw answer.failure
    return { algorithm, hex: answer.hex }
  }
  throw new Failure('internal', `No checksum came from ${file.label}.`)
}
