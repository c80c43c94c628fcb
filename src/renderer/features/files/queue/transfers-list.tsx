import { overallProgress } from '@domain/transfers/overall-progress'
import { type DragEvent, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/confirm-dialog'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import type { DropRules } from '../../../ui/data-table/use-drop-target'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatBytes } from '../../../ui/format'
import { Kbd } from '../../../ui/kbd'
import { Note } from '../../../ui/note'
import { SectionHead } from '../../../ui/page-bar'
import { visibleName } from '../../../ui/visible-name'
import type { WhereName } from '../where'
import { LimitDialog } from './limit-dialog'
import { OverallLine } from './overall-line'
import type { QueueActs } from './queue-acts'
import { queueColumns } from './queue-columns'
import { canResume, type ListActs, onQueueKey, queueMenu } from './queue-menu'
import { movable, queueSummary } from './queue-order'
import type { QueueRow } from './queue-row'
import styles from './transfers-list.module.css'
import { type Queue, useQueueRows } from './use-queue'

/** From this many bytes or files on, a cancel asks first: they would have to be copied again. */
const muchBytes = 100 * 1024 * 1024
const manyFiles = 100

const idOf = (row: QueueRow): string => row.id

/** All copies of the engine and uploads of this window: what moves, waits and ended. */
export function TransfersList(props: {
  queue: Queue
  nameOf: WhereName
  /** Whether it is seen; else nothing is drawn anew. */
  visible: boolean
}) {
  const { queue, nameOf, visible } = props
  const { rows, failure } = useQueueRows(queue, visible)
  const openId = useStore(queue.view, ({ openId: id }) => id)
  const [dialog, setDialog] = useState<ListDialog | null>(null)
  const acts = useMemo(() => listActs(queue, setDialog), [queue])
  const columns = useMemo(() => queueColumns(nameOf, acts), [nameOf, acts])
  const [selection, setSelection] = useState<Selection>(noSelection)
  const drag = useQueueDrag(acts)
  const select = (next: Selection): void => {
    setSelection(next)
    const [key] = next.keys
    if (openId !== null && key !== undefined) queue.view.setState({ openId: key })
  }
  const shown = openId === null ? selection : { ...selectOne(openId), cursor: selection.cursor ?? openId }
  const all = useMemo(() => overallProgress(rows.map(({ facts }) => facts)), [rows])
  const now = Date.now()
  return (
    <section className={styles.list} aria-label='Transfers'>
      <SectionHead title='Transfers' fact={queueSummary(rows)} end={<HeadActs rows={rows} acts={acts} />} />
      {all.moving + all.held + all.waiting + all.paused > 0 && (
        <OverallLine all={all} samples={queue.rates.of()} now={now} />
      )}
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
        selection={shown}
        onSelection={select}
        active={openId !== null}
        onOpen={row => acts.showDetails(row)}
        onKeyDown={(event, [row]) => onQueueKey(acts, rows, row, event)}
        menu={selected => selected.flatMap(row => queueMenu(acts, rows, row))}
        {...drag}
        empty={<EmptyState>Copies stand here. Select files and press F5, or drag them to the other pane.</EmptyState>}
        {...(rows.length > 0 && { footEnd: <FootKeys /> })}
      />
      {dialog && <QueueDialog dialog={dialog} acts={queue.acts} onClose={() => setDialog(null)} />}
    </section>
  )
}

/** A question about a row. */
type ListDialog = { readonly kind: 'cancel' | 'limit'; readonly row: QueueRow }

function listActs(queue: Queue, ask: (dialog: ListDialog) => void): ListActs {
  const { acts, view } = queue
  return {
    ...acts,
    showDetails: (row, failedOnly = false) => view.setState({ openId: row.id, files: failedOnly ? 'failed' : 'all' }),
    askCancel(row) {
      const much = row.facts.doneBytes >= muchBytes || row.facts.doneFiles >= manyFiles
      if (much) ask({ kind: 'cancel', row })
      else acts.cancel(row)
    },
    editLimit: row => ask({ kind: 'limit', row })
  }
}

function QueueDialog(props: { dialog: ListDialog; acts: QueueActs; onClose: () => void }) {
  const { dialog, acts, onClose } = props
  const { row } = dialog
  if (dialog.kind === 'limit')
    return <LimitDialog row={row} onSet={limit => acts.change(row, { limit })} onClose={onClose} />
  return (
    <ConfirmDialog
      open
      title={`Cancel ${visibleName(row.title)}?`}
      confirmLabel='Cancel the transfer'
      cancelLabel='Go on copying'
      onConfirm={() => acts.cancel(row)}
      onClose={onClose}
    >
      {`${formatBytes(row.facts.doneBytes)} in ${countOf(row.facts.doneFiles, 'file')} arrived and stay. The rest is not copied. To stop for a while, pause it.`}
    </ConfirmDialog>
  )
}

function HeadActs({ rows, acts }: { rows: readonly QueueRow[]; acts: QueueActs }) {
  const engine = rows.filter(({ kind, ended }) => kind === 'engine' && !ended)
  const again = rows.filter(row => row.ended && row.failedCount > 0)
  /** Those that wait for a sign-in are not paused: the engine's "all" leaves them out. */
  const resumeAll = (): void => {
    acts.resume(undefined)
    for (const row of engine) if (row.state !== 'paused' && canResume(row)) acts.resume(row)
  }
  return (
    <>
      {engine.some(row => row.state !== 'paused') && (
        <Button size='small' icon='pause' onClick={() => acts.pause(undefined)}>
          Pause all
        </Button>
      )}
      {engine.some(canResume) && (
        <Button size='small' icon='play' onClick={resumeAll}>
          Resume all
        </Button>
      )}
      {again.length > 0 && (
        <Button size='small' icon='refresh' onClick={() => again.map(acts.retryFailed)}>
          Try failed again
        </Button>
      )}
      {rows.some(row => row.ended) && (
        <Button size='small' onClick={() => acts.forget(undefined)}>
          Clear finished
        </Button>
      )}
    </>
  )
}

const footKeys = [
  { keys: ['enter'], act: 'details' },
  { keys: ['space'], act: 'pause' },
  { keys: ['alt+up', 'alt+down'], act: 'move' },
  { keys: ['delete'], act: 'cancel' }
]

function FootKeys() {
  return footKeys.map(({ keys, act }) => (
    <span key={act} className={styles.footKey}>
      {keys.map(key => (
        <Kbd key={key} keys={key} />
      ))}
      {act}
    </span>
  ))
}

const dragType = 'application/x-farscope-transfer'

/** A row that waits is dragged before another one that waits, or to the end of the list. */
function useQueueDrag(acts: QueueActs) {
  const held = useRef<QueueRow | null>(null)
  const drop: DropRules<QueueRow> = {
    accepts: (event, row) => {
      if (held.current === null || !event.dataTransfer.types.includes(dragType)) return undefined
      return row === undefined || (movable(row) && row.id !== held.current.id) ? 'move' : undefined
    },
    onDrop: (_event, row) => {
      if (held.current) acts.putBefore(held.current, row?.id ?? null)
      held.current = null
    }
  }
  const onDragStart = (event: DragEvent, [row]: readonly QueueRow[]): void => {
    if (row === undefined || !movable(row)) {
      event.preventDefault()
      return
    }
    held.current = row
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData(dragType, row.id)
  }
  return { drop, onDragStart }
}
