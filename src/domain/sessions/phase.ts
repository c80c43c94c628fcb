/** Where a booking stands in its own life, by the clock of the store's server. */
import type { Booking } from '@contract/booking'
import type { Session } from '@contract/sessions'

export type Phase = Session['phase']

/** A display opens for the people of a booking so long before its begin. Minutes. */
export const armMinutes = 15

/** Sessions that begin within this are told. Milliseconds. */
export const aheadMs = 86_400_000

type Times = Pick<Booking, 'start' | 'end'>

/** When it is armed. Milliseconds since 1970. */
export const armedFrom = ({ start }: Times): number => Date.parse(start) - armMinutes * 60_000

/** `at`: milliseconds since 1970 by the server's clock. The end is not part of the booking. */
export function phaseOf(booking: Times, at: number): Phase {
  if (at >= Date.parse(booking.end)) return 'over'
  if (at >= Date.parse(booking.start)) return 'running'
  return at >= armedFrom(booking) ? 'armed' : 'coming'
}

/** Whether its display may be open. */
export const isArmed = (phase: Phase): boolean => phase === 'armed' || phase === 'running'

/** The next moment at which something about it changes by the clock alone; null when it is over. */
export function nextTurn(booking: Times, at: number): number | null {
  const turns = [armedFrom(booking), Date.parse(booking.start), Date.parse(booking.end)]
  return turns.find(turn => turn > at) ?? null
}
