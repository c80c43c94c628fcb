/** Columns of the list of past jobs. */
import type { PastJob } from '@contract/jobs-history'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { formatClock, formatDate, formatPercent, unknown, zoneName } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { jobMark } from '../job-state'
import { reasonOrUse } from '../job-words'

/** A past job with what the table asks for at each sort. */
export interface PastRow {
  readonly key: string
  readonly job: PastJob
  /** Name of its site as the person calls it. */
  readonly siteLabel: string
}

/** A number may be given again when a scheduler starts over: the time of submission tells such jobs apart. */
export function pastRows(jobs: readonly PastJob[], siteLabels: ReadonlyMap<string, string>): readonly PastRow[] {
  return jobs.map(job => ({
    key: `${job.site} ${job.id} ${job.submitTime ?? ''}`,
    job,
    siteLabel: siteLabels.get(job.site) ?? job.site
  }))
}

/** How it ended, in words. `bad` where it did not end well. */
export function resultWords(job: PastJob): { readonly text: string; readonly bad: boolean } {
  if (job.state === 'UNKNOWN') return { text: 'It left the queue unseen: how it ended is unknown', bad: false }
  const words = reasonOrUse(job)
  return { text: words.map(({ text }) => text).join(', '), bad: words.some(({ bad }) => bad === true) }
}

function NameCell({ job }: { job: PastJob }): ReactNode {
  const mark = job.state === 'UNKNOWN' ? ({ state: 'out-of-date', word: 'unknown' } as const) : jobMark(job)
  return (
    <span className='row grow'>
      <StateMark state={mark.state} label={mark.word} />
      <MiddleEllipsis name={job.name === '' ? job.id : job.name} />
    </span>
  )
}

const instant = (at: string | null): number | undefined => (at === null ? undefined : Date.parse(at))

function EndCell({ job }: { job: PastJob }): ReactNode {
  return <span title={job.endTime ?? undefined}>{formatDate(instant(job.endTime), Date.now())}</span>
}

/** A share of what was given; over 1 is possible, as memory may pass its limit for a moment. */
function share(value: number | null): ReactNode {
  return value === null ? <span className='faint'>{unknown}</span> : formatPercent(value)
}

const known = (value: number | null): number | undefined => value ?? undefined

function ResultCell({ job }: { job: PastJob }): ReactNode {
  const { text, bad } = resultWords(job)
  return (
    <span className={bad ? 'bad' : 'dim'} title={text}>
      {text}
    </span>
  )
}

/** The columns; `sites`: jobs of several sites stand in the list. The head of the time names the zone. */
export function historyColumns(sites: boolean): readonly Column<PastRow>[] {
  const columns: readonly Column<PastRow>[] = [
    {
      ...{ id: 'name', head: 'Name', minWidth: 170, value: ({ job }) => job.name },
      cell: ({ job }) => <NameCell job={job} />
    },
    {
      ...{ id: 'id', head: 'Job', width: 104, className: 'mono faint', sortFirst: 'descending' },
      ...{ value: ({ job }) => Number.parseInt(job.id, 10), cell: ({ job }) => <span title={job.id}>{job.id}</span> }
    },
    {
      ...{ id: 'site', head: 'Site', width: 112, drop: 4, className: 'dim' },
      ...{ value: ({ siteLabel }) => siteLabel, cell: ({ siteLabel }) => siteLabel }
    },
    {
      ...{ id: 'user', head: 'User', width: 84, drop: 2, className: 'dim' },
      ...{ value: ({ job }) => job.user, cell: ({ job }) => visibleName(job.user) }
    },
    {
      ...{ id: 'partition', head: 'Partition', width: 88, drop: 3, className: 'dim' },
      value: ({ job }) => job.partition ?? undefined,
      cell: ({ job }) => (job.partition === null ? unknown : visibleName(job.partition))
    },
    {
      ...{ id: 'end', head: `Ended, ${zoneName(Date.now())}`, width: 112, numeric: true, sortFirst: 'descending' },
      ...{ value: ({ job }) => instant(job.endTime), cell: ({ job }) => <EndCell job={job} /> }
    },
    {
      ...{ id: 'elapsed', head: 'Ran for', width: 108, numeric: true, sortFirst: 'descending' },
      ...{ value: ({ job }) => known(job.elapsedSeconds), cell: ({ job }) => formatClock(known(job.elapsedSeconds)) }
    },
    {
      ...{ id: 'cpu', head: 'CPU used', width: 84, numeric: true, drop: 6, className: 'dim' },
      ...{ value: ({ job }) => known(job.cpuEfficiency), cell: ({ job }) => share(job.cpuEfficiency) }
    },
    {
      ...{ id: 'memory', head: 'Memory used', width: 100, numeric: true, drop: 5, className: 'dim' },
      ...{ value: ({ job }) => known(job.memoryEfficiency), cell: ({ job }) => share(job.memoryEfficiency) }
    },
    {
      ...{ id: 'result', head: 'Result', minWidth: 170, value: ({ job }) => resultWords(job).text },
      cell: ({ job }) => <ResultCell job={job} />
    }
  ]
  return sites ? columns : columns.filter(({ id }) => id !== 'site')
}
