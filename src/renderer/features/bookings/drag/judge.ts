/** Whether what was drawn may be booked: the engine's own judgement, before anything is written. */
import type { Refusal } from '@contract/booking'
import type { BookingPlan } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import { isoSeconds } from '@domain/bookings/booking'
import type { BookingsClient } from '../room-context'
import type { Draft } from './draft'

/** All that stands against a plan, the same words once. */
export function planRefusals({ bookings }: BookingPlan): readonly Refusal[] {
  const seen = new Set<string>()
  return bookings.flatMap(({ refusals }) =>
    refusals.filter(({ rule, message }) => {
      const key = `${rule} ${message}`
      return !seen.has(key) && Boolean(seen.add(key))
    })
  )
}

/** What would be written, and what stands against it. */
export function judge(
  bookings: BookingsClient,
  store: BookingStore,
  draft: Draft,
  signal: AbortSignal
): Promise<BookingPlan> {
  const { booking, resource } = draft
  const slot = { start: isoSeconds(draft.start), end: isoSeconds(draft.end) }
  if (booking === null) return bookings.planAdd({ store, wish: { resource, ...slot } }, { signal })
  const change = { ...slot, ...(resource !== booking.resource && { resource }) }
  return bookings.planChange({ store, uid: booking.uid, change }, { signal })
}
