/** How a resource stands now: taken, free until, closed. */
import type { Booking } from '@contract/booking'
import { holdsSlot } from '@domain/bookings/booking'
import type { State } from '../../ui/state-mark'
import { clockWords, dayWords, shortDayWords } from './time-words'
import { wallTime } from './zone-clock'

export interface ResourceStatus {
  readonly state: State
  readonly words: string
}

/** `Wed 09:00` within the week, `Wed 2 Dec` after it. */
function soonWords(at: number, now: number, zone: string): string {
  const [a, b] = [wallTime(at, zone), wallTime(now, zone)]
  if (a.day === b.day && at - now < 86_400_000) return clockWords(at, zone)
  if (at - now < 6 * 86_400_000) return `${shortDayWords(at, zone).slice(0, 3)} ${clockWords(at, zone)}`
  return dayWords(at, zone)
}

/** When the bookings that follow without a gap end. */
function endOfRow(sorted: readonly Booking[], first: Booking, same: (booking: Booking) => boolean): number {
  let end = Date.parse(first.end)
  for (const booking of sorted)
    if (same(booking) && Date.parse(booking.start) <= end) end = Math.max(end, Date.parse(booking.end))
  return end
}

/** From a resource's bookings around now, by begin. `now`: milliseconds since 1970, by the server's clock. */
export function resourceStatus(bookings: readonly Booking[], now: number, zone: string): ResourceStatus {
  const held = bookings.filter(booking => holdsSlot(booking) && Date.parse(booking.end) > now)
  const running = held.find(({ start }) => Date.parse(start) <= now)
  if (running?.status === 'blocked') {
    const end = endOfRow(held, running, ({ status }) => status === 'blocked')
    return { state: 'warning', words: `Closed to ${soonWords(end, now, zone)}` }
  }
  if (running) return { state: 'running', words: `In use to ${soonWords(Date.parse(running.end), now, zone)}` }
  const [next] = held
  return { state: 'done', words: next ? `Free to ${soonWords(Date.parse(next.start), now, zone)}` : 'Free now' }
}
