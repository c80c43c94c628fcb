import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button'
import { Note } from '../../../ui/note'
import styles from './detail.module.css'
import type { Answer } from './use-answer'

/** What could not be told, in words: a quiet sentence for what this cluster has not, a note for what went wrong. */
export function FailureWords({ failure, onAgain }: { failure: Failure; onAgain: () => void }): ReactNode {
  const { code, message, hint } = failure
  if (code === 'unsupported' || code === 'not-found')
    return (
      <p className={styles.quiet}>
        {message} {hint}
      </p>
    )
  return (
    <Note
      tone='warning'
      what={message}
      className={styles.note}
      acts={
        <Button size='small' onClick={onAgain}>
          Try again
        </Button>
      }
    >
      {hint}
    </Note>
  )
}

/** In the place of an answer: that it is being read, or why there is none. Nothing once there is one. */
export function AnswerNote({ answer, reading }: { answer: Answer<unknown>; reading: string }): ReactNode {
  if (answer.failure) return <FailureWords failure={answer.failure} onAgain={answer.again} />
  return answer.value === null ? <p className={styles.quiet}>{reading}</p> : null
}
