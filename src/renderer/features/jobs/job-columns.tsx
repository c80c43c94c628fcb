/** Columns of the jobs table. */
import type { Run } from '@contract/cloud-runs'
import type { Job } from '@contract/jobs'
import { isFinished } from '@domain/jobs/states'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import type { SortValue } from '../../ui/data-table/sorting'
import { formatBytes, formatClock, formatCount, formatDate, unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Progress, type ProgressPart } from '../../ui/progress'
import { visibleName } from '../../ui/visible-name'
import { isWaiting, jobMark, stateRank } from './job-state'
import { instantWords, reasonOrUse } from './job-words'
import type { JobRow, ListRow } from './list/list-row'
import { type CellContext, GroupCell, NameCell } from './list/name-cell'
import { projectFolder } from './list/project-folder'
import { runCostWords } from './list/run-beside'

/** Share of the limit from which a job is near its end. */
const nearLimit = 0.9

/** Parts of the bar: an array's tasks, or the time used of the limit. Null where there is nothing to show. */
export function barParts(job: Job): readonly ProgressPart[] | null {
  const { tasks, limitSeconds: limit, elapsedSeconds: elapsed } = job
  if (tasks && tasks.total > 0)
    return [
      { share: tasks.done / tasks.total, tone: 'ok' },
      { share: tasks.running / tasks.total, tone: 'accent' },
      { share: tasks.failed / tasks.total, tone: 'bad' }
    ]
  if (isWaiting(job) || isFinished(job.state) || limit === null || elapsed === null || limit <= 0) return null
  return [{ share: elapsed / limit, tone: elapsed / limit >= nearLimit ? 'warn' : 'accent' }]
}

function BarCell({ job }: { job: Job }): ReactNode {
  const parts = barParts(job)
  return parts && <Progress label={job.tasks ? 'tasks done' : 'time used of the limit'} parts={parts} />
}

/** The explained reason, the use or the end of a job; errors stand out. */
export function ReasonCell({ job }: { job: Job }): ReactNode {
  const words = reasonOrUse(job)
  const whole = words.map(({ text }) => text).join(', ')
  return (
    <span className='dim' title={whole}>
      {words.map(({ text, bad }, at) => (
        <span key={text} className={bad ? 'bad' : undefined}>
          {at > 0 && <span className='dim'>, </span>}
          {text}
        </span>
      ))}
    </span>
  )
}

/** Of a run what it costs says most, unless something stands in its way. */
function RunCell({ run }: { run: Run }): ReactNode {
  const words = run.error === null ? runCostWords(run) : visibleName(run.error.message)
  return (
    <span className={run.error === null ? 'dim' : 'bad'} title={words}>
      {words}
    </span>
  )
}

const dash = <span className='faint'>—</span>
const faintUnknown = <span className='faint'>{unknown}</span>

const elapsed = (job: Job): ReactNode => {
  // An array of which nothing started yet has no time either.
  if (isWaiting(job) && (!job.tasks || job.elapsedSeconds === null)) return dash
  return job.elapsedSeconds === null ? faintUnknown : formatClock(job.elapsedSeconds)
}

/** Seconds until the limit ends it; undefined unless it runs and both are known. */
export function secondsLeft(job: Job): number | undefined {
  const { limitSeconds, elapsedSeconds } = job
  if (isWaiting(job) || isFinished(job.state) || job.tasks) return undefined
  return limitSeconds === null || elapsedSeconds === null ? undefined : Math.max(0, limitSeconds - elapsedSeconds)
}

function PlaceCell({ row, lookup }: { row: JobRow; lookup: CellContext['lookup'] }): ReactNode {
  const found = lookup.placeOf(row.site, row.job)
  if (!found) return isWaiting(row.job) ? faintUnknown : dash
  const { place, of } = found
  const words = `By priority ${formatCount(place)} of the ${formatCount(of)} waiting jobs of its partition in this list`
  return (
    <span title={words}>
      {formatCount(place)} <span className='faint'>of {formatCount(of)}</span>
    </span>
  )
}

