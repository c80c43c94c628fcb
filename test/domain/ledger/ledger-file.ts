import type { Place } from '@contract/files'
import type { LedgerCopy } from '@contract/ledger'
import type { RecordedFile } from '@domain/ledger/recorded-file'

const instant = '2026-11-22T03:00:00.000Z'

/** A copy that was verified there. */
export const copyOf = (place: Place, more: Partial<LedgerCopy> = {}): LedgerCopy => ({
  ...{ place, state: 'verified', verifiedAt: instant, checkedAt: instant, message: '' },
  ...more
})

/** A file of 10 bytes at the site `scope` with copies on this computer and at `cluster`. */
export function recordedFile(path: string, more: Partial<RecordedFile> = {}): RecordedFile {
  return {
    id: 1,
    origin: { kind: 'watch', id: 'watch-1', name: 'grid3' },
    session: null,
    source: { kind: 'site', site: 'scope', path },
    version: 1,
    size: 10,
    mtime: instant,
    digests: { sha256: 'ab'.repeat(32) },
    problem: '',
    replaced: false,
    releasedAt: null,
    copies: [copyOf({ kind: 'local', path: `/here${path}` }), copyOf({ kind: 'site', site: 'cluster', path })],
    ...more
  }
}
