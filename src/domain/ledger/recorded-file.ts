/** A file of the ledger as it is written down. */

import type { Place } from '@contract/files'
import type { LedgerCopy, LedgerFile, LedgerOrigin } from '@contract/ledger'
import { judgeFile } from './file-state'
import type { ComparePlaces } from './places'

export interface RecordedFile {
  readonly id: number
  readonly origin: LedgerOrigin
  readonly session: string | null
  readonly source: Place
  readonly version: number
  /** Bytes. */
  readonly size: number
  /** ISO 8601 UTC, of which whole seconds count. */
  readonly mtime: string
  /** What is known of its content, hex by algorithm. */
  readonly digests: Readonly<Record<string, string>>
  /** What was found wrong with the source; empty while nothing was. */
  readonly problem: string
  /** A later version has its path. */
  readonly replaced: boolean
  readonly releasedAt: string | null
  readonly copies: readonly LedgerCopy[]
}

/** The row that the window and the command show. */
export function shownFile(file: RecordedFile, asked: number, compare?: ComparePlaces): LedgerFile {
  const { id, origin, session, source, version, size, mtime, releasedAt, copies } = file
  return {
    ...{ id, origin, session, source, version, size, mtime, releasedAt },
    copies: [...copies],
    sha256: file.digests.sha256 ?? null,
    ...judgeFile(file, asked, compare)
  }
}
