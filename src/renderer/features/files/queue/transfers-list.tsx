import type { Transfer } from '@contract/transfers'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount, formatRate } from '../../../ui/format'
import type { MenuEntry } from '../../../ui/menu'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Note } from '../../../ui/note'
import { SectionHead } from '../../../ui/page-bar'
import { Progress } from '../../../ui/progress'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import type { WhereName } from '../where'
import { inQueueOrder, queueSummary } from './queue-order'
import { createRowMemory, type QueueRow, uploadRow } from './queue-row'
import styles from './transfers-list.module.css'
import type { Uploads } from './uploads'

/** Failed files that are written out; the rest is a number. */
const listed = 50

/** What can be done with a row. */
export interface QueueActs {
  cancel(row: QueueRow): void
  retryFailed(row: QueueRow): void
  forget(row: QueueRow | undefined): void
  /** Shows the folder that it goes to. */
  showDestination(row: QueueRow): void
}

/** All copies of the engine and uploads of this window: what moves, waits and ended. */
export function TransfersList(props: {
  transfers: readonly Transfer[]
  uploads: Uploads
  acts: QueueActs
  nameOf: WhereName
  /** Why the list is not the newest. */
  failure: string | undefined
}) {
  const { transfers, acts, nameOf, failure } = props
  const uploads = useStore(props.uploads.store, state => state.list)
  const [rowsOf] = useState(createRowMemory)
  const rows = useMemo(
    () => inQueueOrder([...rowsOf(transfers), ...uploads.map(uploadRow)]),
    [rowsOf, transfers, uploads]
  )
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const shown = useMemo(
    () => new Set(rows.filter(row => row.failedCount > 0 && unfolded.has(row.id)).map(row => row.id)),
    [rows, unfolded]
  )
  const columns = useMemo(() => {
    const toggle = (row: QueueRow) => setUnfolded(before => toggled(before, row.id))
    return queueColumns({ nameOf, acts, unfolded, toggle })
  }, [nameOf, acts, unfolded])
  const again = rows.filter(row => row.ended && row.failedCount > 0)
  const ended = rows.some(row => row.ended)
  return (
    <section className={styles.list} aria-label='Transfers'>
      <SectionHead
        title='Transfers'
        fact={queueSummary(rows)}
        end={
          <>
            {again.length > 0 && (
              <Button size='small' icon='refresh' onClick={() => again.map(acts.retryFailed)}>
                Try failed again
              </Button>
            )}
            {ended && (
              <Button size='small' onClick={() => acts.forget(undefined)}>
                Clear finished
              </Button>
            )}
          </>
        }
      />
      {failure !== undefined && (
        <Note tone='warning' what='The list of transfers may be out of date.'>
          {failure}
        </Note>
      )}
      <DataTable
        label='Transfers'
        density='tight'
        select='one'
        rows={rows}
        rowKey={idOf}
        columns={columns}
        menu={selected => selected.flatMap(row => queueMenu(acts, row))}
        sunk={{ keys: shown, render: row => <FailedFiles row={row} acts={acts} /> }}
        empty={<EmptyState>Copies stand here. Select files and press F5, or drag them to the other pane.</EmptyState>}
      />
    </section>
  )
}

const idOf = (row: QueueRow): string => row.id

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}

function queueMenu(acts: QueueActs, row: QueueRow): readonly MenuEntry[] {
  return [
    { kind: 'act', label: 'Show the destination', icon: 'folder', onSelect: () => acts.showDestination(row) },
    {
      kind: 'act',
      label: 'Try failed again',
      icon: 'refresh',
      disabledReason: row.ended && row.failedCount > 0 ? undefined : 'Nothing of it failed',
      onSelect: () => acts.retryFailed(row)
    },
    row.ended
      ? { kind: 'act', label: 'Take off the list', icon: 'close', onSelect: () => acts.forget(row) }
      : { kind: 'act', label: 'Cancel', icon: 'stop', destructive: true, onSelect: () => acts.cancel(row) }
  ]
}

interface ColumnParts {
  readonly nameOf: WhereName
  readonly acts: QueueActs
  readonly unfolded: ReadonlySet<string>
  readonly toggle: (row: QueueRow) => void
}

function queueColumns({ nameOf, acts, unfolded, toggle }: ColumnParts): readonly Column<QueueRow>[] {
  const to = (row: QueueRow): string => `${nameOf(row.to)}: ${visibleName(row.destination)}`
  return [
    {
      id: 'file',
      head: 'File',
      cell: row => (
        <span className={styles.name}>
          <StateMark state={row.mark} label={row.word} />
          <MiddleEllipsis name={row.title} />
        </span>
      ),
      minWidth: 200
    },
    {
      id: 'to',
      head: 'To',
      cell: row => <span title={to(row)}>{to(row)}</span>,
      width: 220,
      className: 'dim',
      drop: 1
    },
    {
      id: 'state',
      head: 'State',
      cell: row => <RowState row={row} unfolded={unfolded.has(row.id)} onToggle={() => toggle(row)} />,
      width: 340,
      className: 'dim'
    },
    { id: 'rate', head: 'Rate', cell: row => rateWords(row), numeric: true, width: 92, className: 'dim', drop: 2 },
    { id: 'left', head: 'Left', cell: row => row.left, numeric: true, width: 84, className: 'dim', drop: 3 },
    {
      id: 'end',
      head: '',
      name: 'Cancel or take off the list',
      cell: row => <RowEnd row={row} acts={acts} />,
      width: 72
    }
  ]
}

function rateWords(row: QueueRow): string {
  return row.rate === undefined ? '' : formatRate(row.rate)
}

function RowState({ row, unfolded, onToggle }: { row: QueueRow; unfolded: boolean; onToggle: () => void }) {
  return (
    <span className={styles.state}>
      {row.share === undefined ? (
        <span className='cut' title={row.word}>
          {row.word}
        </span>
      ) : (
        <Progress label={`${row.word} ${visibleName(row.title)}`} parts={row.share} className={styles.bar} />
      )}
      {row.mark !== 'waiting' && <span className={styles.amount}>{row.amount}</span>}
      {row.failedCount > 0 && (
        <button type='button' className={styles.failed} aria-expanded={unfolded} onClick={onToggle}>
          {`${formatCount(row.failedCount)} failed`}
        </button>
      )}
    </span>
  )
}

function RowEnd({ row, acts }: { row: QueueRow; acts: QueueActs }) {
  const name = visibleName(row.title)
  return (
    <span className={styles.end}>
      {row.ended ? (
        <IconButton icon='close' label={`Take ${name} off the list`} onClick={() => acts.forget(row)} />
      ) : (
        <IconButton icon='stop' label={`Cancel ${name}`} onClick={() => acts.cancel(row)} />
      )}
    </span>
  )
}

function FailedFiles({ row, acts }: { row: QueueRow; acts: QueueActs }) {
  const more = row.failedCount - Math.min(row.failed.length, listed)
  return (
    <div className='selectable'>
      <ul className={styles.reasons}>
        {row.failed.slice(0, listed).map(({ path, message }) => (
          <li key={path}>
            {/* Most messages name the file themselves. */}
            {!message.includes(path) && <b>{`${visibleName(path)} `}</b>}
            {visibleName(message)}
          </li>
        ))}
      </ul>
      {more > 0 && <div className='faint'>{`and ${countOf(more, 'more file', 'more files')}`}</div>}
      {row.ended && (
        <Button size='small' icon='refresh' onClick={() => acts.retryFailed(row)}>
          Try failed again
        </Button>
      )}
    </div>
  )
}
