/** What one has to know before one looks: the store is away, a slot is offered, somebody asks for time. */
import type { Overrun, Waiter } from '@contract/booking'
import type { ReactNode } from 'react'
import { type Act, useAct } from '../../client/use-act'
import { Age } from '../../ui/age'
import { Button } from '../../ui/button'
import { countOf } from '../../ui/format'
import { Banner } from '../../ui/note'
import { visibleName } from '../../ui/visible-name'
import { personName, resourceLabel } from './booking-look'
import type { RoomPage } from './calendar-room'
import { FailureNote } from './failure-note'
import type { Question } from './questions'
import { useRoom } from './room-context'
import { minutesWords, slotWords, timeWords } from './time-words'
import type { KnownCalendar } from './use-calendar'
import type { Wishes } from './use-wishes'
import { zoneNameAt } from './zone-clock'

export function CalendarNotes(props: {
  calendar: KnownCalendar
  wishes: Wishes
  onPage: (page: RoomPage) => void
  onBook: (question: Question) => void
}): ReactNode {
  const { calendar, wishes, onPage, onBook } = props
  const { user } = useRoom()
  const act = useAct()
  const offers = calendar.waiters.filter(waiter => waiter.user === user && waiter.offer !== null)
  const asked = calendar.overruns.filter(overrun => overrun.asked === user && overrun.answer === null)
  const waiting = calendar.forConsent.length
  return (
    <>
      <Offline calendar={calendar} act={act} />
      {calendar.offline === null && (
        <Problems
          count={calendar.problems.length}
          first={calendar.problems[0]?.error.message}
          onCheck={() => onBook({ is: 'check' })}
        />
      )}
      {offers.map(waiter => (
        <Offer key={waiter.id} {...{ waiter, act, onBook }} />
      ))}
      {asked.map(overrun => (
        <Asked key={overrun.id} {...{ overrun, act }} />
      ))}
      {waiting > 0 && (
        <Banner
          acts={
            <Button size='small' onClick={() => onPage('consent')}>
              {waiting === 1 ? 'Look at it' : 'Look at them'}
            </Button>
          }
        >
          {`${countOf(waiting, 'booking waits', 'bookings wait')} for your consent.`}
        </Banner>
      )}
      <FailureNote
        failure={wishes.failure}
        acts={
          <Button size='small' onClick={wishes.forget}>
            Close
          </Button>
        }
      />
      <FailureNote failure={act.failure} />
    </>
  )
}

/** The copy is shown with its age; nothing can be booked meanwhile. A click may answer what the half-minute cannot. */
function Offline({ calendar: { offline, readAt }, act }: { calendar: KnownCalendar; act: Act }): ReactNode {
  const { bookings, store } = useRoom()
  if (offline === null) return null
  const connect = (): void => void act.run(() => bookings.resources({ store }))
  return (
    <Banner
      acts={
        <Button size='small' disabled={act.busy} onClick={connect}>
          Connect now
        </Button>
      }
    >
      {`${offline.message} ${offline.hint} What is shown is `}
      <Age at={Date.parse(readAt)} />. Nothing can be booked until it is read again, which is tried every half minute.
    </Banner>
  )
}

function Problems({
  count,
  first,
  onCheck
}: {
  count: number
  first: string | undefined
  onCheck: () => void
}): ReactNode {
  if (count === 0 || first === undefined) return null
  return (
    <Banner
      acts={
        <Button size='small' onClick={onCheck}>
          Look at the files…
        </Button>
      }
    >
      {count === 1 ? first : `${countOf(count, 'file')} of the calendar cannot be used as they are: ${first}`}
    </Banner>
  )
}

/** A slot that became free, and is kept for who waited. */
function Offer({ waiter, act, onBook }: { waiter: Waiter; act: Act; onBook: (question: Question) => void }): ReactNode {
  const { bookings, store, file } = useRoom()
  const { offer, resource } = waiter
  if (offer === null) return null
  const until = Date.parse(offer.until)
  const leave = (): void => void act.run(() => bookings.unwait({ store, id: waiter.id }))
  return (
    <Banner
      acts={
        <>
          <Button size='small' onClick={leave} disabled={act.busy}>
            Leave it
          </Button>
          <Button
            kind='primary'
            size='small'
            onClick={() => onBook({ is: 'book', resource, slot: { start: offer.start, end: offer.end } })}
          >
            Book it…
          </Button>
        </>
      }
    >
      <b>{resourceLabel(file, resource)}</b>
      {` is free, ${slotWords(offer, file.timeZone)}. It is kept for you until ${timeWords(until, file.timeZone)} ${zoneNameAt(until, file.timeZone)}.`}
    </Banner>
  )
}

/** The one before asks for some of one's time. */
function Asked({ overrun, act }: { overrun: Overrun; act: Act }): ReactNode {
  const { bookings, store, file } = useRoom()
  const answer = (yes: boolean): void => void act.run(() => bookings.answer({ store, id: overrun.id, yes }))
  const time = minutesWords(overrun.minutes)
  return (
    <Banner
      acts={
        <>
          <Button size='small' onClick={() => answer(false)} disabled={act.busy}>
            No
          </Button>
          <Button kind='primary' size='small' onClick={() => answer(true)} disabled={act.busy}>
            {`Give ${time}`}
          </Button>
        </>
      }
    >
      <b>{personName(file, overrun.asks)}</b>
      {` asks for ${time} of your time at ${resourceLabel(file, overrun.resource)}: your booking would begin later.`}
      {overrun.message !== '' && <span className='dim'>{` "${visibleName(overrun.message)}"`}</span>}
    </Banner>
  )
}
