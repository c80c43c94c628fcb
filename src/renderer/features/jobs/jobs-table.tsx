import type { ReactNode } from 'react'
import { useMemo } from 'react'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { DataTable, type TreeRules } from '../../ui/data-table/data-table'
import { FootKeys } from '../../ui/data-table/foot-keys'
import type { Selection } from '../../ui/data-table/selection'
import type { Sort } from '../../ui/data-table/sorting'
import { EmptyState } from '../../ui/empty-state'
import { countOf, formatCount } from '../../ui/format'
import type { MenuEntry } from '../../ui/menu'
import { type ActKind, actChoice, actWords } from './acts/job-acts'
import { isOver, isWaiting } from './job-state'
import { waitingWords } from './job-words'
import styles from './list/list.module.css'
import type { JobRow, ListRow } from './list/list-row'
import type { ListRows } from './list/list-rows'
import { historyDays } from './list/site-streams'

/** Why the list is empty, or not whole. */
export interface QueueState {
  /** What the jobs are of: a site's name, or "all sites". */
  readonly label: string
  /** Whether anything was read yet. */
  readonly read: boolean
  /** Whether something could not be read. */
  readonly failed: boolean
  readonly allUsers: boolean
  /** Why jobs that ended are missing; null where they are listed. */
  readonly noAccounting: string | null
}

export interface JobsTableProps {
  readonly state: QueueState
  readonly list: ListRows
  readonly columns: readonly Column<ListRow>[]
  readonly sort: Sort | undefined
  readonly onSort: (sort: Sort) => void
  readonly onToggle: (key: string) => void
  /** Takes all filters away. */
  readonly onShowAll: () => void
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  /** Whether the drawer shows the selected row. */
  readonly drawer: boolean
  readonly onShow: () => void
  /** Shows what the selected job prints. */
  readonly onShowOutput: () => void
  readonly onAct: (kind: ActKind, rows: readonly ListRow[]) => void
  readonly onCopy: (rows: readonly ListRow[]) => void
  readonly onNew: () => void
  /** Shows a run in the cloud room. */
  readonly onOpenRun: (id: string) => void
}

const rowKey = (row: ListRow): string => row.key
const isGroup = (row: ListRow): boolean => row.kind === 'group'
const tone = (row: ListRow): 'sunk' | 'dim' | undefined => {
  if (row.kind === 'group' || row.child) return 'sunk'
  return isOver(row.job) ? 'dim' : undefined
}

/** For the foot of the list: keys, and what they do. */
const keyWords = [
  ['up', 'down', 'move'],
  ['space', 'select'],
  ['right', 'unfold'],
  ['l', 'output'],
  ['h', 'hold'],
  ['c', 'cancel']
] as const

/** The queue as a table. */
export function JobsTable(props: JobsTableProps): ReactNode {
  const { state, list, selection, onToggle, onShow } = props
  const tree = useMemo<TreeRules<ListRow>>(
    () => ({
      level: row => (row.kind === 'group' ? 1 : row.depth + 1),
      expanded: row => row.expanded,
      onToggle: (row, open) => row.expanded !== open && onToggle(row.key)
    }),
    [onToggle]
  )
  const chosen = selection.keys.size === 1 ? [...selection.keys][0] : undefined
  const why = useMemo(
    () => new Set(list.rows.filter(row => row.key === chosen && explains(row)).map(rowKey)),
    [list.rows, chosen]
  )
  return (
    <div className={styles.list}>
      <DataTable
        label={`Jobs on ${state.label}`}
        rows={list.rows}
        rowKey={rowKey}
        columns={props.columns}
        sort={props.sort}
        onSort={props.onSort}
        presorted
        selection={selection}
        onSelection={props.onSelection}
        onOpen={row => (row.kind === 'group' ? onToggle(row.key) : onShow())}
        tree={tree}
        tone={tone}
        wide={isGroup}
        sunk={{ keys: why, render: row => row.kind === 'job' && <WhyItWaits row={row} /> }}
        active={props.drawer}
        menu={rows => menuOf(rows, props)}
        empty={<NoJobs {...props} />}
        foot={<Foot {...props} />}
        footEnd={<FootKeys lines={keyWords} />}
      />
    </div>
  )
}

