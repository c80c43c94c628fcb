/** Bookings that repeat: by the facility's wall clock (RFC 5545, 3.3.10), each of the same exact length (3.8.5.3). */
import type { Booking, Slot } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { Failure } from '@domain/failure'
import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { byStart, holdsSlot, isoSeconds } from './booking'
import { faultOfRule } from './repeat-rule'
import { type Zoned, zoned } from './zone'

/** Bookings of one series. */
const mostInSeries = 500

function recurOf(repeat: string): ICAL.Recur {
  try {
    const recur = ICAL.Recur.fromString(repeat.replace(/^RRULE:/i, ''))
    if (recur.isFinite()) return recur
  } catch (cause) {
    throw new Failure('usage', `"${repeat}" is no rule to repeat by.`, {
      hint: 'For instance FREQ=WEEKLY;COUNT=4 (RFC 5545, RRULE).',
      cause
    })
  }
  throw new Failure('usage', `"${repeat}" never ends.`, { hint: 'Add COUNT=4 or UNTIL=20261231T000000Z to it.' })
}

const icalTime = ({ year, month, day, hour, minute, second }: Temporal.PlainDateTime): ICAL.Time =>
  ICAL.Time.fromData({ year, month, day, hour, minute, second, isDate: false })

/** UNTIL as the wall shows it: the expansion knows wall times only. A date means that whole day. */
export function localUntil(until: ICAL.Time, zone: string): ICAL.Time {
  const { year, month, day, hour, minute, second } = until
  if (until.isDate) return icalTime(new Temporal.PlainDateTime(year, month, day, 23, 59, 59))
  if (until.zone !== ICAL.Timezone.utcTimezone) return until
  const instant = isoSeconds(Date.UTC(year, month - 1, day, hour, minute, second))
  return icalTime(zoned(instant, zone).toPlainDateTime())
}

const atWallTime = ({ year, month, day, hour, minute, second }: ICAL.Time): Temporal.PlainDateTime =>
  new Temporal.PlainDateTime(year, month, day, hour, minute, second)

/**
 * The slots of a repeated wish; without a rule itself alone. A begin that the clock skips is the time after the gap.
 * `usage` for a rule that is none, never ends or gives more than `mostInSeries`.
 */
export function seriesSlots(first: Slot, repeat: string | undefined, zone: string): Slot[] {
  const lengthMs = Date.parse(first.end) - Date.parse(first.start)
  if (repeat === undefined || repeat.trim() === '') return [first]
  const recur = recurOf(repeat.trim())
  if (recur.until) recur.until = localUntil(recur.until, zone)
  const begin = zoned(first.start, zone)
  const at = icalTime(begin.toPlainDateTime())
  const fault = faultOfRule(recur, at, mostInSeries + 1)
  if (fault !== null)
    throw new Failure('usage', `"${repeat}" cannot be booked by, because ${fault}.`, {
      hint: 'For instance FREQ=WEEKLY;COUNT=4 (RFC 5545, RRULE).'
    })
  const iterator = recur.iterator(at)
  const slots: Slot[] = []
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (slots.length === mostInSeries)
      throw new Failure('usage', `"${repeat}" gives more than ${mostInSeries} bookings.`, {
        hint: 'Give it an earlier end, and book the rest later.'
      })
    const wall = atWallTime(next)
    const start = startOf(wall, begin)
    slots.push({ start: isoSeconds(start), end: isoSeconds(start + lengthMs) })
  }
  if (slots.length > 0) return slots
  throw new Failure('usage', `"${repeat}" gives no booking from ${first.start} on.`)
}

/** The wish's own begin stays the instant that it is, also in an hour that the wall shows twice. */
function startOf(wall: Temporal.PlainDateTime, begin: Zoned): number {
  const same = wall.equals(begin.toPlainDateTime())
  return (same ? begin : wall.toZonedDateTime(begin.timeZoneId)).epochMilliseconds
}

/**
 * Those that a change or cancellation means, the named one first. Of the others, what is over or cancelled is left as it
 * is.
 */
export function inScope(booking: Booking, scope: SeriesScope, all: readonly Booking[], now: string): Booking[] {
  if (scope === 'one' || booking.series === null) return [booking]
  const from = scope === 'following' ? Date.parse(booking.start) : Number.NEGATIVE_INFINITY
  const others = all.filter(
    other =>
      other.series === booking.series &&
      other.resource === booking.resource &&
      other.uid !== booking.uid &&
      holdsSlot(other) &&
      Date.parse(other.start) >= from &&
      Date.parse(other.end) > Date.parse(now)
  )
  return [booking, ...others.sort(byStart)]
}

/** Another of the series after what happened to one of it: begin moved by the wall clock, length changed alike. */
export function movedAlike(other: Slot, before: Slot, after: Slot, zone: string): Slot {
  const [old, now] = [before, after].map(({ start }) => zoned(start, zone).toPlainDateTime())
  const delta = old && now ? old.until(now, { largestUnit: 'days' }) : new Temporal.Duration()
  const begin = zoned(other.start, zone)
  const start = delta.blank
    ? begin.epochMilliseconds
    : begin.toPlainDateTime().add(delta).toZonedDateTime(zone).epochMilliseconds
  const length = (slot: Slot): number => Date.parse(slot.end) - Date.parse(slot.start)
  return { start: isoSeconds(start), end: isoSeconds(start + length(other) + length(after) - length(before)) }
}
