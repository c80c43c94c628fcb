/** What bookings are to one another. Times are instants; the facility's zone is the store's. */
import type { Booking, Slot } from '@contract/booking'
import type { Resource } from '@contract/resources'

/** What people call a resource: its label, else its name. */
export const labelOf = ({ label, name }: Pick<Resource, 'label' | 'name'>): string => label ?? name

/** What takes its slot away from others. */
export const holdsSlot = ({ status }: Pick<Booking, 'status'>): boolean => status !== 'cancelled'

/** Half-open times share a moment; back to back is allowed. */
export function overlaps(a: Slot, b: Slot): boolean {
  return Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end)
}

/** Those of the same resource that are in its way; itself is not. */
export function conflictsOf(booking: Booking, others: readonly Booking[]): Booking[] {
  // A year of an instrument is thousands of bookings: those of other days are told by the day alone, as text.
  const [firstDay, lastDay] = [booking.start.slice(0, 10), `${booking.end.slice(0, 10)}~`]
  return others.filter(
    other =>
      other.end >= firstDay &&
      other.start <= lastDay &&
      other.resource === booking.resource &&
      other.uid !== booking.uid &&
      holdsSlot(other) &&
      overlaps(booking, other)
  )
}

export const lengthMinutes = ({ start, end }: Slot): number => (Date.parse(end) - Date.parse(start)) / 60_000

/** ISO 8601 UTC without fractions of a second, as the store writes it. `time`: milliseconds, or an instant. */
export const isoSeconds = (time: number | string): string =>
  `${new Date(typeof time === 'number' ? time : Date.parse(time)).toISOString().slice(0, 19)}Z`

export const sameSlot = (a: Slot, b: Slot): boolean =>
  Date.parse(a.start) === Date.parse(b.start) && Date.parse(a.end) === Date.parse(b.end)

/** By begin, then by uid, so that lists are the same wherever they are made. */
export const byStart = (a: Booking, b: Booking): number =>
  Date.parse(a.start) - Date.parse(b.start) || (a.uid < b.uid ? -1 : 1)

/** Who may change it: who made it, and who operates. */
export const mayChange = (booking: Booking, user: string): boolean =>
  booking.owner === user || booking.people.some(person => person.user === user && person.role === 'operator')