function explains(row: ListRow): boolean {
  return row.kind === 'job' && !row.child && !row.run && isWaiting(row.job)
}

function WhyItWaits({ row }: { row: JobRow }): ReactNode {
  return (
    <>
      <b>Why it waits.</b> {waitingWords(row.job, Date.now())}
    </>
  )
}

function actEntry(kind: ActKind, rows: readonly ListRow[], onAct: JobsTableProps['onAct']): MenuEntry {
  const { label, keys } = actWords[kind]
  const { targets, chosen, disabledReason } = actChoice(kind, rows)
  const some =
    targets.length < chosen && targets.length > 0
      ? `${formatCount(targets.length)} of ${formatCount(chosen)}`
      : undefined
  return {
    ...{ kind: 'act', label, keys, disabledReason, note: some, destructive: kind === 'cancel' },
    onSelect: () => onAct(kind, rows)
  }
}

/** What can be done to the chosen rows; what cannot says why. */
export function menuOf(rows: readonly ListRow[], props: JobsTableProps): readonly MenuEntry[] {
  if (rows.length === 0) return [{ kind: 'act', label: 'New job…', icon: 'plus', keys: 'n', onSelect: props.onNew }]
  const [first] = rows
  const run = rows.length === 1 && first?.kind === 'job' ? first.run : undefined
  const one = rows.length === 1 && first?.kind === 'job' && !run
  const acts = (['hold', 'release', 'requeue', 'limit'] as const).map(kind => actEntry(kind, rows, props.onAct))
  return [
    ...(run
      ? [{ kind: 'act' as const, label: 'Show in the cloud room', onSelect: () => props.onOpenRun(run.id) }]
      : []),
    {
      ...{ kind: 'act', label: 'Show its output', keys: 'l', onSelect: props.onShowOutput },
      disabledReason: one ? undefined : run ? 'It stands in the cloud room' : 'Choose one job'
    },
    {
      kind: 'act',
      label: rows.length === 1 ? 'Copy id' : 'Copy ids',
      icon: 'copy',
      keys: 'mod+c',
      onSelect: () => props.onCopy(rows)
    },
    { kind: 'line' },
    ...acts,
    { kind: 'line' },
    actEntry('cancel', rows, props.onAct)
  ]
}

function NoJobs({ state, list, onShowAll, onNew }: JobsTableProps): ReactNode {
  const { label, read, failed, allUsers, noAccounting } = state
  if (!read)
    return <EmptyState>{failed ? `The jobs on ${label} are unknown.` : `Reading the queue of ${label}.`}</EmptyState>
  if (list.total > 0)
    return (
      <EmptyState act={<Button onClick={onShowAll}>Show all</Button>}>
        None of {countOf(list.total, 'job')} matches the filter.
      </EmptyState>
    )
  const whose = allUsers ? 'No jobs' : 'No jobs of yours'
  const past = noAccounting === null ? `, and none ended in the last ${historyDays} days` : ''
  return (
    <EmptyState
      act={
        <Button kind='primary' icon='plus' keys='n' onClick={onNew}>
          New job
        </Button>
      }
    >
      {whose} on {label}
      {past}.
    </EmptyState>
  )
}

function Foot({ state, list, selection }: JobsTableProps): ReactNode {
  if (!state.read) return null
  const some = list.shown < list.total ? `${formatCount(list.shown)} of ` : ''
  const heads = list.rows.filter(row => row.kind === 'group' && selection.keys.has(row.key)).length
  const chosen = selection.keys.size - heads
  const tasks = list.tasks === 0 ? '' : `, ${countOf(list.tasks, 'task')}`
  const selected = chosen === 0 ? '' : `, ${formatCount(chosen)} selected`
  return (
    <>
      <span>
        {some}
        {countOf(list.total, 'job')}
        {tasks}
        {selected}
      </span>
      {state.noAccounting !== null && (
        <span className='warn cut' title={state.noAccounting}>
          Ended jobs are not listed: {state.noAccounting}
        </span>
      )}
    </>
  )
}
