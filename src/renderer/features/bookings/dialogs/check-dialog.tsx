import type { StoreProblem } from '@contract/booking'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { visibleName } from '../../../ui/visible-name'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import styles from './dialogs.module.css'

/** Looks at every file of the store: what cannot be read, overlaps, or breaks a rule. */
export function CheckDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { bookings, store } = useRoom()
  const [problems, setProblems] = useState<readonly StoreProblem[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    bookings.check({ store }, { signal: controller.signal }).then(setProblems, (thrown: unknown) => {
      if (!controller.signal.aborted) setFailure(Failure.from(thrown))
    })
    return () => controller.abort()
  }, [bookings, store])
  return (
    <Dialog
      open
      onClose={onClose}
      title='The files of the calendar'
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          {problems === null && failure === null ? 'Stop' : 'Close'}
        </Button>
      }
    >
      <FailureNote failure={failure} />
      {problems === null && failure === null && <p>Looking at every file.</p>}
      {problems?.length === 0 && <p>All files are as they should be.</p>}
      <ul className={styles.problems}>
        {problems?.map(({ file, error }) => (
          <li key={`${file} ${error.message}`}>
            <b className='mono'>{visibleName(file)}</b>
            <p>{error.message}</p>
            {error.hint !== '' && <p className='dim'>{error.hint}</p>}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
