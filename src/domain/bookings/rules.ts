/** Whether a booking may be made, moved or cancelled: every rule by its name in resources.json, in words. */
import type { Booking, Refusal } from '@contract/booking'
import { holdsSlot, mayChange, sameSlot } from './booking'
import { isAdministrator, isBound, type Judging } from './judging'
import { grantRefusals, listedRefusals, quotaRefusals, roleRefusals, staffHoursRefusals } from './people-rules'
import { refuse, span } from './refusal'
import {
  conflictRefusals,
  lengthRefusals,
  noticeRefusals,
  stepRefusals,
  timeRefusals,
  waitlistRefusals
} from './slot-rules'

/** How far an end that is "now" may lie back when the store's lock is had. Milliseconds. */
const promptMs = 3 * 60_000

/** Its session runs, and it is ended before its time: no rule keeps one from giving time back. */
function endsEarly(booking: Booking, before: Booking, now: string): boolean {
  const at = Date.parse(now)
  return (
    Date.parse(before.start) <= at &&
    at < Date.parse(before.end) &&
    booking.resource === before.resource &&
    Date.parse(booking.start) === Date.parse(before.start) &&
    Date.parse(booking.end) <= Date.parse(before.end) &&
    Date.parse(booking.end) >= at - promptMs
  )
}

/**
 * What stands against making the booking, or against the new form of one that is there (`judging.before`); none: it may
 * be. An administrator is bound by conflicts, the past, training and permits alone.
 */
export function bookingRefusals(booking: Booking, judging: Judging): Refusal[] {
  const { before, now } = judging
  const listed = listedRefusals(booking, judging)
  if (before && booking.resource === before.resource && sameSlot(booking, before) && holdsSlot(before))
    return [...listed, ...(samePeople(booking, before) ? [] : grantRefusals(booking, judging))]
  const early = before ? endsEarly(booking, before, now) : false
  const time = timeRefusals(booking, judging).filter(({ rule }) => !(early && rule === 'past'))
  if (time.length > 0 || early) return [...listed, ...time]
  const found = [...listed, ...conflictRefusals(booking, judging)]
  if (booking.status === 'blocked') return found
  const bound = isBound(judging)
  if (bound) found.push(...waitlistRefusals(booking, judging))
  if (bound) found.push(...lengthRefusals(booking, judging), ...stepRefusals(booking, judging))
  const sameBegin = before && Date.parse(before.start) === Date.parse(booking.start)
  if (bound && !sameBegin) found.push(...noticeRefusals(booking, judging))
  found.push(...grantRefusals(booking, judging))
  if (bound) found.push(...roleRefusals(booking, judging), ...staffHoursRefusals(booking, judging))
  return bound ? [...found, ...quotaRefusals(booking, judging)] : found
}

const operators = ({ people }: Booking): string =>
  people
    .filter(({ role }) => role === 'operator')
    .map(({ user }) => user)
    .sort()
    .join()

const samePeople = (a: Booking, b: Booking): boolean => operators(a) === operators(b)

/**
 * What stands against changing the booking as it is into `after`, whatever that is; null: cancelling it. Words may be
 * changed by its people at any time, its slot until the time that the rule `cancelMinutes` names.
 */
export function changeRefusals(booking: Booking, after: Booking | null, judging: Judging): Refusal[] {
  const { file, resource, caller, now } = judging
  if (booking.status === 'cancelled') return [refuse('change', 'It is cancelled; book anew.')]
  if (isAdministrator(file, caller)) return []
  if (booking.status === 'blocked') return [refuse('hours', 'It is closed then; only an administrator can open it.')]
  if (!mayChange(booking, caller)) return [refuse('change', `It is a booking of ${booking.owner}.`)]
  const moves = after === null || after.resource !== booking.resource || !sameSlot(after, booking)
  if (!moves) return []
  if (Date.parse(booking.end) <= Date.parse(now)) return [refuse('past', 'It is over.')]
  if (after && (endsEarly(after, booking, now) || onlyGrows(booking, after))) return []
  const limit = resource.rules.cancelMinutes
  if (limit === undefined || Date.parse(booking.start) - Date.parse(now) >= limit * 60_000) return []
  const message = `It can be cancelled or moved until ${span(limit)} before it begins; ask an administrator.`
  return [refuse('cancelMinutes', message)]
}

const onlyGrows = (before: Booking, after: Booking): boolean =>
  after.resource === before.resource &&
  Date.parse(after.start) <= Date.parse(before.start) &&
  Date.parse(after.end) >= Date.parse(before.end)
