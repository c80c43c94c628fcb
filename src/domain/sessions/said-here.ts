/** Which lines of a store's log count for a session: everybody writes a file of their own there, and sets its times. */
import type { Booking, LogEntry } from '@contract/booking'
import type { ResourcesFile } from '@contract/resources'
import { hasSay } from '../bookings/judging'
import { armedFrom } from './phase'

export interface SaidFacts {
  readonly file: ResourcesFile
  readonly booking: Booking
  readonly log: readonly LogEntry[]
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

/** Two computers know the clock of one server so well. Milliseconds. */
const clocksDifferMs = 60_000

/**
 * What people of the booking, its owner or administrators did in this slot until now: a stranger's line says nothing
 * about it, nor does one that is dated to come. What was kept from being done is not among it.
 */
export function saidHere({ file, booking, log, at }: SaidFacts): LogEntry[] {
  const [from, to] = [armedFrom(booking), at + clocksDifferMs]
  return log.filter(({ uid, granted, user, at: when }) => {
    const said = Date.parse(when)
    return uid === booking.uid && granted && said >= from && said <= to && hasSay(file, booking, user)
  })
}
