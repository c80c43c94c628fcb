import type { VerifiedCopy } from '@contract/ledger'
import type { LedgerEntry } from '@contract/transfers'
import type { StoredCopy } from '../store/watches'
import { placeAt } from './open-place'
import type { WatchRecord } from './watch-record'

/** What the ledger is told of a copy that a transfer of this watch has proven. */
export function provenCopy(
  id: string,
  record: Pick<WatchRecord, 'name' | 'session' | 'source' | 'destinations'>,
  copy: StoredCopy,
  { source, copy: there, size, mtime, algorithm, hex, verifiedAt }: LedgerEntry
): VerifiedCopy {
  const destination = record.destinations[copy.destination] ?? record.source
  return {
    origin: { kind: 'watch', id, name: record.name },
    session: record.session?.uid ?? null,
    source: placeAt(record.source, source.path),
    version: copy.version,
    ...{ size, mtime, checksum: { algorithm, hex }, sha256: algorithm === 'sha256' ? hex : null },
    copy: placeAt(destination, there.path),
    verifiedAt
  }
}
