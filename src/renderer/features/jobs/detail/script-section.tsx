import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { type ReactNode, useMemo } from 'react'
import { client } from '../../../client/engine-link'
import { countOf } from '../../../ui/format'
import { SectionHead } from '../../../ui/page-bar'
import { AnswerNote } from './answer-note'
import { CopyButton } from './copy-button'
import styles from './detail.module.css'
import { useAnswer } from './use-answer'

/** Lines that are drawn; a copy has them all. */
const mostLines = 20_000

/** A script and who remembered it. */
export interface ReadScript {
  readonly text: string
  /** The scheduler has forgotten it; it was submitted from here. */
  readonly remembered: boolean
}

/** The scheduler's copy, else the one that was submitted from here. Fails as the scheduler did. */
export async function readScript(site: string, id: string, signal: AbortSignal): Promise<ReadScript> {
  try {
    return { text: (await client.jobs.script({ site, id }, { signal })).text, remembered: false }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (signal.aborted || failure.code === 'unreachable') throw failure
    const kept = await client.jobs.submission({ site, id }, { signal }).catch(() => null)
    if (kept === null) throw failure
    return { text: kept.script, remembered: true }
  }
}

/** The lines that are drawn, and how many there are. */
export function shownLines(text: string): { shown: string; lines: number } {
  const lines = text.replace(/\n$/, '').split('\n')
  return { shown: lines.length <= mostLines ? text : lines.slice(0, mostLines).join('\n'), lines: lines.length }
}

/** The script as it was submitted. */
export function ScriptSection({ site, job, live }: { site: string; job: Job; live: boolean }): ReactNode {
  // All tasks of an array have one script.
  const id = job.arrayId ?? job.id
  const answer = useAnswer(live ? `${site} ${id}` : null, signal => readScript(site, id, signal), null)
  const { value } = answer
  const { shown, lines } = useMemo(() => shownLines(value?.text ?? ''), [value])
  return (
    <section className={styles.log} aria-label='Script'>
      <SectionHead
        title={value?.remembered ? 'As submitted from here' : 'As submitted'}
        fact={value ? `${countOf(lines, 'line')}${lines > mostLines ? `, ${mostLines} are shown` : ''}` : undefined}
        end={value && <CopyButton text={value.text}>Copy the script</CopyButton>}
      />
      <AnswerNote answer={answer} reading='Reading the script.' />
      {value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <pre className={styles.text} tabIndex={0} role='log' aria-label='Text of the script'>
          {shown}
        </pre>
      )}
    </section>
  )
}
