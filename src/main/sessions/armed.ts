/** A booking as displays are told of it: what it gives the caller, to whom else it opens, and until when. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { openedTo } from '@domain/sessions/display-right'
import type { Armed, OpenRight } from '../may-open'
import type { Read } from './session-stores'

/** The end of a booking by this computer's clock. */
export const endHere = ({ end }: Booking, { contents }: Read): Date =>
  new Date(Date.parse(end) - contents.clockOffsetMs)

/** `at`: milliseconds since 1970 by the store's clock. */
export function armedOf(read: Read, booking: Booking, resource: Resource, right: OpenRight, at: number): Armed {
  const people = openedTo({ file: read.contents.file, resource, booking, at })
  return { store: read.store, booking, resource, right, people, until: endHere(booking, read) }
}
