import type { FailureData } from '@contract/errors'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { countOf } from '../../ui/format'
import { Banner, Note } from '../../ui/note'
import styles from './jobs.module.css'
import type { Refusal } from './use-cancelling'

/** Refusals that are shown one by one. */
const shownRefusals = 5

/** What stands over the list: a queue that cannot be read, and cancellations that were refused. */
export function JobsNotes(props: {
  error: FailureData | null
  asOf: string | null
  cancels: { refused: readonly Refusal[]; forgetRefused: () => void }
  onRefresh: () => void
}): ReactNode {
  const { error, asOf, cancels, onRefresh } = props
  const { refused, forgetRefused } = cancels
  const left = asOf === null ? '' : ' The jobs below are as they were read last.'
  // Polls raise no question: only a click may ask for a password or code.
  const signIn = error?.code === 'answer-needed'
  return (
    <>
      {error && (
        <Banner
          tone={error.code === 'slurm-down' || signIn ? 'warning' : 'error'}
          acts={
            <Button size='small' onClick={onRefresh}>
              {signIn ? 'Connect' : 'Now'}
            </Button>
          }
        >
          <b>{error.message}</b> {error.hint}
          {left} {signIn ? 'It goes on as soon as you are connected.' : 'It is tried again by itself.'}
        </Banner>
      )}
      {refused.length > 0 && (
        <Note
          tone='error'
          what={`The scheduler did not cancel ${countOf(refused.length, 'job')}.`}
          acts={
            <Button size='small' onClick={forgetRefused}>
              Understood
            </Button>
          }
        >
          {refused.slice(0, shownRefusals).map(({ id, message }) => (
            <span key={id} className={styles.ownWords}>
              {id}: {message}
            </span>
          ))}
          {refused.length > shownRefusals && `and ${refused.length - shownRefusals} more`}
        </Note>
      )}
    </>
  )
}
