import type { Job } from '@contract/jobs'
import type { ReactNode } from 'react'
import { countOf, formatCount } from '../../../ui/format'
import { Icon } from '../../../ui/icon'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import { jobMark } from '../job-state'
import { dependencyLinks } from './dependency-links'
import type { JobLookup, Relation } from './job-lookup'
import styles from './list.module.css'
import type { GroupRow, JobRow, StateCounts } from './list-row'

/** What cells know beyond their row. */
export interface CellContext {
  readonly lookup: JobLookup
  /** How rows stand to the selected one. */
  readonly relations: ReadonlyMap<string, Relation>
}

/** Number of a task, or the list of those that still wait in one record. */
function taskName(job: Job): string {
  return job.arrayTask === null ? job.id.replace(/^\d+_/, '').replace(/^\[|(%\d+)?\]$/g, '') : String(job.arrayTask)
}

/** What a job waits for, one line each: `Waits for 123 motioncorr (running) to end well`. */
export function dependencyWords(job: Job, site: string, lookup: JobLookup): readonly string[] {
  return dependencyLinks(job.dependency).map(({ id, until }) => {
    if (id === null) return `Waits for ${until}`
    const other = lookup.find(site, id)
    const who = other ? `${id} ${visibleName(other.name)} (${jobMark(other).word})` : `${id} (not in this list)`
    return `Waits for ${who} ${until}`
  })
}

function DependencyGlyph({ row, lookup }: { row: JobRow; lookup: JobLookup }): ReactNode {
  const words = row.job.dependency === null ? [] : dependencyWords(row.job, row.site, lookup)
  if (words.length === 0) return null
  return (
    <span className={styles.glyph} title={words.join('\n')} role='img' aria-label={words.join('. ')}>
      <Icon name='link' size={12} />
    </span>
  )
}

const relationWords: Readonly<Record<Relation, string>> = { before: 'before', after: 'after' }
const relationHints: Readonly<Record<Relation, string>> = {
  before: 'The chosen job waits for this one',
  after: 'This one waits for the chosen job'
}

/** A job's mark, name and what belongs to it. */
export function NameCell({ row, context }: { row: JobRow; context: CellContext }): ReactNode {
  const { job, parts } = row
  const mark = jobMark(job, row.cancelling)
  const relation = context.relations.get(row.key)
  return (
    <span className='row grow'>
      <StateMark state={mark.state} label={mark.word} />
      <MiddleEllipsis name={job.name === '' ? job.id : job.name} />
      {row.child && <span className='faint'>{job.hetId === null ? `task ${taskName(job)}` : 'part'}</span>}
      {job.tasks && <Tag>{countOf(job.tasks.total, 'task')}</Tag>}
      {parts && <Tag>{countOf(parts.length, 'part')}</Tag>}
      <DependencyGlyph row={row} lookup={context.lookup} />
      {relation && (
        <span className={styles.relation} title={relationHints[relation]}>
          {relationWords[relation]}
        </span>
      )}
      {row.cancelling && <span className='faint'>cancelling</span>}
    </span>
  )
}

const countWords: readonly (readonly [keyof StateCounts, string])[] = [
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['done', 'done']
]

/** The head of a group, over the whole width: its name, how many jobs it has, and how they stand. */
export function GroupCell({ row }: { row: GroupRow }): ReactNode {
  const told = countWords.filter(([state]) => row.counts[state] > 0)
  return (
    <span className='row grow'>
      <b className='cut' title={visibleName(row.label)}>
        {visibleName(row.label) || 'no name'}
      </b>
      <Tag>{countOf(row.members.length, 'job')}</Tag>
      <span className='dim sm cut'>
        {told.map(([state, word], at) => (
          <span key={state} className={state === 'failed' ? 'bad' : undefined}>
            {at > 0 && <span className='dim'>, </span>}
            {`${formatCount(row.counts[state])} ${word}`}
          </span>
        ))}
      </span>
    </span>
  )
}
