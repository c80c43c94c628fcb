import type { Booking } from '@contract/booking'
import { useEffect, useState } from 'react'
import { timesOf } from './slot-times'

/** Milliseconds: a line that moves by a pixel each ten minutes need not be drawn more often. */
const everyMs = 20_000

/**
 * How long the picture of a moment holds: until the next of the bookings begins or ends, for what one may do with it
 * changes then. Milliseconds; `now` by the server's clock.
 */
export function holdsFor(bookings: readonly Booking[], now: number): number {
  let next = now + everyMs
  for (const booking of bookings) {
    const { start, end } = timesOf(booking)
    if (start > now && start < next) next = start
    if (end > now && end < next) next = end
  }
  return next - now
}

/** The same for a picture that is so old: bookings may change long after it was taken. Milliseconds. */
export const stillHolds = (bookings: readonly Booking[], taken: number, age: number): number =>
  Math.max(0, holdsFor(bookings, taken) - age)

/**
 * The time now by the server's clock, milliseconds since 1970: never older than the last begin or end of the bookings.
 * `offsetMs`: server's clock minus this computer's.
 */
export function useNow(offsetMs: number, bookings: readonly Booking[]): number {
  // An object: also a tick in the same millisecond sets the next one.
  const [tick, setTick] = useState(() => ({ at: Date.now() }))
  const now = tick.at + offsetMs
  useEffect(() => {
    const left = stillHolds(bookings, tick.at + offsetMs, Date.now() - tick.at)
    const timer = setTimeout(() => setTick({ at: Date.now() }), left)
    return () => clearTimeout(timer)
  }, [tick, offsetMs, bookings])
  return now
}
