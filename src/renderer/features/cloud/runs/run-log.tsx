/** What the command of a run writes, as it grows. */
import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import type { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useEngineStream } from '../../../client/use-engine-stream'
import { Checkbox } from '../../../ui/checkbox'
import { FailureNote } from '../../../ui/failure-note'
import { appendLog, emptyLog, type LogText } from '../../../ui/log/log-text'
import { LogView } from '../../../ui/log/log-view'
import { SectionHead } from '../../../ui/page-bar'
import styles from './runs.module.css'

/** What has been read, and up to which byte. */
export interface ReadLog {
  readonly text: LogText
  /** Where the last piece began; what comes again after a lost link is not added twice. */
  readonly from: number
  readonly pieces: number
}

const nothing: ReadLog = { text: emptyLog, from: -1, pieces: 0 }

/** A stream that is opened again begins at byte 0: then all of it comes anew. */
export function logWith(log: ReadLog, piece: { from: number; text: string }): ReadLog {
  const begun = piece.from <= log.from ? nothing : log
  return { text: appendLog(begun.text, piece.text), from: piece.from, pieces: begun.pieces + 1 }
}

/** Why there can be no log yet; null when there can. */
const notYet = ({ command, state }: Run): string | null =>
  command.startedAt === null && state !== 'running'
    ? 'The command has not begun. What it writes stands here then.'
    : null

export function RunLog({ run, visible }: { run: Run; visible: boolean }): ReactNode {
  const [log, setLog] = useState(nothing)
  const [follow, setFollow] = useState(true)
  const [stopped, setStopped] = useState<Failure | null>(null)
  const waiting = notYet(run)
  const failure = useEngineStream(
    visible && waiting === null && stopped === null ? `log ${run.id} ${follow}` : null,
    signal => client.runs.log({ id: run.id, from: 0, follow }, { signal }),
    piece => setLog(before => logWith(before, piece))
  )
  useEffect(() => {
    if (failure && failure.code !== 'unreachable' && failure.code !== 'timeout') setStopped(failure)
  }, [failure])
  const empty = log.text.lines.length === 0 && log.text.last === ''
  const over = runIsOver(run) || run.command.endedAt !== null
  return (
    <section className={styles.log} aria-label='Log'>
      <SectionHead
        title='Log'
        fact='Output and errors together'
        end={<Checkbox checked={follow} onChange={setFollow} label='Follow' />}
      />
      {waiting !== null && <p className={styles.quiet}>{waiting}</p>}
      <FailureNote failure={stopped} again={() => setStopped(null)} />
      {failure && stopped === null && <p className={styles.quiet}>{failure.message} It is tried again.</p>}
      {waiting === null && empty && (
        <p className={styles.quiet}>{over ? 'The command wrote nothing.' : 'Nothing was written yet.'}</p>
      )}
      {!empty && <LogView log={log.text} follow={follow} />}
    </section>
  )
}
