import type { Booking, Waiter } from '@contract/booking'
import { overlaps } from '@domain/bookings/booking'
import type { ReactNode } from 'react'
import type { Act } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { SectionHead } from '../../../ui/page-bar'
import { isOf, personName } from '../booking-look'
import { offlineReason, useRoom } from '../room-context'
import { minutesWords, slotWords } from '../time-words'
import type { KnownCalendar } from '../use-calendar'
import styles from './drawer.module.css'

/** Who waits for the slot, in their order, and what was asked of its people. */
export function WaitSection(props: { booking: Booking; calendar: KnownCalendar; act: Act; now: number }): ReactNode {
  const { booking, calendar, act, now } = props
  const room = useRoom()
  const { bookings, store, user, file } = room
  const waiters = calendar.waiters
    .filter(waiter => waiter.resource === booking.resource && overlaps(waiter, booking))
    .sort((a, b) => Date.parse(a.since) - Date.parse(b.since))
  const requests = calendar.overruns.filter(({ uid, next }) => uid === booking.uid || next === booking.uid)
  const own = waiters.some(waiter => waiter.user === user)
  const mayWait = booking.status !== 'cancelled' && !isOf(booking, user) && Date.parse(booking.end) > now && !own
  const slot = { start: booking.start, end: booking.end }
  const wait = (): void => void act.run(() => bookings.wait({ store, resource: booking.resource, ...slot }))
  if (waiters.length === 0 && requests.length === 0 && !mayWait) return null
  return (
    <>
      <SectionHead
        title='Waiting for this slot'
        line
        end={
          mayWait && (
            <Button kind='quiet' size='small' disabled={act.busy} disabledReason={offlineReason(room)} onClick={wait}>
              Wait for it
            </Button>
          )
        }
      />
      <ul className={styles.people}>
        {waiters.length === 0 && <li className='faint'>Nobody yet.</li>}
        {waiters.map(waiter => (
          <WaiterLine key={waiter.id} {...{ waiter, act }} />
        ))}
        {requests.map(({ id, asks, minutes, answer }) => (
          <li key={id} className='dim'>
            {`${personName(file, asks)} asked for ${minutesWords(minutes)}: `}
            {answer === null ? 'no answer yet' : answer === 'yes' ? 'granted' : 'refused'}
          </li>
        ))}
      </ul>
    </>
  )
}

function WaiterLine({ waiter, act }: { waiter: Waiter; act: Act }): ReactNode {
  const room = useRoom()
  const { bookings, store, user, file } = room
  const mine = waiter.user === user
  return (
    <li className={styles.person} title={slotWords(waiter, file.timeZone)}>
      <span className='cut grow'>
        {personName(file, waiter.user)}
        {mine && <span className='faint'>, you</span>}
        {waiter.offer && <span className='faint'>, it is offered to them</span>}
      </span>
      {mine && (
        <Button
          kind='quiet'
          size='small'
          disabled={act.busy}
          disabledReason={offlineReason(room)}
          onClick={() => void act.run(() => bookings.unwait({ store, id: waiter.id }))}
        >
          Wait no longer
        </Button>
      )}
    </li>
  )
}
