import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { countOf } from '../../../ui/format'
import { Note } from '../../../ui/note'
import styles from '../jobs.module.css'
import type { ActKind } from './job-acts'
import type { ActOutcome, Refusal } from './use-acts'

/** Different answers, and ids of one answer, that are shown one by one. */
const shown = { answers: 4, ids: 6 } as const

const verbs: Readonly<Record<ActKind, string>> = {
  cancel: 'cancel',
  hold: 'hold',
  release: 'release',
  requeue: 'requeue',
  limit: 'change the time limit of'
}

/** The scheduler's answers with the jobs that got each: a thousand jobs are refused for one reason or two. */
export function byAnswer(
  refused: readonly Refusal[]
): readonly { readonly message: string; readonly ids: readonly string[] }[] {
  const answers = new Map<string, string[]>()
  for (const { id, message } of refused) {
    const ids = answers.get(message)
    if (ids) ids.push(id)
    else answers.set(message, [id])
  }
  return [...answers].map(([message, ids]) => ({ message, ids }))
}

/** What the scheduler refused, in its own words. Nothing where it did all. */
export function OutcomeNote({ outcome, onForget }: { outcome: ActOutcome | null; onForget: () => void }): ReactNode {
  if (outcome === null || outcome.refused.length === 0) return null
  const { kind, done, refused } = outcome
  const answers = byAnswer(refused)
  const rest = answers.length - shown.answers
  return (
    <Note
      tone='error'
      what={`The scheduler did not ${verbs[kind]} ${countOf(refused.length, 'job')}${done > 0 ? `; ${countOf(done, 'other')} went well` : ''}.`}
      acts={
        <Button size='small' onClick={onForget}>
          Understood
        </Button>
      }
    >
      {answers.slice(0, shown.answers).map(({ message, ids }) => (
        <span key={message} className={styles.ownWords}>
          {ids.slice(0, shown.ids).join(', ')}
          {ids.length > shown.ids && ` and ${countOf(ids.length - shown.ids, 'more', 'more')}`}: {message}
        </span>
      ))}
      {rest > 0 && <span className={styles.ownWords}>and {countOf(rest, 'other answer')}</span>}
    </Note>
  )
}
