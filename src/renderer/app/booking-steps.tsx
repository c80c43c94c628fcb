/** What a booking does by itself, beside it in the calendar: known for those of the caller that are near. */
import type { Booking } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { sameSession, sessionFeed } from '../features/sessions/session-feed'
import { shownSteps, stepMarks, stepTime } from '../features/sessions/session-words'
import { SectionHead } from '../ui/page-bar'
import { StateMark } from '../ui/state-mark'
import { visibleName } from '../ui/visible-name'
import styles from './app.module.css'
import { useClock } from './use-clock'

export function BookingSteps({ store, booking }: { store: BookingStore; booking: Booking }): ReactNode {
  const { sessions } = useStore(sessionFeed)
  const now = useClock()
  const session = sessions.find(one => sameSession(one, { store, booking }))
  if (!session) return null
  const steps = shownSteps(session)
  if (steps.length === 0) return null
  return (
    <>
      <SectionHead title='What the booking does' line />
      <ul className={styles.steps}>
        {steps.map(({ step, state, text, at, error }) => (
          <li key={step} className='row'>
            <StateMark state={stepMarks[state].state} label={stepMarks[state].word} />
            <span className='cut grow' title={error === null ? undefined : visibleName(error.message)}>
              {visibleName(text)}
            </span>
            <span className='faint'>{stepTime(at, now, session.timeZone)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
