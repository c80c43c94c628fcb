/** Ends of bookings as numbers. A month of bookings is asked for them a dozen times before it is drawn. */
import type { Slot } from '@contract/booking'

/** Milliseconds since 1970. */
export interface Times {
  readonly start: number
  readonly end: number
}

const known = new WeakMap<Readonly<Slot>, Times>()

/** Worked out once for each object. */
export function timesOf(slot: Readonly<Slot>): Times {
  const found = known.get(slot)
  if (found !== undefined) return found
  const times = { start: Date.parse(slot.start), end: Date.parse(slot.end) }
  known.set(slot, times)
  return times
}

/** Whether a slot and a stretch of time share a moment. */
export function meets(slot: Readonly<Slot>, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const { start, end } = timesOf(slot)
  return start < to && end > from
}
