import type { Partition } from '@contract/jobs-cluster'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { formatCount, formatDuration, unknown } from '../../../ui/format'
import { Progress } from '../../../ui/progress'
import { type State, StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import styles from './cluster.module.css'
import type { PartitionRow, Room } from './cluster-totals'

/** Rows that are in sight before the table scrolls. */
const mostRows = 8
const rowHeight = 26
const headHeight = 27

/** scontrol(1), partition State: what each means for a job. */
const states: Readonly<Record<string, { mark: State; means: string }>> = {
  UP: { mark: 'running', means: 'takes jobs and starts them' },
  DOWN: { mark: 'failed', means: 'takes jobs and starts none' },
  DRAIN: { mark: 'warning', means: 'takes no new jobs; those in its queue still start' },
  INACTIVE: { mark: 'cancelled', means: 'takes no jobs and starts none' },
  INACT: { mark: 'cancelled', means: 'takes no jobs and starts none' }
}

function NameCell({ partition }: { partition: Partition }): ReactNode {
  const known = states[partition.state.toUpperCase()]
  const word = partition.state.toLowerCase()
  return (
    <span className='row' title={known ? `${word}: ${known.means}` : word}>
      <StateMark state={known?.mark ?? 'out-of-date'} label={word} />
      <b className='cut'>{visibleName(partition.name)}</b>
      {partition.isDefault && <Tag title='Jobs that name no partition go here'>default</Tag>}
      {known?.mark !== 'running' && <span className='faint'>{word}</span>}
    </span>
  )
}

/** `96 of 256`; `none` where there are none at all. */
export function freeWords({ free, total }: Room): string {
  if (total === 0) return '—'
  return `${free === null ? unknown : formatCount(free)} of ${formatCount(total)}`
}

function NodesBar({ partition }: { partition: Partition }): ReactNode {
  const { total, busy, away } = partition.nodes
  if (total === 0) return null
  return (
    <Progress
      label={`nodes of ${partition.name} busy`}
      parts={[{ share: busy / total }, { share: away / total, tone: 'warn' }]}
    />
  )
}

/** Who alone may use it, in the scheduler's words; `everybody` without a limit. */
export function limitWords({ limits }: Pick<Partition, 'limits'>): string {
  return limits.length === 0 ? 'everybody' : limits.map(visibleName).join(', ')
}

const count = (value: number): ReactNode => (value === 0 ? <span className='faint'>0</span> : formatCount(value))

const columns: readonly Column<PartitionRow>[] = [
  {
    ...{ id: 'name', head: 'Partition', minWidth: 150, value: ({ partition }) => partition.name },
    cell: ({ partition }) => <NameCell partition={partition} />
  },
  {
    ...{ id: 'bar', head: '', name: 'Nodes busy and away', width: 84, drop: 1 },
    cell: ({ partition }) => <NodesBar partition={partition} />
  },
  {
    ...{ id: 'idle', head: 'Idle nodes', width: 88, numeric: true, sortFirst: 'descending' },
    ...{ value: ({ partition }) => partition.nodes.idle, cell: ({ partition }) => count(partition.nodes.idle) }
  },
  {
    ...{ id: 'busy', head: 'Busy', width: 62, numeric: true, drop: 4, sortFirst: 'descending' },
    ...{ value: ({ partition }) => partition.nodes.busy, cell: ({ partition }) => count(partition.nodes.busy) }
  },
  {
    ...{ id: 'away', head: 'Away', width: 62, numeric: true, drop: 5, sortFirst: 'descending' },
    ...{ value: ({ partition }) => partition.nodes.away, cell: ({ partition }) => count(partition.nodes.away) }
  },
  {
    ...{ id: 'cpus', head: 'CPUs free', width: 118, numeric: true, sortFirst: 'descending' },
    ...{ value: ({ cpus }) => cpus.free ?? undefined, cell: ({ cpus }) => freeWords(cpus) }
  },
  {
    ...{ id: 'gpus', head: 'GPUs free', width: 96, numeric: true, sortFirst: 'descending' },
    ...{ value: ({ gpus }) => gpus.free ?? undefined, cell: ({ gpus }) => freeWords(gpus) }
  },
  {
    ...{ id: 'time', head: 'Longest job', width: 96, numeric: true, className: 'dim', drop: 6 },
    value: ({ partition }) => partition.maxTimeSeconds ?? Number.POSITIVE_INFINITY,
    cell: ({ partition }) => (partition.maxTimeSeconds === null ? 'no limit' : formatDuration(partition.maxTimeSeconds))
  },
  {
    ...{ id: 'running', head: 'Running', width: 74, numeric: true, drop: 3, sortFirst: 'descending' },
    ...{ value: ({ partition }) => partition.jobs.running, cell: ({ partition }) => count(partition.jobs.running) }
  },
  {
    ...{ id: 'waiting', head: 'Waiting', width: 74, numeric: true, sortFirst: 'descending' },
    ...{ value: ({ partition }) => partition.jobs.waiting, cell: ({ partition }) => count(partition.jobs.waiting) }
  },
  {
    ...{ id: 'limits', head: 'Who may use it', minWidth: 130, drop: 2, className: 'dim' },
    value: ({ partition }) => limitWords(partition),
    cell: ({ partition }) => <span title={limitWords(partition)}>{limitWords(partition)}</span>
  }
]

const rowKey = ({ partition }: PartitionRow): string => partition.name

/** Where a job can go, and whether there is room for it. */
export function PartitionTable({ rows, siteLabel }: { rows: readonly PartitionRow[]; siteLabel: string }): ReactNode {
  // A sentence in place of the rows has its own height.
  if (rows.length === 0) return <p className={styles.noRows}>The scheduler names no partitions.</p>
  const height = headHeight + Math.min(mostRows, rows.length) * rowHeight
  return (
    <div className={styles.partitions} style={{ height }}>
      <DataTable
        label={`Partitions of ${siteLabel}`}
        density='tight'
        select='none'
        rows={rows}
        rowKey={rowKey}
        columns={columns}
      />
    </div>
  )
}
