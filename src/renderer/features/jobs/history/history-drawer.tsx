import type { PastJob } from '@contract/jobs-history'
import type { ReactNode } from 'react'
import { client } from '../../../client/engine-link'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { countOf, formatBytes, formatClock, formatPercent, unknown } from '../../../ui/format'
import { type Fact, Facts, SectionHead } from '../../../ui/page-bar'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { CopyButton } from '../detail/copy-button'
import { shownLines } from '../detail/script-section'
import { useAnswer } from '../detail/use-answer'
import { jobMark } from '../job-state'
import { askedWords, instantWords } from '../job-words'
import styles from './history.module.css'
import { type PastRow, resultWords } from './history-columns'

const known = (value: number | null): number | undefined => value ?? undefined

/** `31:02:11 of 64:00:00 CPU time, 48 %`; unknown where accounting said nothing. */
function cpuWords({ cpuSecondsUsed, cpuSecondsGiven, cpuEfficiency }: PastJob): string {
  if (cpuSecondsUsed === null) return unknown
  const given = cpuSecondsGiven === null ? '' : ` of ${formatClock(cpuSecondsGiven)}`
  const share = cpuEfficiency === null ? '' : `, ${formatPercent(cpuEfficiency)}`
  return `${formatClock(cpuSecondsUsed)}${given} CPU time${share}`
}

function memoryWords({ memoryBytesUsed, memoryBytes, memoryEfficiency }: PastJob): string {
  if (memoryBytesUsed === null) return unknown
  const given = memoryBytes === null ? '' : ` of ${formatBytes(memoryBytes)}`
  const share = memoryEfficiency === null ? '' : `, ${formatPercent(memoryEfficiency)}`
  return `${formatBytes(memoryBytesUsed)}${given}${share}`
}

const sources: Readonly<Record<PastJob['source'], string>> = {
  accounting: "SLURM's accounting",
  seen: 'what the queue said while it was watched'
}

function path(value: string | null): ReactNode {
  return value === null ? unknown : <span className={styles.path}>{visibleName(value)}</span>
}

/** Facts of a past job. `now`: milliseconds since 1970; `zone`: of this computer unless told. */
export function pastFacts({ job, siteLabel }: PastRow, now: number, zone?: string): readonly Fact[] {
  const { text, bad } = resultWords(job)
  const limit = job.limitSeconds === null ? '' : ` of ${formatClock(job.limitSeconds)}`
  return [
    { name: 'Result', value: <span className={bad ? 'bad' : undefined}>{text}</span> },
    {
      name: 'Where',
      value: [siteLabel, job.partition, job.nodes]
        .flatMap(part => part ?? [])
        .map(visibleName)
        .join(', ')
    },
    { name: 'Submitted', value: instantWords(job.submitTime, now, zone) },
    { name: 'Started', value: instantWords(job.startTime, now, zone) },
    { name: 'Ended', value: instantWords(job.endTime, now, zone) },
    { name: 'Ran for', value: `${formatClock(known(job.elapsedSeconds))}${limit}` },
    { name: 'Asked for', value: askedWords(job) },
    { name: 'CPU', value: cpuWords(job) },
    { name: 'Memory', value: memoryWords(job) },
    {
      name: 'User',
      value: [job.user, job.account]
        .flatMap(part => part ?? [])
        .map(visibleName)
        .join(', ')
    },
    { name: 'Folder', value: path(job.workDir) },
    { name: 'Output', value: path(job.stdout) },
    ...(job.template === null ? [] : [{ name: 'Template', value: visibleName(job.template) }]),
    { name: 'Known from', value: sources[job.source] }
  ]
}

/** The script, where it was submitted from here; the scheduler itself has forgotten it. */
function RememberedScript({ job: { site, id, arrayId } }: Pick<PastRow, 'job'>): ReactNode {
  const asked = { site, id: arrayId ?? id }
  const { value } = useAnswer(
    `${asked.site} ${asked.id}`,
    signal => client.jobs.submission(asked, { signal }).catch(() => null),
    null
  )
  if (value === null) return null
  const { shown, lines } = shownLines(value.script)
  return (
    <>
      <SectionHead
        line
        title='Script'
        fact={`${countOf(lines, 'line')}, as submitted from here`}
        end={<CopyButton text={value.script}>Copy</CopyButton>}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className={styles.script} tabIndex={0} role='log' aria-label='Text of the script'>
        {shown}
      </pre>
    </>
  )
}

function FolderActs({ row, onOpenFolder, onOpenTerminal }: Omit<HistoryDrawerProps, 'onClose'>): ReactNode {
  const { site, workDir } = row.job
  if (workDir === null || !onOpenFolder || !onOpenTerminal) return null
  return (
    <div className={styles.acts}>
      <Button size='small' icon='folder' onClick={() => onOpenFolder(site, workDir)}>
        Open folder
      </Button>
      <Button size='small' icon='terminals' onClick={() => onOpenTerminal(site, workDir)}>
        Shell there
      </Button>
    </div>
  )
}

export interface HistoryDrawerProps extends FolderWays {
  readonly row: PastRow
  readonly onClose: () => void
}

/** Ways from a job to its folder; without them nothing is offered. */
export interface FolderWays {
  readonly onOpenFolder?: ((site: string, path: string) => void) | undefined
  readonly onOpenTerminal?: ((site: string, folder: string) => void) | undefined
}

/** One past job beside the list. */
export function HistoryDrawer(props: HistoryDrawerProps): ReactNode {
  const { row, onClose } = props
  const { job } = row
  const name = visibleName(job.name === '' ? job.id : job.name)
  return (
    <Drawer
      label={`Job ${name}`}
      width={360}
      title={
        <>
          <StateMark state={jobMark(job).state} label={jobMark(job).word} />
          <span className='cut' title={name}>
            {name}
          </span>
          <span className='mono faint'>{job.id}</span>
        </>
      }
      onClose={onClose}
    >
      <FolderActs {...props} />
      <div className={styles.facts}>
        <Facts facts={pastFacts(row, Date.now())} nameWidth={84} />
      </div>
      <RememberedScript key={row.key} job={job} />
    </Drawer>
  )
}