/** A column that can be chosen. */
interface JobColumn extends Omit<Column<ListRow>, 'cell' | 'value'> {
  /** What the list of columns calls it, where the head is short or empty. */
  readonly listed?: string
  readonly value?: (row: JobRow) => SortValue
  readonly jobCell: (row: JobRow, context: CellContext) => ReactNode
}

const textOf = (value: string | null): ReactNode => (value === null ? faintUnknown : visibleName(value))
const numberOf = (value: number | null): ReactNode => (value === null ? faintUnknown : formatCount(value))

/** A column of a word of the job. */
function words(id: string, head: string, width: number, drop: number, of: (job: Job) => string | null): JobColumn {
  return {
    ...{ id, head, width, drop, className: 'dim' },
    value: row => of(row.job) ?? undefined,
    jobCell: row => textOf(of(row.job))
  }
}

function count(id: string, head: string, width: number, drop: number, of: (job: Job) => number | null): JobColumn {
  return {
    ...{ id, head, width, drop, numeric: true, sortFirst: 'descending' },
    value: row => of(row.job) ?? undefined,
    jobCell: row => numberOf(of(row.job))
  }
}

/** A column of an instant, local; UTC is under the pointer. */
function instant(id: string, head: string, drop: number, of: (job: Job) => string | null): JobColumn {
  return {
    ...{ id, head, width: 104, drop, className: 'dim', sortFirst: 'descending' },
    value: row => of(row.job) ?? undefined,
    jobCell: row => {
      const at = of(row.job)
      if (at === null) return isWaiting(row.job) ? dash : faintUnknown
      return <span title={instantWords(at, Date.now(), 'UTC')}>{formatDate(Date.parse(at), Date.now())}</span>
    }
  }
}

/** All columns but the name, in the order of the list from which they are chosen. */
const choosable = (siteLabel: (site: string) => string): readonly JobColumn[] => [
  {
    ...{ id: 'id', head: 'Job', width: 118, className: 'mono faint', value: row => Number.parseInt(row.job.id, 10) },
    ...{ sortFirst: 'descending' },
    jobCell: row => <span title={row.job.id}>{row.job.id}</span>
  },
  {
    ...{ id: 'site', head: 'Site', width: 112, drop: 12, className: 'dim', value: row => siteLabel(row.site) },
    jobCell: row => visibleName(siteLabel(row.site))
  },
  words('user', 'User', 92, 11, job => job.user),
  words('partition', 'Partition', 96, 10, job => job.partition),
  words('state', 'State', 96, 7, job => jobMark(job).word),
  {
    ...{ id: 'elapsed', head: 'Elapsed', width: 108, numeric: true, sortFirst: 'descending' },
    value: row => row.job.elapsedSeconds ?? undefined,
    jobCell: row => elapsed(row.job)
  },
  {
    ...{ id: 'bar', head: '', name: 'Time used, or tasks', listed: 'Bar of time or tasks', width: 64, drop: 13 },
    jobCell: row => <BarCell job={row.job} />
  },
  {
    ...{ id: 'left', head: 'Left', name: 'Until the time limit', width: 108, drop: 6, numeric: true },
    value: row => secondsLeft(row.job),
    jobCell: row => {
      const left = secondsLeft(row.job)
      return left === undefined ? dash : formatClock(left)
    }
  },
  {
    ...{ id: 'limit', head: 'Limit', name: 'Time limit', width: 108, drop: 5, numeric: true, sortFirst: 'descending' },
    value: row => row.job.limitSeconds ?? undefined,
    jobCell: row => (row.job.limitSeconds === null ? faintUnknown : formatClock(row.job.limitSeconds))
  },
  count('priority', 'Priority', 84, 4, job => job.priority),
  {
    ...{ id: 'place', head: 'Place', name: 'Place by priority', width: 92, drop: 4, numeric: true },
    // More priority is an earlier place.
    value: row => (isWaiting(row.job) && row.job.priority !== null ? -row.job.priority : undefined),
    jobCell: (row, { lookup }) => <PlaceCell row={row} lookup={lookup} />
  },
  words('nodes', 'Nodes', 112, 4, job => job.nodes),
  count('cpus', 'CPUs', 64, 3, job => job.cpus),
  count('gpus', 'GPUs', 64, 3, job => job.gpus),
  {
    ...{ id: 'memory', head: 'Memory', width: 92, drop: 3, numeric: true, sortFirst: 'descending' },
    value: row => row.job.memoryBytes ?? undefined,
    jobCell: row => (row.job.memoryBytes === null ? faintUnknown : formatBytes(row.job.memoryBytes))
  },
  instant('submitted', 'Submitted', 2, job => job.submitTime),
  instant('started', 'Start', 2, job => job.startTime),
  instant('ended', 'End', 2, job => job.endTime),
  words('account', 'Account', 96, 1, job => job.account),
  {
    ...{ id: 'project', head: 'Project folder', width: 200, drop: 1, className: 'dim' },
    value: row => projectFolder(row.job.workDir) ?? undefined,
    jobCell: row => {
      const folder = projectFolder(row.job.workDir)
      return folder === null ? faintUnknown : <MiddleEllipsis name={folder} />
    }
  },
  {
    ...{ id: 'reason', head: 'Reason or use', minWidth: 190, value: row => stateRank(row.job) },
    jobCell: row => (row.run ? <RunCell run={row.run} /> : <ReasonCell job={row.job} />)
  }
]

