/** The columns of the list of pre-processing. */
import type { ProcessingRule } from '@contract/processing'
import { IconButton } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { formatCount } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { StateMark } from '../../ui/state-mark'
import { filesWords, ruleState, ruleTrouble, tasksWords } from './process-words'
import styles from './watches.module.css'

export interface ProcessActs {
  pause(rule: ProcessingRule): void
  resume(rule: ProcessingRule): void
  change(rule: ProcessingRule): void
  retry(rule: ProcessingRule): void
  remove(rule: ProcessingRule): void
  openJob(rule: ProcessingRule, id: string): void
}

/** What needs a person comes first when the list is sorted by state. */
const worstFirst: readonly ProcessingRule['state'][] = ['trouble', 'working', 'idle', 'paused', 'resting']

/** Name first; when narrow the template gives way first, then the watch: what is done and failed stays longest. */
export function processColumns(acts: ProcessActs): readonly Column<ProcessingRule>[] {
  return [
    { id: 'name', head: 'Name', cell: rule => <Name rule={rule} />, value: ({ name }) => name, minWidth: 130 },
    {
      ...{ id: 'state', head: 'State', minWidth: 150, className: 'dim' },
      cell: rule => <RuleState rule={rule} />,
      value: ({ state }) => worstFirst.indexOf(state)
    },
    {
      id: 'watch',
      head: 'Watched folder',
      cell: ({ watch }) => <MiddleEllipsis name={watch} />,
      minWidth: 110,
      className: 'dim',
      drop: 2
    },
    {
      id: 'template',
      head: 'Template',
      cell: ({ request }) => request.template,
      width: 120,
      className: 'dim',
      drop: 1
    },
    {
      id: 'waiting',
      head: 'Waiting',
      cell: ({ counts }) => filesWords(counts.waiting),
      value: ({ counts }) => counts.waiting,
      width: 100
    },
    { id: 'tasks', head: 'In SLURM', cell: tasksWords, width: 130 },
    { id: 'done', head: 'Done', cell: ({ counts }) => filesWords(counts.done), width: 100 },
    {
      id: 'failed',
      head: 'Failed',
      cell: ({ counts }) => <span className={counts.failed > 0 ? 'bad' : 'dim'}>{formatCount(counts.failed)}</span>,
      numeric: true,
      width: 72
    },
    { id: 'job', head: 'Last job', cell: rule => <LastJob rule={rule} acts={acts} />, width: 96 },
    { id: 'acts', head: '', name: 'Pause or remove', cell: rule => <RowActs rule={rule} acts={acts} />, width: 64 }
  ]
}

function Name({ rule }: { rule: ProcessingRule }) {
  const { mark, words } = ruleState(rule)
  return (
    <span className={styles.cell}>
      <StateMark state={mark} label={words} />
      <MiddleEllipsis name={rule.name} />
    </span>
  )
}

function RuleState({ rule }: { rule: ProcessingRule }) {
  const trouble = ruleTrouble(rule)
  const { words } = ruleState(rule)
  return (
    <span className='cut' title={trouble}>
      {trouble === undefined ? words : `${words}: ${trouble}`}
    </span>
  )
}

function LastJob({ rule, acts }: { rule: ProcessingRule; acts: ProcessActs }) {
  const { lastJob } = rule
  if (lastJob === null) return null
  return (
    <button type='button' className={styles.link} onClick={() => acts.openJob(rule, lastJob)}>
      {lastJob}
    </button>
  )
}

function RowActs({ rule, acts }: { rule: ProcessingRule; acts: ProcessActs }) {
  return (
    <span className={styles.acts}>
      {rule.state === 'paused' ? (
        <IconButton icon='play' label={`Resume pre-processing ${rule.name}`} onClick={() => acts.resume(rule)} />
      ) : (
        <IconButton icon='pause' label={`Pause pre-processing ${rule.name}`} onClick={() => acts.pause(rule)} />
      )}
      <IconButton icon='trash' label={`Remove pre-processing ${rule.name}…`} onClick={() => acts.remove(rule)} />
    </span>
  )
}
