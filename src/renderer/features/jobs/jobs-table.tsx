import type { FailureData } from '@contract/errors'
import type { JobsSnapshot } from '@contract/jobs'
import { type ReactNode, useMemo } from 'react'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { DataTable, type TreeRules } from '../../ui/data-table/data-table'
import type { Selection } from '../../ui/data-table/selection'
import type { Sort } from '../../ui/data-table/sorting'
import { EmptyState } from '../../ui/empty-state'
import { countOf, formatCount } from '../../ui/format'
import { Kbd } from '../../ui/kbd'
import type { MenuEntry } from '../../ui/menu'
import type { JobRow } from './job-rows'
import { isOver, isWaiting, type StateGroup } from './job-state'
import { waitingWords } from './job-words'
import styles from './jobs.module.css'
import { historyDays } from './use-jobs'

export interface JobsTableProps {
  readonly siteLabel: string
  readonly snapshot: JobsSnapshot | null
  readonly error: FailureData | null
  readonly rows: readonly JobRow[]
  readonly columns: readonly Column<JobRow>[]
  readonly choices: {
    readonly allUsers: boolean
    readonly filter: string
    readonly setFilter: (filter: string) => void
    readonly group: StateGroup
    readonly setGroup: (group: StateGroup) => void
    readonly sort: Sort | undefined
    readonly setSort: (sort: Sort) => void
    readonly toggle: (row: JobRow, open: boolean) => void
  }
  readonly selection: Selection
  readonly onSelection: (selection: Selection) => void
  /** Whether the drawer shows the selected row. */
  readonly drawer: boolean
  readonly onShow: () => void
  readonly onCancel: (rows: readonly JobRow[]) => void
  readonly onNew: () => void
}

const rowKey = (row: JobRow): string => row.key
const tone = (row: JobRow): 'sunk' | 'dim' | undefined =>
  row.level === 2 ? 'sunk' : isOver(row.job) ? 'dim' : undefined

/** The queue as a table. */
export function JobsTable(props: JobsTableProps): ReactNode {
  const { siteLabel, rows, columns, choices, selection, onSelection, drawer, onShow } = props
  const { toggle } = choices
  const tree: TreeRules<JobRow> = { level: row => row.level, expanded: row => row.expanded, onToggle: toggle }
  const chosen = selection.keys.size === 1 ? [...selection.keys][0] : undefined
  const why = rows.find(row => row.key === chosen && isWaiting(row.job) && row.level === 1)?.key
  const keys = useMemo(() => new Set(why === undefined ? [] : [why]), [why])
  return (
    <div className={styles.list}>
      <DataTable
        label={`Jobs on ${siteLabel}`}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        sort={choices.sort}
        onSort={choices.setSort}
        presorted
        selection={selection}
        onSelection={onSelection}
        onOpen={onShow}
        tree={tree}
        tone={tone}
        sunk={{ keys, render: row => <WhyItWaits row={row} /> }}
        active={drawer}
        menu={chosenRows => menuOf(chosenRows, props)}
        empty={<NoJobs {...props} />}
        foot={<Foot {...props} />}
        footEnd={<FootKeys />}
      />
    </div>
  )
}

function WhyItWaits({ row }: { row: JobRow }): ReactNode {
  return (
    <>
      <b>Why it waits.</b> {waitingWords(row.job, Date.now())}
    </>
  )
}

function menuOf(rows: readonly JobRow[], acts: JobsTableProps): readonly MenuEntry[] {
  if (rows.length === 0) return [{ kind: 'act', label: 'New job…', icon: 'plus', keys: 'n', onSelect: acts.onNew }]
  const live = rows.some(({ job, cancelling }) => !cancelling && !isOver(job))
  return [
    {
      ...{ kind: 'act', label: 'Show facts and log', keys: 'l', onSelect: acts.onShow },
      disabledReason: rows.length === 1 ? undefined : 'Choose one job'
    },
    {
      ...{ kind: 'act', label: 'Cancel…', keys: 'c', destructive: true, onSelect: () => acts.onCancel(rows) },
      disabledReason: live ? undefined : 'Nothing here can be cancelled any more'
    }
  ]
}

function NoJobs(props: JobsTableProps): ReactNode {
  const { snapshot, error, siteLabel, choices, onNew } = props
  if (snapshot === null || snapshot.asOf === null)
    return (
      <EmptyState>{error ? `The jobs on ${siteLabel} are unknown.` : `Reading the queue of ${siteLabel}.`}</EmptyState>
    )
  if (snapshot.jobs.length > 0) {
    const showAll = (): void => {
      choices.setFilter('')
      choices.setGroup('any')
    }
    return (
      <EmptyState act={<Button onClick={showAll}>Show all</Button>}>
        None of {countOf(snapshot.jobs.length, 'job')} matches the filter.
      </EmptyState>
    )
  }
  const whose = choices.allUsers ? 'No jobs' : 'No jobs of yours'
  const past = snapshot.accounting.available ? `, and none ended in the last ${historyDays} days` : ''
  return (
    <EmptyState
      act={
        <Button kind='primary' icon='plus' keys='n' onClick={onNew}>
          New job
        </Button>
      }
    >
      {whose} on {siteLabel}
      {past}.
    </EmptyState>
  )
}

function Foot({ snapshot, rows, selection }: JobsTableProps): ReactNode {
  if (snapshot === null) return null
  const jobs = rows.filter(({ level }) => level === 1).length
  const selected = selection.keys.size === 0 ? '' : `, ${formatCount(selection.keys.size)} selected`
  const { accounting } = snapshot
  return (
    <>
      <span>
        {countOf(jobs, 'job')}
        {selected}
      </span>
      {!accounting.available && (
        <span className='warn cut' title={accounting.message}>
          Ended jobs are not listed: {accounting.message}
        </span>
      )}
    </>
  )
}

const footKeys = [
  ['space', 'select'],
  ['right', 'unfold'],
  ['l', 'log'],
  ['c', 'cancel']
] as const

function FootKeys(): ReactNode {
  return footKeys.map(([key, word]) => (
    <span key={key}>
      <Kbd keys={key} /> {word}
    </span>
  ))
}
