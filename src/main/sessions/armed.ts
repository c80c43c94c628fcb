/** A booking as displays are told of it: what it gives the caller, to whom else it opens, and until when. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { displayRight, openedTo } from '@domain/sessions/display-right'
import type { Armed, OpenRight } from '../may-open'
import type { Looked, Read } from './session-stores'

/** The end of a booking by this computer's clock. */
export const endHere = ({ end }: Booking, { contents }: Read): Date =>
  new Date(Date.parse(end) - contents.clockOffsetMs)

/** The caller's booking that follows without a gap and gives the same right: what is open goes on with it. */
export function nextOf({ contents, user }: Looked, booking: Booking, resource: Resource, right: OpenRight) {
  const end = Date.parse(booking.end)
  return contents.bookings.find(
    one =>
      one.resource === resource.name &&
      one.uid !== booking.uid &&
      Date.parse(one.start) === end &&
      Date.parse(one.end) > end &&
      displayRight({ file: contents.file, resource, booking: one, user, at: end }).right === right
  )
}

function lastOf(looked: Looked, booking: Booking, resource: Resource, right: OpenRight): Booking {
  const next = nextOf(looked, booking, resource, right)
  return next ? lastOf(looked, next, resource, right) : booking
}

/** `at`: milliseconds since 1970 by the store's clock. */
export function armedOf(looked: Looked, booking: Booking, resource: Resource, right: OpenRight, at: number): Armed {
  const people = openedTo({ file: looked.contents.file, resource, booking, at })
  return {
    ...{ store: looked.store, booking, resource, right, people, until: endHere(booking, looked) },
    closes: endHere(lastOf(looked, booking, resource, right), looked)
  }
}
