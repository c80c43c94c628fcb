/** Files of the ledger as they are now: at their source, and each of their copies. */
import { setMaxListeners } from 'node:events'
import type { Place } from '@contract/files'
import { Failure } from '@domain/failure'
import { separatePlace } from '@domain/ledger/place-text'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import { type ChecksumAlgorithm, checksumAlgorithms } from '@domain/transfers/checksums'
import { checkEnd, type EndAnswers, type Found, type Wish } from './check-end'
import type { LedgerEnds } from './ends'

export interface CheckedCopy {
  readonly place: Place
  readonly found: Found
  /** Its place cannot be asked at all now. */
  readonly lost: Failure | undefined
}

export interface CheckedFile {
  readonly file: RecordedFile
  /** Null: its source is not of this version any more (released, replaced), so it was not looked at. */
  readonly source: { readonly found: Found; readonly lost: Failure | undefined } | null
  readonly copies: readonly CheckedCopy[]
}

/** What one batch may hold: its files are open to what happens between their reading and what follows from it. */
const most = { files: 128, bytes: 2 * 1024 ** 3 } as const

/** Cuts off the first of `files` that make one batch. */
export function takeBatch(files: RecordedFile[]): RecordedFile[] {
  let bytes = 0
  let count = 0
  while (count < files.length && count < most.files && (count === 0 || bytes < most.bytes))
    bytes += files[count++]?.size ?? 0
  return files.splice(0, count)
}

/** Of the source by something that was recorded, and by SHA-256 in any case: the evidence. */
function sourceWish({ source, digests, copies }: RecordedFile): Wish {
  // At a site it would have to come here for it.
  const stored = source.kind === 'local' && copies.some(({ place }) => place.kind === 's3')
  return {
    path: source.path,
    anyOf: comparable(digests),
    also: [...(digests.sha256 === undefined ? (['sha256'] as const) : []), ...(stored ? (['crc64nvme'] as const) : [])]
  }
}

/** What was recorded can be compared also when the source is gone. A store keeps CRC-64 of its objects. */
function copyWish({ digests }: RecordedFile, place: Place): Wish {
  const anyOf = place.kind === 's3' && digests.crc64nvme !== undefined ? (['crc64nvme'] as const) : comparable(digests)
  return { path: place.path, anyOf, also: [] }
}

function comparable(digests: RecordedFile['digests']): ChecksumAlgorithm[] {
  if (digests.sha256 !== undefined) return ['sha256']
  const known = checksumAlgorithms.filter(algorithm => digests[algorithm] !== undefined)
  return known.length > 0 ? known : ['sha256']
}

/** Files, channels and buckets are reached by profile, so this is finer than `separatePlace`. */
const endKey = (place: Place): string =>
  place.kind === 's3' ? `${place.profile ?? ''} ${separatePlace(place)}` : separatePlace(place)

const hasSource = ({ releasedAt, replaced }: RecordedFile): boolean => releasedAt === null && !replaced

/** All places at once. Rejects only when `signal` aborts. `now`: milliseconds since 1970 UTC. */
export async function checkFiles(
  ends: LedgerEnds,
  files: readonly RecordedFile[],
  now: () => number,
  signal: AbortSignal
): Promise<CheckedFile[]> {
  // Many files wait for the same signal at once.
  setMaxListeners(0, signal)
  const work = new Map<string, { place: Place; wishes: Wish[] }>()
  const ask = (place: Place, wish: Wish): void => {
    const known = work.get(endKey(place)) ?? { place, wishes: [] }
    known.wishes.push(wish)
    work.set(endKey(place), known)
  }
  for (const file of files) {
    if (hasSource(file)) ask(file.source, sourceWish(file))
    for (const { place } of file.copies) ask(place, copyWish(file, place))
  }
  const asked = [...work].map(async ([key, { place, wishes }]) => {
    const answers: readonly [string, EndAnswers] = [key, await checkEnd(ends, place, wishes, now, signal)]
    return answers
  })
  const answers = new Map(await Promise.all(asked))
  const foundAt = (place: Place): { found: Found; lost: Failure | undefined } => {
    const end = answers.get(endKey(place))
    if (!end) throw new Failure('internal', 'A place of the ledger was not asked.')
    return { found: end.of(place.path), lost: end.lost }
  }
  return files.map(file => ({
    file,
    source: hasSource(file) ? foundAt(file.source) : null,
    copies: file.copies.map(({ place }) => ({ place, ...foundAt(place) }))
  }))
}
