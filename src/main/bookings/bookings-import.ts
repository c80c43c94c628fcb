/** Events of an iCalendar file as bookings. */

import type { Booking } from '@contract/booking'
import type { BookingPlan } from '@contract/bookings'
import { planImport } from '@domain/bookings/import'
import { readCalendar } from '@domain/bookings/read-ics'
import type { Desk, InStore } from './bookings-desk'

type Signal = AbortSignal | undefined

export interface BookingImport {
  import(
    input: InStore & { text: string; resource: string },
    signal: Signal
  ): Promise<{ added: Booking[]; unchanged: number; refused: BookingPlan['bookings'] }>
}

export function createBookingImport(desk: Desk): BookingImport {
  return {
    import: async ({ text, resource, ...input }, signal) => {
      const folder = desk.folder(input.store)
      const user = await desk.userOf(folder, signal)
      const { file } = await folder.read(signal, { kept: true })
      // Read before the lock is taken: a long file must not keep others from booking.
      const owner = desk.callerOf(user, file, input.as)
      const events = readCalendar(text, { resource, owner, zone: file.timeZone })
      return desk.transact(
        input,
        'import',
        state => {
          const { taken, unchanged, refused } = planImport(events, resource, state)
          const result = {
            ...{ added: taken, unchanged },
            refused: refused.map(({ booking, refusals }) => ({ booking, refusals: [...refusals] }))
          }
          return { changes: { bookings: taken }, result, refusal: null, judged: refused, granted: taken }
        },
        signal
      )
    }
  }
}
