import { overallProgress } from '@domain/transfers/overall-progress'
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, type Selection, selectOne } from '../../../ui/data-table/selection'
import type { DropRules } from '../../../ui/data-table/use-drop-target'
import { EmptyState } from '../../../ui/empty-state'
import { Kbd } from '../../../ui/kbd'
import { Note } from '../../../ui/note'
import { SectionHead } from '../../../ui/page-bar'
import type { WhereName } from '../where'
import { CancelQuestion, cancelAsks } from './cancel-question'
import { LimitDialog } from './limit-dialog'
import { OverallLine } from './overall-line'
import type { QueueActs } from './queue-acts'
import { queueColumns } from './queue-columns'
import { canResume, type ListActs, onQueueKey, queueMenu, retryRefusal } from './queue-menu'
import { movable, queueSummary } from './queue-order'
import type { QueueRow } from './queue-row'
import { RatePlot } from './rate-plot'
import styles from './transfers-list.module.css'
import { type Queue, useQueueRows } from './use-queue'

/** CSS pixels. */
const plotWidth = 336

const idOf = (row: QueueRow): string => row.id

/** All copies of the engine and uploads of this window: what moves, waits and ended. */
export function TransfersList(props: {
  queue: Queue
  nameOf: WhereName
  /** Whether it is seen; else nothing is drawn anew. */
  visible: boolean
  /** Stands at the right of the head. */
  headEnd?: ReactNode
}) {
  const { queue, nameOf, visible, headEnd } = props
  const { rows, failure } = useQueueRows(queue, visible)
  const openId = useStore(queue.view, ({ openId: id }) => id)
  const [dialog, setDialog] = useState<ListDialog | null>(null)
  const acts = useMemo(() => listActs(queue, setDialog), [queue])
  const detailed = openId !== null
  const columns = useMemo(() => queueColumns(nameOf, acts, detailed), [nameOf, acts, detailed])
  const section = useFocusAfterDetails(detailed)
  const [selection, select] = useDetailSelection(queue.view)
  const drag = useQueueDrag(acts)
  const all = useMemo(() => overallProgress(rows.map(({ facts }) => facts)), [rows])
  const now = Date.now()
  const samples = queue.rates.of()
  return (
    <section ref={section} className={styles.list} aria-label='Transfers'>
      <SectionHead
        title='Transfers'
        fact={queueSummary(rows)}
        end={
          <>
            <HeadActs rows={rows} acts={acts} />
            {headEnd}
          </>
        }
      />
      {all.moving + all.held + all.waiting + all.paused > 0 && <OverallLine all={all} samples={samples} now={now} />}
      {failure !== undefined && (
        <Note tone='warning' what='The list of transfers may be out of date.'>
          {failure}
        </Note>
      )}
      <div className={styles.body}>
        <DataTable
          label='Transfers'
          density='tight'
          select='many'
          rows={rows}
          rowKey={idOf}
          columns={columns}
          selection={selection}
          onSelection={select}
          active={detailed}
          onOpen={row => acts.showDetails(row)}
          onKeyDown={(event, chosen) => {
            if (detailed && event.key === 'Escape') closeDetails(queue, event)
            else onQueueKey(acts, rows, chosen, event)
          }}
          menu={chosen => queueMenu(acts, rows, chosen)}
          {...drag}
          empty={<EmptyState>Copies stand here. Select files and press F5, or drag them to the other pane.</EmptyState>}
          {...(rows.length > 0 && { footEnd: <FootKeys /> })}
        />
        {samples.length > 1 && all.moving > 0 && (
          <aside className={styles.rates}>
            <RatePlot title='Rate' samples={samples} now={now} width={plotWidth} height={132} />
          </aside>
        )}
      </div>
      {dialog && <QueueDialog dialog={dialog} acts={queue.acts} onClose={() => setDialog(null)} />}
    </section>
  )
}

/** Esc in the list closes the details first; pressed again it chooses nothing. */
function closeDetails({ view }: Queue, event: KeyboardEvent): void {
  event.preventDefault()
  view.setState({ openId: null })
}

/** Details that close with the keyboard in them give it back to the list. */
function useFocusAfterDetails(detailed: boolean) {
  const section = useRef<HTMLElement>(null)
  const before = useRef(detailed)
  useEffect(() => {
    if (before.current && !detailed && document.activeElement === document.body)
      section.current?.querySelector('table')?.focus()
    before.current = detailed
  }, [detailed])
  return section
}

/** The selection; while details are open they show the row that was chosen last, and a row they show is chosen. */
function useDetailSelection(view: Queue['view']): [Selection, (selection: Selection) => void] {
  const [selection, setSelection] = useState<Selection>(noSelection)
  const openId = useStore(view, state => state.openId)
  useEffect(() => {
    if (openId !== null) setSelection(before => (before.keys.has(openId) ? before : selectOne(openId)))
  }, [openId])
  const select = (next: Selection): void => {
    setSelection(next)
    const last = next.cursor !== undefined && next.keys.has(next.cursor) ? next.cursor : undefined
    if (openId !== null && last !== undefined) view.setState({ openId: last })
  }
  return [selection, select]
}

/** A question about rows. */
type ListDialog =
  | { readonly kind: 'cancel'; readonly rows: readonly QueueRow[] }
  | { readonly kind: 'limit'; readonly row: QueueRow }

function listActs(queue: Queue, ask: (dialog: ListDialog) => void): ListActs {
  const { acts, view } = queue
  return {
    ...acts,
    showDetails: (row, failedOnly = false) => view.setState({ openId: row.id, files: failedOnly ? 'failed' : 'all' }),
    askCancel(rows) {
      if (cancelAsks(rows)) ask({ kind: 'cancel', rows })
      else rows.forEach(acts.cancel)
    },
    editLimit: row => ask({ kind: 'limit', row })
  }
}

function QueueDialog(props: { dialog: ListDialog; acts: QueueActs; onClose: () => void }) {
  const { dialog, acts, onClose } = props
  if (dialog.kind === 'limit') {
    const { row } = dialog
    return <LimitDialog row={row} onSet={limit => acts.change(row, { limit })} onClose={onClose} />
  }
  return <CancelQuestion rows={dialog.rows} onCancel={() => dialog.rows.forEach(acts.cancel)} onClose={onClose} />
}

function HeadActs({ rows, acts }: { rows: readonly QueueRow[]; acts: QueueActs }) {
  const engine = rows.filter(({ kind, ended }) => kind === 'engine' && !ended)
  const again = rows.filter(row => retryRefusal(row) === undefined)
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

/** Rows that wait are dragged before another one that waits, or to the end of the list. */
function useQueueDrag(acts: QueueActs) {
  const held = useRef<readonly QueueRow[]>([])
  const drop: DropRules<QueueRow> = {
    accepts: (event, row) => {
      if (held.current.length === 0 || !event.dataTransfer.types.includes(dragType)) return undefined
      return row === undefined || (movable(row) && !held.current.some(({ id }) => id === row.id)) ? 'move' : undefined
    },
    onDrop: (_event, row) => {
      for (const each of held.current) acts.putBefore(each, row?.id ?? null)
      held.current = []
    }
  }
  const onDragStart = (event: DragEvent, rows: readonly QueueRow[]): void => {
    held.current = rows.filter(movable)
    if (held.current.length === 0) {
      event.preventDefault()
      return
    }
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData(dragType, held.current.map(({ id }) => id).join(' '))
  }
  return { drop, onDragStart }
}
