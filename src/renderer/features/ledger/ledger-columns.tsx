/** Columns of the ledger. */
import type { LedgerFile } from '@contract/ledger'
import { placeText } from '@domain/ledger/place-text'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { formatBytes, formatDate, unknown, zoneName } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { originName, stateWords } from './ledger-words'

function NameCell({ row }: { row: LedgerFile }): ReactNode {
  const { mark, word } = stateWords[row.state]
  return (
    <span className='row grow'>
      <StateMark state={mark} label={word} />
      <MiddleEllipsis name={placeText(row.source) + (row.version > 1 ? ` (version ${row.version})` : '')} />
    </span>
  )
}

function StateCell({ row }: { row: LedgerFile }): ReactNode {
  const { word } = stateWords[row.state]
  return <span title={row.reason === '' ? undefined : visibleName(row.reason)}>{word}</span>
}

/** When the last of its copies was proven. */
const verifiedAt = ({ copies }: LedgerFile): number | undefined =>
  copies.length === 0 ? undefined : Math.max(...copies.map(copy => Date.parse(copy.verifiedAt)))

/** `copies`: in how many places a file is asked to be. */
export function ledgerColumns(copies: number): readonly Column<LedgerFile>[] {
  return [
    {
      ...{ id: 'source', head: 'Source', minWidth: 260 },
      cell: row => <NameCell row={row} />,
      value: ({ source }) => placeText(source)
    },
    { ...{ id: 'state', head: 'State', width: 92 }, cell: row => <StateCell row={row} />, value: ({ state }) => state },
    {
      ...{ id: 'places', head: 'Places', name: 'Different places with a verified copy', width: 72, numeric: true },
      cell: ({ places }) => `${places} of ${copies}`,
      value: ({ places }) => places
    },
    {
      ...{ id: 'size', head: 'Size', width: 92, numeric: true, sortFirst: 'descending' },
      cell: ({ size }) => formatBytes(size),
      value: ({ size }) => size
    },
    {
      ...{ id: 'verified', head: `Verified (${zoneName(Date.now())})`, width: 128, drop: 3, sortFirst: 'descending' },
      cell: row => formatDate(verifiedAt(row), Date.now()),
      value: row => verifiedAt(row) ?? 0
    },
    {
      ...{ id: 'sha256', head: 'SHA-256', width: 124, drop: 2, className: 'mono faint' },
      cell: ({ sha256 }) => sha256?.slice(0, 12) ?? unknown,
      value: ({ sha256 }) => sha256 ?? ''
    },
    {
      ...{ id: 'origin', head: 'From', width: 130, drop: 1, className: 'dim' },
      cell: row => visibleName(originName(row)),
      value: row => originName(row)
    }
  ]
}
