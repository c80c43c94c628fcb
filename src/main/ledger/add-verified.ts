/** Takes up into the ledger what transfers proved: each file by its source, a changed one as its next version. */

import { setImmediate as turn } from 'node:timers/promises'
import type { Place } from '@contract/files'
import type { VerifiedCopy } from '@contract/ledger'
import type { Endpoint, LedgerEntry } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { isWithin } from '@domain/files/path'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import type { Ledger as ProvenCopies } from '../store/ledger'
import type { LedgerFiles } from '../store/ledger-files'
import { endOf } from '../store/ledger-rows'

export interface AddParts {
  readonly proven: ProvenCopies
  readonly files: LedgerFiles
}

export interface AddRequest {
  readonly transfer?: string | undefined
  /** Absolute. */
  readonly under?: Place | undefined
  readonly session: string | null
}

const pageRows = 200

/** `not-found`: no such copies. Rejects when `signal` aborts; what was added stays. */
export async function addVerified(
  { proven, files }: AddParts,
  request: AddRequest,
  signal: AbortSignal | undefined
): Promise<{ files: number; copies: number }> {
  const added = new Set<string>()
  let copies = 0
  let after = 0
  for (let page = proven.recorded(request.transfer, after, pageRows); page.length > 0; ) {
    for (const { entry } of page) {
      if (!isWanted(entry, request.under)) continue
      const copy = recordOf(entry, request.session, files)
      files.record([copy])
      added.add(`${endOf(copy.source)} ${copy.source.path} ${copy.version}`)
      copies++
    }
    after = page.at(-1)?.row ?? after
    // Others have the thread meanwhile.
    await turn()
    signal?.throwIfAborted()
    page = proven.recorded(request.transfer, after, pageRows)
  }
  if (copies === 0)
    throw new Failure('not-found', 'No transfer has verified copies of this.', {
      hint: 'Copy with verification (farscope copy --verify), then add it.'
    })
  return { files: added.size, copies }
}

const placeOf = (end: Endpoint, path: string): Place => ({ ...end, path })

function isWanted({ source }: LedgerEntry, under: Place | undefined): boolean {
  if (!under) return true
  return endOf(placeOf(source.end, source.path)) === endOf(under) && isWithin(source.path, under.path)
}

function recordOf(entry: LedgerEntry, session: string | null, files: LedgerFiles): VerifiedCopy {
  const { transfer, size, mtime, algorithm, hex, verifiedAt } = entry
  const source = placeOf(entry.source.end, entry.source.path)
  return {
    origin: { kind: 'transfer', id: transfer },
    ...{ session, source, size, mtime, verifiedAt },
    version: versionOf(files.latest(source), entry),
    checksum: { algorithm, hex },
    sha256: algorithm === 'sha256' ? hex : null,
    copy: placeOf(entry.copy.end, entry.copy.path)
  }
}

/** What was released and proven again after it is another file, whatever it holds. */
function versionOf(last: RecordedFile | undefined, { size, mtime, algorithm, hex, verifiedAt }: LedgerEntry): number {
  if (!last) return 1
  const sameTime = Math.floor(Date.parse(last.mtime) / 1000) === Math.floor(Date.parse(mtime) / 1000)
  const same = last.size === size && sameTime && (last.digests[algorithm] ?? hex) === hex
  const released = last.releasedAt !== null && Date.parse(verifiedAt) > Date.parse(last.releasedAt)
  return same && !released ? last.version : last.version + 1
}
