import type { Booking } from '../../../src/contract/booking'
import { instantText, zoned } from '../../../src/domain/bookings/zone'

/** A booking of which a test says only what it is about. */
export function booking(known: Partial<Booking> = {}): Booking {
  return {
    ...{ uid: 'b1@farscope', resource: 'krios1', start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' },
    ...{ title: 'apoferritin', status: 'confirmed', owner: 'mlindq', people: [{ user: 'mlindq', role: 'operator' }] },
    ...{ group: null, series: null, note: '', sequence: 0, handOver: '', account: '', freed: [] },
    ...{ created: '2026-11-01T10:00:00Z', changed: '2026-11-01T10:00:00Z' },
    ...known
  }
}

/** The zone's change of its clock after the instant; the instant where none comes. */
export function nextChange(instant: string, zone: string): string {
  const next = zoned(instant, zone).getTimeZoneTransition('next')
  return next ? instantText(next) : instant
}
