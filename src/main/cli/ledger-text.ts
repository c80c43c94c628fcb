/** The ledger as the command shows it. */
import type { LedgerFile, LedgerSummary, Release, ReleasedFile, ReleasePlan, VerifyCounts } from '@contract/ledger'
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { placeText } from '@domain/ledger/place-text'
import { notSafe } from '@domain/ledger/summary'
import type { PrintedFile } from './ledger-documents'
import { fields, safeText, sizeText, table } from './text'

/** Rows that are listed for people; --json lists all. */
const mostListed = 200

const exact = (name: string, path: string): object => {
  const base64 = exactNameBase64(path)
  return base64 === undefined ? {} : { [name]: base64 }
}

/** The object of --json: places as a person writes them. */
export function printedFile({ source, copies, reason, ...file }: LedgerFile): PrintedFile {
  return {
    ...file,
    reason: displayName(reason),
    source: placeText(source),
    ...exact('sourceBase64', source.path),
    copies: copies.map(({ place, message, ...copy }) => ({
      ...{ copy: placeText(place), ...exact('copyBase64', place.path), ...copy },
      message: displayName(message)
    }))
  }
}

const filesText = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`
const counted = ({ files, bytes }: { files: number; bytes: number }): string =>
  `${filesText(files)}, ${sizeText(bytes)}`
const more = (count: number): string => (count > 0 ? `… and ${count.toLocaleString('en')} more\n` : '')

export function summaryText(summary: LedgerSummary): string {
  const { states, copies, safe } = summary
  const verdict = safe
    ? `yes: every file is verified in ${copies} other places`
    : `no: ${filesText(notSafe(states))} not surely verified in ${copies} other places`
  const shown = (count: { files: number; bytes: number }): string | null => (count.files > 0 ? counted(count) : null)
  return fields([
    ['Safe to release', states.safe.files + notSafe(states) === 0 ? 'nothing left' : verdict],
    ['In all', counted(summary.all)],
    ['Safe', shown(states.safe)],
    ['In doubt', shown(states.doubted)],
    ['Not yet', shown(states.waiting)],
    ['Trouble', shown(states.trouble)],
    ['Replaced', shown(states.replaced)],
    ['Released', shown(states.released)],
    ...summary.places.map(count => [`At ${safeText(count.place)}`, counted(count)] as const)
  ])
}

export function ledgerTable(files: readonly LedgerFile[]): string {
  if (files.length === 0) return ''
  const rows = files.slice(0, mostListed)
  const columns = table(rows, [
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'PLACES', right: true, cell: ({ places }) => String(places) },
    { title: 'SIZE', right: true, cell: ({ size }) => sizeText(size) },
    { title: 'SHA-256', cell: ({ sha256 }) => sha256?.slice(0, 12) ?? '-' },
    {
      title: 'SOURCE',
      cell: ({ source, version }) => placeText(source) + (version > 1 ? ` (version ${version})` : '')
    },
    { title: 'WHY', cell: ({ reason }) => reason }
  ])
  return `\n${columns}${more(files.length - rows.length)}`
}

export function verifyText(counts: VerifyCounts): string {
  const { files, bytes, verified, missing, differs, away, sourceChanged } = counts
  return fields([
    ['Looked at', counted({ files, bytes })],
    ['Copies verified', verified],
    ['Missing', missing || null],
    ['Differ', differs || null],
    ['Not asked', away || null],
    ['Changed at source', sourceChanged || null]
  ])
}

export function planText({ files, bytes, copies, refused, refusedCount, leftOut, list, doubts }: ReleasePlan): string {
  const rows = list.slice(0, mostListed)
  const going =
    files === 0
      ? 'Nothing would be deleted.\n'
      : `Would be deleted at their sources: ${counted({ files, bytes })}; each verified in ${copies} other places.\n` +
        table(rows, [
          { title: 'SIZE', right: true, cell: ({ size }) => sizeText(size) },
          { title: 'VERIFIED AT', cell: ({ places }) => places.join(', ') },
          { title: 'SOURCE', cell: ({ path }) => path }
        ]) +
        more(files - rows.length)
  const staying = refused.slice(0, mostListed)
  const against =
    refusedCount === 0
      ? ''
      : `\nNot safe, so nothing of this set can be released: ${filesText(refusedCount)}.\n` +
        table(staying, [
          { title: 'SOURCE', cell: ({ path }) => path },
          { title: 'WHY', cell: ({ reason }) => reason }
        ]) +
        more(refusedCount - staying.length)
  const unsure = doubts
    .map(pair => `\nIt cannot be told whether ${pair} are one disk; --apart says that they are not.\n`)
    .join('')
  return (
    going +
    unsure +
    against +
    (leftOut > 0 ? `\nLeft alone: ${filesText(leftOut)} released or replaced already.\n` : '')
  )
}

export function releaseText({ deleted, refused, failed, id }: Release): string {
  const kept = refused > 0 ? `; ${filesText(refused)} kept (farscope ledger releases ${id})` : ''
  const why = failed.map(({ message }) => `  ${safeText(message)}\n`).join('')
  return `Deleted at their sources: ${counted(deleted)}${kept}.\n${why}`
}

export function releasesTable(releases: readonly Release[]): string {
  if (releases.length === 0) return 'No releases.\n'
  return table(releases, [
    { title: 'ID', cell: ({ id }) => id },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'STARTED', cell: ({ startedAt }) => startedAt },
    { title: 'DELETED', right: true, cell: ({ deleted, total }) => `${deleted.files} of ${total.files}` },
    { title: 'KEPT', right: true, cell: ({ refused }) => String(refused) },
    { title: 'BYTES', right: true, cell: ({ deleted }) => sizeText(deleted.bytes) },
    { title: 'CONFIRMED BY', cell: ({ confirmedBy }) => confirmedBy }
  ])
}

export function deletionsTable(files: readonly ReleasedFile[]): string {
  return table(files, [
    { title: 'STATE', cell: ({ state }) => (state === 'refused' ? 'kept' : state) },
    { title: 'AT', cell: ({ at }) => at ?? '-' },
    { title: 'SIZE', right: true, cell: ({ size }) => sizeText(size) },
    { title: 'SOURCE', cell: ({ path }) => path },
    { title: 'WHY OR WHERE', cell: ({ message, copies }) => message || copies.map(({ place }) => place).join(', ') }
  ])
}
