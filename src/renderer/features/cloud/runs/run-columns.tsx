/** Columns of the runs. */
import type { Run } from '@contract/cloud-runs'
import { isMakeBelieve } from '@domain/cloud/profiles'
import { runSeconds, runShare, secondsToDeadline } from '@domain/cloud/run-look'
import { stepName } from '@domain/plan/step-names'
import type { ReactNode } from 'react'
import { runFeed } from '../../../client/run-feed'
import { classNames } from '../../../ui/class-names'
import type { Column } from '../../../ui/data-table/columns'
import { formatClock, formatDate, unknown } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Progress } from '../../../ui/progress'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { visibleName } from '../../../ui/visible-name'
import { dash, money, textCell } from '../cells'
import styles from '../cloud.module.css'
import { MakeBelieveTag } from '../make-believe'
import { leftWords, nearness, progressWords, runMark, stateWords } from './run-words'
import { useRunNow } from './use-run-now'

export const machineType = ({ machine, asked }: Run): string => machine?.type ?? asked.types[0] ?? unknown

function NameCell({ run }: { run: Run }): ReactNode {
  const mark = runMark(run)
  const { name } = run.asked
  return (
    <span className={styles.name}>
      <StateMark state={mark.state} label={mark.word} />
      <MiddleEllipsis name={name} />
      {isMakeBelieve(run) && <MakeBelieveTag />}
    </span>
  )
}

function MachineCell({ run }: { run: Run }): ReactNode {
  const spot = run.machine?.spot ?? run.asked.spot
  return (
    <span className={styles.name}>
      <span className='cut' title={visibleName(run.machine?.instance ?? 'no machine yet')}>
        {visibleName(machineType(run))}
      </span>
      {spot && <Tag title='AWS may take it away with two minutes’ notice.'>spot</Tag>}
    </span>
  )
}

/** Its own clock: a row changes when its run does, this each second. */
function ElapsedCell({ run }: { run: Run }): ReactNode {
  const now = useRunNow(run.endedAt === null)
  return formatClock(runSeconds(run, now))
}

function LeftCell({ run }: { run: Run }): ReactNode {
  const now = useRunNow(run.endedAt === null)
  const left = secondsToDeadline(run, now)
  if (left === null) return dash
  return (
    <span className={classNames(nearness(left))} title={`${leftWords(left)}; the machine ends itself then`}>
      {formatClock(left)}
    </span>
  )
}

function BarCell({ run }: { run: Run }): ReactNode {
  const now = useRunNow(run.endedAt === null)
  const share = runShare(run, now)
  if (share === null) return null
  const near = run.state === 'running' ? nearness(secondsToDeadline(run, now)) : undefined
  const label = run.state === 'running' ? 'time used' : 'files moved'
  return <Progress label={label} parts={[{ share, tone: near ?? 'accent' }]} />
}

function StandCell({ run }: { run: Run }): ReactNode {
  const words = visibleName(progressWords(run))
  return words === '' ? (
    dash
  ) : (
    <span className={run.error ? 'bad' : 'dim'} title={words}>
      {words}
    </span>
  )
}

export const runColumns: readonly Column<Run>[] = [
  {
    ...{ id: 'name', head: 'Name', minWidth: 240, value: run => run.asked.name },
    cell: run => <NameCell run={run} />
  },
  {
    ...{ id: 'state', head: 'State', width: 152, drop: 10, className: 'dim', value: run => stateWords(run.state) },
    cell: run => stateWords(run.state)
  },
  {
    ...{ id: 'step', head: 'Step', width: 132, drop: 3, className: 'dim', value: run => run.asked.step ?? undefined },
    cell: run => textCell(run.asked.step && stepName(run.asked.step))
  },
  {
    ...{ id: 'project', head: 'Project', width: 104, drop: 4, className: 'dim' },
    value: run => run.asked.project ?? undefined,
    cell: run => textCell(run.asked.project)
  },
  {
    ...{ id: 'machine', head: 'Machine', width: 138, drop: 9, value: machineType },
    cell: run => <MachineCell run={run} />
  },
  {
    ...{
      id: 'zone',
      head: 'Zone',
      width: 112,
      drop: 2,
      className: 'dim',
      value: run => run.machine?.zone ?? undefined
    },
    cell: run => textCell(run.machine?.zone)
  },
  {
    ...{ id: 'elapsed', head: 'Elapsed', width: 92, drop: 8, numeric: true, sortFirst: 'descending' },
    value: run => runSeconds(run, Date.now() - runFeed.getState().aheadMs),
    cell: run => <ElapsedCell run={run} />
  },
  {
    ...{ id: 'left', head: 'Left', name: 'Until the machine ends itself', width: 92, drop: 11, numeric: true },
    value: run => (run.endedAt === null ? (run.deadline ?? undefined) : undefined),
    cell: run => <LeftCell run={run} />
  },
  {
    ...{ id: 'bar', head: '', name: 'Files moved, or time used', width: 64, drop: 6 },
    cell: run => <BarCell run={run} />
  },
  {
    ...{ id: 'usd', head: 'Cost', name: 'Cost until now, estimate', width: 80, numeric: true, sortFirst: 'descending' },
    value: run => run.usd ?? undefined,
    cell: run => money(run.usd)
  },
  {
    ...{ id: 'most', head: 'At most', name: 'The most that it can cost, estimate', width: 84, drop: 7, numeric: true },
    ...{ sortFirst: 'descending', value: run => run.mostUsd ?? undefined },
    cell: run => money(run.mostUsd)
  },
  {
    ...{ id: 'begun', head: 'Begun', width: 104, drop: 1, className: 'dim', sortFirst: 'descending' },
    value: run => run.createdAt,
    cell: run => formatDate(Date.parse(run.createdAt), Date.now())
  },
  {
    ...{ id: 'stand', head: 'How it stands', minWidth: 170, drop: 5 },
    cell: run => <StandCell run={run} />
  }
]
