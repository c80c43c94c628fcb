import type { Booking } from '@contract/booking'
import type { ReactNode } from 'react'
import { type Fact, Facts } from '../../../ui/page-bar'
import { visibleLines, visibleName } from '../../../ui/visible-name'
import { kindWords, personName, resourceLabel } from '../booking-look'
import { bookingState } from '../list/bookings-list'
import { type BookingsRoom, useRoom } from '../room-context'
import { lengthWords, slotWords } from '../time-words'
import type { KnownCalendar } from '../use-calendar'
import styles from './drawer.module.css'

/** Bookings that stand and fall with it. */
export const groupOf = (booking: Booking, bookings: readonly Booking[]): readonly Booking[] =>
  booking.group === null ? [] : bookings.filter(({ uid, group }) => uid !== booking.uid && group === booking.group)

/** A slot whose ends are not broken in two. */
const unbroken = (words: string): string =>
  words
    .split(' to ')
    .map(end => end.replaceAll(' ', '\u00a0'))
    .join('\u00a0to ')

/** Letters of a name that fit beside a fact. */
const mostBeside = 12

function facts(booking: Booking, room: BookingsRoom, now: number): readonly Fact[] {
  const { file, here, user } = room
  const { word } = bookingState(booking, now)
  const length = lengthWords(Date.parse(booking.end) - Date.parse(booking.start))
  const by = personName(file, booking.owner)
  const reservation = file.resources.find(({ name }) => name === booking.resource)?.reservation
  const label = resourceLabel(file, booking.resource)
  const how = `${length}, ${word}`
  // A name that does not fit beside the facts is one of them.
  const where: readonly Fact[] =
    label.length <= mostBeside
      ? [{ name: label, value: how }]
      : [
          { name: 'Resource', value: label },
          { name: 'Length', value: how }
        ]
  return [
    ...where,
    { name: 'Facility', value: unbroken(slotWords(booking, file.timeZone)) },
    { name: 'Here', value: unbroken(slotWords(booking, here)) },
    { name: 'Booked by', value: booking.owner === user ? `${by}, you` : by },
    ...(booking.account === '' ? [] : [{ name: 'Account', value: visibleName(booking.account) }]),
    ...(booking.series === null ? [] : [{ name: 'Series', value: 'one of several that repeat' }]),
    ...(reservation === undefined ? [] : [{ name: 'SLURM', value: `reservation ${visibleName(reservation)}` }]),
    ...(booking.status === 'blocked' ? [{ name: 'Kind', value: kindWords.service }] : [])
  ]
}

export function BookingFacts(props: {
  booking: Booking
  calendar: KnownCalendar
  now: number
  onShow: (uid: string) => void
}): ReactNode {
  const { booking, calendar, now, onShow } = props
  const room = useRoom()
  const linked = groupOf(booking, calendar.bookings)
  return (
    <div className={styles.facts}>
      <Facts facts={facts(booking, room, now)} nameWidth={72} />
      {linked.length > 0 && (
        <p className={styles.linked}>
          {'Booked with it: '}
          {linked.map(({ uid, resource }, at) => (
            <span key={uid}>
              {at > 0 && ', '}
              <button type='button' className={styles.link} onClick={() => onShow(uid)}>
                {resourceLabel(room.file, resource)}
              </button>
            </span>
          ))}
        </p>
      )}
      {booking.note !== '' && <p className={styles.note}>{visibleLines(booking.note)}</p>}
    </div>
  )
}
