/** The ledger as a table for other programs: RFC 4180, a line a copy; a file without copies has one with empty ends. */
import type { LedgerCopy, LedgerFile } from '@contract/ledger'
import { exactNameBase64 } from '../bytes-name'
import { csvField } from '../jobs/csv'
import { placeText } from './place-text'

type Row = { readonly file: LedgerFile; readonly copy: LedgerCopy | undefined }

const columns: readonly (readonly [name: string, cell: (row: Row) => string | number])[] = [
  ['source', ({ file }) => placeText(file.source)],
  ['sourceBase64', ({ file }) => exactNameBase64(file.source.path) ?? ''],
  ['version', ({ file }) => file.version],
  ['size', ({ file }) => file.size],
  ['modified', ({ file }) => file.mtime],
  ['sha256', ({ file }) => file.sha256 ?? ''],
  ['state', ({ file }) => file.state],
  ['places', ({ file }) => file.places],
  ['reason', ({ file }) => file.reason],
  ['released', ({ file }) => file.releasedAt ?? ''],
  ['session', ({ file }) => file.session ?? ''],
  ['origin', ({ file }) => (file.origin.kind === 'watch' ? file.origin.name : file.origin.id)],
  ['copy', ({ copy }) => (copy ? placeText(copy.place) : '')],
  ['copyBase64', ({ copy }) => (copy && exactNameBase64(copy.place.path)) || ''],
  ['copyState', ({ copy }) => copy?.state ?? ''],
  ['verified', ({ copy }) => copy?.verifiedAt ?? ''],
  ['checked', ({ copy }) => copy?.checkedAt ?? '']
]

const line = (cells: readonly (string | number)[]): string => `${cells.map(csvField).join(',')}\r\n`

export const ledgerCsvHead = line(columns.map(([name]) => name))

export function ledgerCsv(files: readonly LedgerFile[]): string {
  const rows = files.flatMap((file): Row[] =>
    file.copies.length > 0 ? file.copies.map(copy => ({ file, copy })) : [{ file, copy: undefined }]
  )
  return rows.map(row => line(columns.map(([, cell]) => cell(row)))).join('')
}