/** What can be chosen, for the list of columns. */
export const columnChoices: readonly { readonly id: string; readonly label: string }[] = choosable(site => site).map(
  ({ id, head, name, listed }) => ({ id, label: listed ?? name ?? head })
)

/** Columns that are there without being chosen. */
export interface ColumnNeeds {
  /** With all users' jobs, whose they are stands in a column. */
  readonly allUsers: boolean
  readonly manySites: boolean
  readonly siteLabel: (site: string) => string
}

/** What a column sorts by; undefined for an unknown one. The name of a job is a column of this, too. */
export function columnValue(id: string | undefined, siteLabel: (site: string) => string) {
  if (id === 'name') return (row: JobRow): SortValue => row.job.name
  return choosable(siteLabel).find(column => column.id === id)?.value
}

/** The name, then the chosen columns in their order; site and user come in where they tell jobs apart. */
export function jobColumns(chosen: readonly string[], needs: ColumnNeeds, context: CellContext): Column<ListRow>[] {
  const needed = [...(needs.manySites ? ['site'] : []), ...(needs.allUsers ? ['user'] : [])]
  const wanted = [...chosen]
  const afterId = wanted.indexOf('id') + 1
  wanted.splice(afterId, 0, ...needed.filter(id => !chosen.includes(id)))
  const all = new Map(choosable(needs.siteLabel).map(column => [column.id, column]))
  const name: JobColumn = {
    ...{ id: 'name', head: 'Name', minWidth: 190, value: row => row.job.name },
    jobCell: row => <NameCell row={row} context={context} />
  }
  return [name, ...wanted.flatMap(id => all.get(id) ?? [])].map(column => asTableColumn(column, context))
}

/** Group heads stand over all columns: only the first one draws them. Rows come sorted, so the value is never asked. */
function asTableColumn({ value, jobCell, listed: _, ...column }: JobColumn, context: CellContext): Column<ListRow> {
  return {
    ...column,
    ...(value && { value: row => (row.kind === 'job' ? value(row) : undefined) }),
    cell: row => (row.kind === 'job' ? jobCell(row, context) : column.id === 'name' && <GroupCell row={row} />)
  }
}
