/** Where no calendar is followed: every display opens, none is an instrument's. */
import { Failure } from '@domain/failure'
import type { Armed, MayOpen } from '../../../src/main/may-open'

export const noBookings: MayOpen = {
  display: async () => null,
  booked: async () => {
    throw new Failure('not-found', 'No calendar of bookings is followed here.')
  },
  people: async () => null,
  whose: async () => null,
  follow: () => () => undefined,
  instruments: async () => []
}

/** A calendar that arms a display by this booking, now and whenever it is asked whose it is. */
export const bookedBy = (display: (one: Parameters<MayOpen['display']>[0]) => Armed | null): MayOpen => {
  let last: Armed | null = null
  return {
    ...noBookings,
    display: async one => {
      last = display(one)
      return last
    },
    people: async () => last
  }
}
