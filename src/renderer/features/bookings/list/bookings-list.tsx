/** Bookings as a table: those that were, those to come, one's own. */
import type { Booking } from '@contract/booking'
import { type ReactNode, useMemo } from 'react'
import { Button } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, selectOne } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import { type State, StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { bookingKind, bookingTitle, kindWords, personName, resourceLabel } from '../booking-look'
import { type BookingsRoom, offlineReason, useRoom } from '../room-context'
import { lengthWords, plainTime } from '../time-words'
import { zonePlace } from '../zone-clock'

/** Mark and word of a booking in a list: how far it is, else what it is. */
export function bookingState(booking: Booking, now: number): { state: State; word: string } {
  if (booking.status === 'cancelled') return { state: 'cancelled', word: 'cancelled' }
  if (booking.status === 'waiting') return { state: 'waiting', word: 'waits for consent' }
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
  if (booking.status === 'blocked') return { state: 'warning', word: 'out of service' }
  if (end <= now) return { state: 'done', word: 'over' }
  return start <= now ? { state: 'running', word: 'running' } : { state: 'waiting', word: 'to come' }
}

function listColumns(room: BookingsRoom, now: number): readonly Column<Booking>[] {
  const { file, user, here } = room
  const start = ({ start: at }: Booking): number => Date.parse(at)
  const length = (booking: Booking): number => Date.parse(booking.end) - start(booking)
  return [
    {
      ...{ id: 'title', head: 'Title', minWidth: 180, value: bookingTitle },
      cell: booking => {
        const { state, word } = bookingState(booking, now)
        return (
          <span className='row'>
            <StateMark state={state} label={word} />
            <span className='cut'>{bookingTitle(booking)}</span>
          </span>
        )
      }
    },
    {
      ...{ id: 'resource', head: 'Resource', width: 128 },
      value: booking => resourceLabel(file, booking.resource),
      cell: booking => resourceLabel(file, booking.resource)
    },
    {
      ...{ id: 'start', head: `Begin, ${zonePlace(file.timeZone)}`, width: 152, value: start },
      cell: booking => plainTime(start(booking), file.timeZone)
    },
    {
      ...{ id: 'here', head: 'Begin here', width: 152, drop: 1, className: 'faint', value: start },
      cell: booking => plainTime(start(booking), here)
    },
    {
      ...{ id: 'length', head: 'Length', width: 92, numeric: true, drop: 3, value: length },
      cell: booking => lengthWords(length(booking))
    },
    {
      ...{ id: 'owner', head: 'Booked by', width: 168, drop: 4, className: 'dim' },
      value: booking => personName(file, booking.owner),
      cell: booking => personName(file, booking.owner)
    },
    {
      ...{ id: 'account', head: 'Account', width: 112, drop: 2, className: 'dim', value: ({ account }) => account },
      cell: ({ account }) => visibleName(account)
    },
    {
      ...{ id: 'kind', head: 'Kind', width: 144, drop: 5, className: 'dim' },
      value: booking => kindWords[bookingKind(booking, user)],
      cell: booking => kindWords[bookingKind(booking, user)]
    }
  ]
}

const rowKey = ({ uid }: Booking): string => uid

export function BookingsList(props: {
  bookings: readonly Booking[]
  now: number
  selected: string | null
  onSelect: (uid: string | null) => void
  onBook: () => void
}): ReactNode {
  const { bookings, now, selected, onSelect, onBook } = props
  const room = useRoom()
  // The marks change with the minute, not with the second.
  const minute = Math.floor(now / 60_000) * 60_000
  const columns = useMemo(() => listColumns(room, minute), [room, minute])
  return (
    <DataTable
      label='Bookings'
      select='one'
      rows={bookings}
      rowKey={rowKey}
      columns={columns}
      selection={selected === null ? noSelection : selectOne(selected)}
      onSelection={({ cursor }) => onSelect(cursor ?? null)}
      onOpen={({ uid }) => onSelect(uid)}
      active={selected !== null}
      empty={
        <EmptyState
          act={
            <Button size='small' keys='b' disabledReason={offlineReason(room)} onClick={onBook}>
              Book
            </Button>
          }
        >
          Nothing is booked from this day on for a year.
        </EmptyState>
      }
      foot={<span>{countOf(bookings.length, 'booking')}</span>}
    />
  )
}
