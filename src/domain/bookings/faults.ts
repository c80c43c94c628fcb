/** What is wrong with bookings that are there: written by hand, by another program, or before a rule was made. */
import type { Booking } from '@contract/booking'
import { besideOf } from './beside'
import { holdsSlot } from './booking'
import type { PlanState } from './plan'
import { bookingRefusals } from './rules'

/** Rules about when somebody may book say nothing about what is booked already. */
const ofBooking: readonly string[] = ['leastAheadMinutes', 'mostAheadDays', 'quota', 'waitlist', 'past', 'hours']

function faultsOf(booking: Booking, state: PlanState): string[] {
  const resource = state.file.resources.find(({ name }) => name === booking.resource)
  if (!resource) return [`There is no resource ${booking.resource} in resources.json.`]
  const judging = { ...state, resource, beside: besideOf(state.bookings), caller: booking.owner }
  return bookingRefusals(booking, judging)
    .filter(({ rule }) => !ofBooking.includes(rule))
    .map(({ rule, message, with: inTheWay }) =>
      inTheWay.length > 0 ? `${rule}: it overlaps ${inTheWay.map(({ uid }) => uid).join(', ')}.` : `${rule}: ${message}`
    )
}

export interface StoreFault {
  readonly booking: Booking
  readonly message: string
}

/** Bookings that are not over and overlap, break a rule or are of no resource; each with what is wrong. */
export const storeFaults = (state: PlanState): StoreFault[] => [...faultsByBooking(state)].flat()

/** The same, what is wrong with one booking at a time: to judge thousands takes a while. */
export function* faultsByBooking(state: PlanState): Generator<StoreFault[], void, void> {
  const now = Date.parse(state.now)
  for (const booking of state.bookings)
    if (holdsSlot(booking) && Date.parse(booking.end) > now)
      yield faultsOf(booking, state).map(message => ({ booking, message: `Booking ${booking.uid}: ${message}` }))
}
