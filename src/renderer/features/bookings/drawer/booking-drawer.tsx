/** One booking beside the calendar: facts, people, what it does, its note, the rules it stands under. */
import type { Booking } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { type ReactNode, useState } from 'react'
import { type Act, useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import { Drawer } from '../../../ui/drawer'
import { StateMark } from '../../../ui/state-mark'
import { bookingTitle, mayTry, resourceLabel } from '../booking-look'
import { RefuseDialog } from '../consent/refuse-dialog'
import { FailureNote } from '../failure-note'
import { bookingState } from '../list/bookings-list'
import type { Question } from '../questions'
import { offlineReason, useRoom } from '../room-context'
import type { KnownCalendar } from '../use-calendar'
import { exportBookings } from '../use-menu-acts'
import { BookingFacts } from './booking-facts'
import styles from './drawer.module.css'
import { HandOver } from './hand-over'
import { PeopleSection } from './people-section'
import { RulesSection } from './rules-section'
import { WaitSection } from './wait-section'

export interface BookingDrawerProps {
  readonly booking: Booking
  readonly calendar: KnownCalendar
  readonly known: { readonly from: string; readonly to: string }
  /** Milliseconds since 1970, by the server's clock. */
  readonly now: number
  /** What the booking does, drawn with its head by who runs its session. */
  readonly session: ReactNode
  readonly onAsk: (question: Question) => void
  readonly onShow: (uid: string) => void
  readonly onClose: () => void
}

export function BookingDrawer(props: BookingDrawerProps): ReactNode {
  const { booking, calendar, known, now, session, onAsk, onShow, onClose } = props
  const room = useRoom()
  const { user, administrator } = room
  const act = useAct()
  const state = bookingState(booking, now)
  const mine = mayTry(booking, user, administrator)
  const open = mine && Date.parse(booking.end) > now
  const edit = (): void => onAsk({ is: 'edit', booking })
  return (
    <Drawer
      label={`Booking ${bookingTitle(booking)}`}
      onClose={onClose}
      width={320}
      title={
        <>
          <StateMark state={state.state} label={state.word} />
          <span className='cut grow'>{bookingTitle(booking)}</span>
          {open && (
            <Button size='small' keys='e' disabledReason={offlineReason(room)} onClick={edit}>
              Edit
            </Button>
          )}
        </>
      }
    >
      <Consent {...{ booking, act }} waiting={calendar.forConsent} />
      <FailureNote failure={act.failure} />
      <BookingFacts {...{ booking, calendar, now, onShow }} />
      <PeopleSection booking={booking} />
      {session}
      <HandOver booking={booking} editable={mine} />
      <WaitSection {...{ booking, calendar, act, now }} />
      <RulesSection {...{ booking, calendar, known }} />
      <span className='grow' />
      <Foot {...{ booking, calendar, now, open, mine, onAsk }} />
    </Drawer>
  )
}

/** A booking that waits for consent keeps its slot; an administrator says yes or no, also to all of its series. */
function Consent({ booking, waiting, act }: { booking: Booking; waiting: readonly Booking[]; act: Act }): ReactNode {
  const room = useRoom()
  const { bookings, store, administrator, file } = room
  const [refusing, setRefusing] = useState(false)
  if (booking.status !== 'waiting') return null
  const { uid, series } = booking
  const count = series === null ? 1 : waiting.filter(one => one.series === series).length
  const approve = (scope: SeriesScope): void => void act.run(() => bookings.approve({ store, uid, yes: true, scope }))
  const away = offlineReason(room)
  return (
    <div className={styles.consent}>
      <p>{`Waits for the consent of an administrator of ${resourceLabel(file, booking.resource)}. Its slot is kept meanwhile.`}</p>
      {administrator && (
        <div className={styles.acts}>
          <Button size='small' disabled={act.busy} disabledReason={away} onClick={() => setRefusing(true)}>
            Refuse…
          </Button>
          {count > 1 && (
            <Button size='small' disabled={act.busy} disabledReason={away} onClick={() => approve('all')}>
              {`Approve all ${count}`}
            </Button>
          )}
          <Button kind='primary' size='small' disabled={act.busy} disabledReason={away} onClick={() => approve('one')}>
            Approve
          </Button>
        </div>
      )}
      {refusing && <RefuseDialog row={{ booking, linked: [], count: 1 }} onClose={() => setRefusing(false)} />}
    </div>
  )
}

/** The booking of the same resource that begins when this one ends, or next after it. */
export function nextOf(booking: Booking, bookings: readonly Booking[]): Booking | undefined {
  const end = Date.parse(booking.end)
  return bookings
    .filter(
      other => other.resource === booking.resource && other.status !== 'cancelled' && Date.parse(other.start) >= end
    )
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))[0]
}

function Foot(
  props: Pick<BookingDrawerProps, 'booking' | 'calendar' | 'now' | 'onAsk'> & { open: boolean; mine: boolean }
): ReactNode {
  const { booking, calendar, now, open, mine, onAsk } = props
  const room = useRoom()
  const away = offlineReason(room)
  const next = nextOf(booking, calendar.bookings)
  const askable = open && next !== undefined && next.owner !== room.user && next.status !== 'blocked'
  return (
    <div className={styles.foot}>
      {open && (
        <Button kind='destructive' size='small' disabledReason={away} onClick={() => onAsk({ is: 'cancel', booking })}>
          Cancel booking…
        </Button>
      )}
      {mine && booking.status === 'confirmed' && Date.parse(booking.start) <= now && (
        <Button size='small' disabledReason={away} onClick={() => onAsk({ is: 'no-show', booking })}>
          Nobody came…
        </Button>
      )}
      <span className='grow' />
      {askable && Date.parse(booking.start) <= now && (
        <Button size='small' disabledReason={away} onClick={() => onAsk({ is: 'ask', booking, next })}>
          Ask for time…
        </Button>
      )}
      <Button kind='quiet' size='small' onClick={() => void exportBookings(room, { uid: booking.uid }, 'booking')}>
        Export .ics
      </Button>
    </div>
  )
}
