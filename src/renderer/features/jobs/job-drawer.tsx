import type { Job } from '@contract/jobs'
import { isFinished } from '@domain/jobs/states'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button'
import { Drawer } from '../../ui/drawer'
import { unknown } from '../../ui/format'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { type Fact, Facts } from '../../ui/page-bar'
import { StateMark } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'
import { JobLog } from './job-log'
import { isOver, isWaiting, jobMark } from './job-state'
import { askedWords, exitWords, instantWords, reasonOrUse, timeWords } from './job-words'
import styles from './jobs.module.css'

/** Milliseconds that a row stays chosen before its log is asked for: arrows pass over many. */
const settleMs = 300

export interface JobDrawerProps {
  site: string
  siteLabel: string
  job: Job
  cancelling: boolean
  onCancel(): void
  onOpenFolder(path: string): void
  onOpenTerminal(folder: string): void
  onClose(): void
}

/** What is known of a job, as names and values. `now`: milliseconds since 1970. */
export function jobFacts(job: Job, siteLabel: string, now: number, zone?: string): readonly Fact[] {
  const place = [siteLabel, job.partition, job.nodes].filter(part => part !== null).map(visibleName)
  const facts: Fact[] = [
    { name: 'Where', value: place.join(', ') },
    { name: 'Time', value: timeWords(job, zone) },
    { name: 'Asked', value: askedWords(job) },
    { name: 'User', value: visibleName(job.user) },
    {
      name: 'Folder',
      value: job.workDir === null ? unknown : <MiddleEllipsis name={job.workDir} className={styles.path} />
    },
    { name: 'Submitted', value: instantWords(job.submitTime, now, zone) }
  ]
  if (!isWaiting(job)) facts.push({ name: 'Started', value: instantWords(job.startTime, now, zone) })
  if (!isFinished(job.state) || job.tasks) return facts
  facts.push({ name: 'Ended', value: instantWords(job.endTime, now, zone) })
  facts.push({ name: 'Result', value: <Result job={job} /> })
  return facts
}

/** How it ended, with the exit status where the words do not say it already. */
function Result({ job }: { job: Job }): ReactNode {
  const [end] = reasonOrUse(job)
  const exit = exitWords(job)
  const text = end?.text ?? unknown
  // SLURM writes 0 for a job that was cancelled; that is no success.
  const silent = text.includes(exit) || (job.state === 'CANCELLED' && exit === 'exit 0')
  return <span className={end?.bad ? 'bad' : undefined}>{silent ? text : `${text}, ${exit}`}</span>
}

/** The job beside the list: facts, acts, log. */
export function JobDrawer(props: JobDrawerProps): ReactNode {
  const { site, siteLabel, job, cancelling, onClose } = props
  const mark = jobMark(job, cancelling)
  const settled = useSettled(job.id)
  return (
    <Drawer
      label={`Job ${job.id}`}
      onClose={onClose}
      title={
        <>
          <StateMark state={mark.state} label={mark.word} />
          <MiddleEllipsis name={job.name === '' ? job.id : job.name} />
          <span className='mono faint'>{job.arrayId !== null && job.tasks ? job.arrayId : job.id}</span>
        </>
      }
    >
      <div className={styles.facts}>
        <Facts facts={jobFacts(job, siteLabel, Date.now())} nameWidth={80} />
        <Acts {...props} />
      </div>
      {settled && <JobLog key={job.id} site={site} job={job} />}
    </Drawer>
  )
}

function Acts(props: JobDrawerProps): ReactNode {
  const { job, cancelling, onCancel, onOpenFolder, onOpenTerminal } = props
  const { workDir } = job
  const noFolder = workDir === null ? 'The folder is unknown' : undefined
  return (
    <div className={styles.acts}>
      {!isOver(job) && (
        <Button
          kind='destructive'
          size='small'
          onClick={onCancel}
          disabledReason={cancelling ? 'The scheduler was asked; it has not confirmed yet' : undefined}
        >
          {cancelling ? 'Cancelling' : `Cancel ${job.tasks ? (job.arrayId ?? job.id) : job.id}…`}
        </Button>
      )}
      <Button
        size='small'
        icon='folder'
        disabledReason={noFolder}
        onClick={() => workDir !== null && onOpenFolder(workDir)}
      >
        Open folder
      </Button>
      <Button
        size='small'
        icon='terminals'
        disabledReason={noFolder}
        onClick={() => workDir !== null && onOpenTerminal(workDir)}
      >
        Shell there
      </Button>
      <CopyId id={job.tasks ? (job.arrayId ?? job.id) : job.id} />
    </div>
  )
}

/** Says what happened, because the clipboard may be refused. */
function CopyId({ id }: { id: string }): ReactNode {
  const [said, setSaid] = useState('Copy id')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another job was not copied
  useEffect(() => setSaid('Copy id'), [id])
  const copy = (): void => {
    navigator.clipboard.writeText(id).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed')
    )
  }
  return (
    <Button size='small' icon='copy' onClick={copy} title={`Copy ${id}`}>
      {said}
    </Button>
  )
}

/** Whether this has been the same for a moment. */
function useSettled(id: string): boolean {
  const [settled, setSettled] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(id), settleMs)
    return () => clearTimeout(timer)
  }, [id])
  return settled === id
}
