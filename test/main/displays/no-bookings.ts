/** Where no calendar is followed: every display opens, none is an instrument's. */
import { Failure } from '@domain/failure'
import type { MayOpen } from '../../../src/main/may-open'

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
