/** The places of the ledger, opened: their files, and checksums computed where these lie or by reading them. */
import type { Place } from '@contract/files'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems, ReadHandle } from '@domain/files/file-system'
import type { Disk } from '@domain/ledger/disks'
import type { ChecksumAlgorithm, Checksums, ChecksumsOf } from '@domain/transfers/checksums'
import { openDigest } from '../hashing/digest'

export interface LedgerEnds {
  readonly fileSystems: FileSystems
  readonly checksumsOf: ChecksumsOf
  /** The host behind the name of a site: two names of one host are one place. Unset: each name is a place. */
  readonly hostOf?: (site: string, signal: AbortSignal | undefined) => Promise<string>
  /** The disks of folders of the same end as `place`, by their number. Empty: its host cannot tell. Unset: by names. */
  readonly disksOf?: (
    place: Place,
    folders: readonly string[],
    signal: AbortSignal
  ) => Promise<ReadonlyMap<number, Disk>>
}

export interface OpenEnd {
  readonly files: FileSystem
  readonly checksums: Checksums
  /** What can be computed there without moving a byte. */
  readonly offers: ReadonlySet<ChecksumAlgorithm>
}

/** Reads under way at once of one file that is read for its checksum: a path of 50 ms is then kept busy. */
const readsAtOnce = 16

export async function filesAt(
  { fileSystems }: LedgerEnds,
  place: Place,
  signal: AbortSignal | undefined
): Promise<FileSystem> {
  if (place.kind === 'local') return fileSystems.local
  return place.kind === 'site' ? fileSystems.site(place.site, signal) : fileSystems.s3(place.profile)
}

export async function openEnd(ends: LedgerEnds, place: Place, signal: AbortSignal | undefined): Promise<OpenEnd> {
  const files = await filesAt(ends, place, signal)
  const checksums = await ends.checksumsOf(place, signal)
  const offers = await checksums.offers(signal)
  return { files, checksums, offers: new Set(offers.map(({ algorithm }) => algorithm)) }
}

/** Its bytes come here: for places that compute nothing, or not this. Rejects with the file's own errors. */
export async function hashByReading(
  files: FileSystem,
  file: { readonly path: string; readonly size: number },
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal | undefined
): Promise<string> {
  const handle = await files.openRead(file.path, signal)
  const digest = await openDigest(algorithm, file.size)
  const coming: Promise<Uint8Array[]>[] = []
  try {
    let next = 0
    const ask = (): void => {
      const length = Math.min(files.chunkBytes, file.size - next)
      if (length <= 0) return
      const read = readAll(handle, next, length, signal)
      // What it throws is thrown when its turn comes.
      read.catch(() => undefined)
      coming.push(read)
      next += length
    }
    for (let count = 0; count < readsAtOnce; count++) ask()
    for (let read = coming.shift(); read; read = coming.shift()) {
      for (const data of await read) await digest.update(data)
      signal?.throwIfAborted()
      ask()
    }
    return await digest.digest()
  } catch (thrown) {
    digest.close()
    throw Failure.from(thrown)
  } finally {
    await Promise.allSettled(coming)
    await handle.close().catch(() => undefined)
  }
}

/** So many bytes in the pieces in which they came; fewer only at the end of the file. */
async function readAll(
  handle: ReadHandle,
  offset: number,
  length: number,
  signal: AbortSignal | undefined
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  for (let read = 0; read < length; ) {
    const data = await handle.read(offset + read, length - read, signal)
    if (data.length === 0) break
    pieces.push(data)
    read += data.length
  }
  return pieces
}
