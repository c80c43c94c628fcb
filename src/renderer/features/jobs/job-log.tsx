/** The end of a job's output as it grows. */
import type { Job, TailEvent } from '@contract/jobs'
import type { Failure } from '@domain/failure'
import { isFinished } from '@domain/jobs/states'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { appendLog, emptyLog, type LogText } from '../../ui/log/log-text'
import { LogView } from '../../ui/log/log-view'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Note } from '../../ui/note'
import { SectionHead } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import styles from './detail/detail.module.css'
import { isWaiting } from './job-state'

const streams = [
  { value: 'stdout', label: 'Output' },
  { value: 'stderr', label: 'Errors' }
] as const
type Stream = (typeof streams)[number]['value']

/** Lines read from the end at first. */
const firstLines = 500
/** Failures that go by themselves; the stream is opened again. Others wait for a press. */
const passing = new Set(['unreachable', 'timeout', 'slurm-down'])

/** A log and what is said in its place or over it. */
export interface ShownLog {
  readonly text: LogText
  /** Where it is read from; null before that is known. */
  readonly path: string | null
  /** Why there is nothing yet; null otherwise. */
  readonly waiting: string | null
}

export const noLog: ShownLog = { text: emptyLog, path: null, waiting: 'Opening the file.' }

/** The log after an event of its stream. */
export function logAfter(log: ShownLog, event: TailEvent): ShownLog {
  switch (event.type) {
    case 'opened':
      return { text: emptyLog, path: event.path, waiting: null }
    case 'text':
      return { ...log, text: appendLog(log.text, event.text), waiting: null }
    case 'waiting':
      return { ...log, waiting: event.message }
    case 'reset':
      return { ...log, text: emptyLog }
    case 'end':
      return { ...log, waiting: null }
  }
}

/** Why there can be no log at all; null when there can. */
export function noLogReason(job: Job): string | null {
  if (job.tasks) return 'Each task of an array has its own output. Unfold the array with → and choose a task.'
  if (isWaiting(job)) return 'The job has not started. Its output will stand here when it does.'
  return null
}

/** `live`: somebody can see it; nothing is read otherwise. */
export function JobLog({ site, job, live }: { site: string; job: Job; live: boolean }): ReactNode {
  const [stream, setStream] = useState<Stream>('stdout')
  const [follow, setFollow] = useState(true)
  return (
    <section className={styles.log} aria-label='Output'>
      <SectionHead
        title={<Segments label='What is shown' value={stream} onChange={setStream} options={streams} />}
        end={<Checkbox checked={follow} onChange={setFollow} label='Follow' />}
      />
      <Tail {...{ site, job, stream, follow, live }} />
    </section>
  )
}

function Tail(props: { site: string; job: Job; stream: Stream; follow: boolean; live: boolean }): ReactNode {
  const { site, job, stream, follow, live } = props
  const [log, setLog] = useState(noLog)
  const [stopped, setStopped] = useState<Failure | null>(null)
  const reason = noLogReason(job)
  const subject = `${site} ${job.id} ${stream}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file begins anew
  useEffect(() => {
    setLog(noLog)
    setStopped(null)
  }, [subject])
  const failure = useEngineStream(
    live && reason === null && stopped === null ? `${subject} ${follow}` : null,
    signal => client.jobs.tail({ site, id: job.id, stream, lines: firstLines, follow }, { signal }),
    event => setLog(before => logAfter(before, event))
  )
  useEffect(() => {
    if (failure && !passing.has(failure.code)) setStopped(failure)
  }, [failure])
  if (reason !== null) return <p className={styles.quiet}>{reason}</p>
  if (stopped)
    return (
      <Note tone='error' what={stopped.message} acts={<Button onClick={() => setStopped(null)}>Try again</Button>}>
        {stopped.hint}
      </Note>
    )
  return (
    <>
      {failure && <p className={styles.quiet}>{failure.message} It is tried again.</p>}
      <TextBox log={log} follow={follow} over={isFinished(job.state)} />
    </>
  )
}

function TextBox({ log, follow, over }: { log: ShownLog; follow: boolean; over: boolean }): ReactNode {
  const empty = log.text.lines.length === 0 && log.text.last === '' && log.waiting === null
  return (
    <>
      {log.path !== null && (
        <p className={styles.logPath}>
          <MiddleEllipsis name={log.path} />
        </p>
      )}
      {log.waiting !== null && <p className={styles.quiet}>{log.waiting}</p>}
      {empty && <p className={styles.quiet}>{over ? 'The job wrote nothing here.' : 'Nothing was written yet.'}</p>}
      <LogView log={log.text} follow={follow} />
    </>
  )
}
