/** What bookings are to one another. Times are instants; the facility's zone is the store's. */
import type { Booking } from '@contract/booking'

/** What takes its slot away from others. */
export const holdsSlot = ({ status }: Booking): boolean => status !== 'cancelled'

/** Half-open times share a moment; back to back is allowed. */
export function overlaps(a: Pick<Booking, 'start' | 'end'>, b: Pick<Booking, 'start' | 'end'>): boolean {
  return Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end)
}

/** Those of the same resource that are in its way; itself is not. */
export function conflictsOf(booking: Booking, others: readonly Booking[]): Booking[] {
  return others.filter(
    other =>
      other.uid !== booking.uid && other.resource === booking.resource && holdsSlot(other) && overlaps(booking, other)
  )
}

export const lengthMinutes = ({ start, end }: Pick<Booking, 'start' | 'end'>): number =>
  (Date.parse(end) - Date.parse(start)) / 60_000
