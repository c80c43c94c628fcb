import type { StoreProblem } from '@contract/booking'
import type { ReactNode } from 'react'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { countOf } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'
import { FailureNote } from '../failure-note'
import { useRoom } from '../room-context'
import { storeKey } from '../use-stores'
import styles from './dialogs.module.css'

/** So many are drawn: who has more mends these first, and looks again. */
const mostShown = 200

/** Looks at every file of the store: what cannot be read, overlaps, or breaks a rule. */
export function CheckDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { bookings, store } = useRoom()
  const {
    answer: problems,
    failure,
    again
  } = useAsked(storeKey(store), signal => bookings.check({ store }, { signal }))
  const looking = problems === null && failure === null
  return (
    <Dialog
      open
      onClose={onClose}
      title='The files of the calendar'
      {...(!looking && { leftActions: <Button onClick={again}>Look again</Button> })}
      actions={
        <Button autoFocus keys='escape' onClick={onClose}>
          {looking ? 'Stop' : 'Close'}
        </Button>
      }
    >
      <FailureNote failure={failure} />
      {looking && <p role='status'>Looking at every file.</p>}
      {problems && <Problems problems={problems} />}
    </Dialog>
  )
}

function Problems({ problems }: { problems: readonly StoreProblem[] }): ReactNode {
  if (problems.length === 0) return <p role='status'>All files are as they should be.</p>
  const more = problems.length - mostShown
  return (
    <>
      <p role='status'>{`${countOf(problems.length, 'thing')} to look at.`}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <ul className={styles.problems} tabIndex={0} aria-label='What was found'>
        {problems.slice(0, mostShown).map(({ file, error }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two of one file may say the same; the list changes as a whole
          <li key={at}>
            <b className='mono'>{visibleName(file)}</b>
            <p>{visibleName(error.message)}</p>
            {error.hint !== '' && <p className='dim'>{visibleName(error.hint)}</p>}
          </li>
        ))}
        {more > 0 && <li className='faint'>{`And ${more} more.`}</li>}
      </ul>
    </>
  )
}
