/** What a look at files and their copies says of them, as it is written down and counted. */
import type { LedgerCopy, VerifyCounts } from '@contract/ledger'
import { Failure } from '@domain/failure'
import { mtimeSeconds } from '@domain/files/mtime-seconds'
import { placeText } from '@domain/ledger/place-text'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import type { CheckOutcome } from '../store/ledger-files'
import type { Found } from './check-end'
import type { CheckedCopy, CheckedFile } from './check-files'

/** What is wrong with the source; null: nothing. Undefined: it could not be asked. */
function sourceFailure(file: RecordedFile, found: Found): Failure | null | undefined {
  const changed = (how: string): Failure =>
    new Failure('changed-at-source', `${placeText(file.source)} ${how} since it was copied.`)
  if (found.found !== 'content')
    return found.found === 'away' ? undefined : changed('is gone or no regular file any more')
  if (found.info.size !== file.size) return changed(`has ${found.info.size} bytes instead of ${file.size}`)
  if (found.info.mtime !== mtimeSeconds(file)) return changed('was written to')
  const known = found.digests.filter(({ algorithm }) => file.digests[algorithm] !== undefined)
  if (known.some(({ algorithm, hex }) => file.digests[algorithm] !== hex)) return changed('has another content')
  return known.length > 0 ? null : undefined
}

/** Of a source that is what was copied: what it says of itself is true of the file. */
function newDigests({ file, source }: CheckedFile): Record<string, string> {
  if (source?.found.found !== 'content' || sourceFailure(file, source.found) !== null) return {}
  const learned = source.found.digests.filter(({ algorithm }) => file.digests[algorithm] === undefined)
  return Object.fromEntries(learned.map(({ algorithm, hex }) => [algorithm, hex]))
}

/** The digest of a copy that can be compared with what is recorded. */
export function comparableDigest(
  file: RecordedFile,
  found: Found & { found: 'content' }
): (typeof found.digests)[number] | undefined {
  return found.digests.find(({ algorithm }) => file.digests[algorithm] !== undefined) ?? found.digests[0]
}

function copyState(
  file: RecordedFile,
  { place, found }: CheckedCopy
): { state: LedgerCopy['state']; failure: Failure | null } {
  if (found.found !== 'content') return { state: found.found, failure: found.failure }
  const digest = comparableDigest(file, found)
  const wanted = digest && file.digests[digest.algorithm]
  if (!digest || wanted === undefined)
    return { state: 'away', failure: new Failure('unsupported', `${placeText(place)} could not be compared.`) }
  if (digest.hex === wanted && found.info.size === file.size) return { state: 'verified', failure: null }
  return {
    state: 'differs',
    failure: new Failure('mismatch', `The copy ${placeText(place)} is no longer equal to what was copied.`)
  }
}

export function outcomeOf(checked: CheckedFile): CheckOutcome {
  const { file, source, copies } = checked
  const failure = source ? sourceFailure(file, source.found) : undefined
  return {
    file: file.id,
    problem: failure === undefined ? null : (failure?.message ?? ''),
    digests: newDigests(checked),
    copies: copies.map(copy => {
      const { state, failure: why } = copyState(file, copy)
      return { place: copy.place, state, message: why?.message ?? '' }
    })
  }
}

/** The first failures that are told one by one. */
const mostTold = 1000

export const noCounts = (): VerifyCounts => ({
  ...{ files: 0, bytes: 0, verified: 0, missing: 0, differs: 0, away: 0, sourceChanged: 0 },
  failed: []
})

/** Adds one file to `counts`. */
export function countChecked(counts: VerifyCounts, { file, source, copies }: CheckedFile): void {
  counts.files++
  counts.bytes += file.size
  const tell = (path: string, { code, message }: Failure): void => {
    if (counts.failed.length < mostTold) counts.failed.push({ path, code, message })
  }
  const failure = source ? sourceFailure(file, source.found) : null
  if (failure) {
    counts.sourceChanged++
    tell(placeText(file.source), failure)
  }
  for (const copy of copies) {
    const { state, failure: why } = copyState(file, copy)
    counts[state]++
    if (why) tell(placeText(copy.place), why)
  }
}
