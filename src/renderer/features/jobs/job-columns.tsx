/** Columns of the jobs table. */
import type { Job } from '@contract/jobs'
import { isFinished } from '@domain/jobs/states'
import type { ReactNode } from 'react'
import type { Column } from '../../ui/data-table/columns'
import { countOf, formatClock, unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Progress, type ProgressPart } from '../../ui/progress'
import { StateMark } from '../../ui/state-mark'
import { Tag } from '../../ui/tag'
import { visibleName } from '../../ui/visible-name'
import type { JobRow } from './job-rows'
import { isWaiting, jobMark, stateRank } from './job-state'
import { reasonOrUse } from './job-words'

/** Share of the limit from which a job is near its end. */
const nearLimit = 0.9

function NameCell({ row }: { row: JobRow }): ReactNode {
  const { job } = row
  const mark = jobMark(job, row.cancelling)
  return (
    <span className='row grow'>
      <StateMark state={mark.state} label={mark.word} />
      <MiddleEllipsis name={job.name === '' ? job.id : job.name} />
      {row.level === 2 && <span className='faint'>task {taskName(job)}</span>}
      {job.tasks && <Tag>{countOf(job.tasks.total, 'task')}</Tag>}
      {row.cancelling && <span className='faint'>cancelling</span>}
    </span>
  )
}

/** Number of a task, or the list of those that still wait in one record. */
function taskName(job: Job): string {
  return job.arrayTask === null ? job.id.replace(/^\d+_/, '').replace(/^\[|(%\d+)?\]$/g, '') : String(job.arrayTask)
}

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

const elapsed = (job: Job): ReactNode => {
  if (isWaiting(job) && !job.tasks) return <span className='faint'>—</span>
  return job.elapsedSeconds === null ? <span className='faint'>{unknown}</span> : formatClock(job.elapsedSeconds)
}

const columns: readonly Column<JobRow>[] = [
  {
    ...{ id: 'name', head: 'Name', minWidth: 190, value: row => row.job.name },
    cell: row => <NameCell row={row} />
  },
  {
    ...{ id: 'id', head: 'Job', width: 118, className: 'mono faint', value: row => Number.parseInt(row.job.id, 10) },
    ...{ sortFirst: 'descending' },
    cell: row => <span title={row.job.id}>{row.job.id}</span>
  },
  {
    ...{ id: 'user', head: 'User', width: 92, drop: 2, className: 'dim', value: row => row.job.user },
    cell: row => visibleName(row.job.user)
  },
  {
    ...{ id: 'partition', head: 'Partition', width: 96, drop: 1, className: 'dim' },
    value: row => row.job.partition ?? undefined,
    cell: row => (row.job.partition === null ? unknown : visibleName(row.job.partition))
  },
  {
    ...{ id: 'elapsed', head: 'Elapsed', width: 92, numeric: true, sortFirst: 'descending' },
    value: row => row.job.elapsedSeconds ?? undefined,
    cell: row => elapsed(row.job)
  },
  { id: 'bar', head: '', name: 'Time used, or tasks', width: 64, drop: 3, cell: row => <BarCell job={row.job} /> },
  {
    ...{ id: 'reason', head: 'Reason or use', minWidth: 190, value: row => stateRank(row.job) },
    cell: row => <ReasonCell job={row.job} />
  }
]

const ownColumns = columns.filter(({ id }) => id !== 'user')

/** With all users' jobs, whose they are stands in a column. */
export function jobColumns(allUsers: boolean): readonly Column<JobRow>[] {
  return allUsers ? columns : ownColumns
}
