/** The rules that are about who books: training, permits, roles, hours of staff, quota. */
import type { Booking, Refusal } from '@contract/booking'
import { isoSeconds, lengthMinutes, overlaps } from './booking'
import { missingGrants } from './grants'
import { isAdministrator, type Judging, personOf } from './judging'
import { hoursWithin, lasting, nextFree } from './nearest-slot'
import { refuse, span } from './refusal'
import { periodOf, zoned } from './zone'

/** How far ahead a slot outside staff hours is looked for. Milliseconds. */
const lookAheadMs = 21 * 86_400_000

/** Who operates needs each right to the END of the booking; one that ends within it is none. */
export function grantRefusals(booking: Booking, { file, resource }: Pick<Judging, 'file' | 'resource'>): Refusal[] {
  const operators = booking.people.filter(({ role }) => role === 'operator').map(({ user }) => user)
  const judged = operators.length > 0 ? operators : [booking.owner]
  return judged.flatMap(user =>
    missingGrants(file, resource, user, booking).map(({ rule, message, until }) => {
      const isPartly = until !== null && Date.parse(until) > Date.parse(booking.start)
      return refuse(rule, message, { instead: isPartly ? { start: booking.start, end: isoSeconds(until) } : null })
    })
  )
}

export function roleRefusals(booking: Booking, { file, resource }: Judging): Refusal[] {
  const wanted = resource.rules.roles
  const { roles } = personOf(file, booking.owner)
  if (!wanted || wanted.some(role => roles.includes(role))) return []
  const message = `It can be booked by the role ${wanted.join(' or ')} alone; ${booking.owner} has no such role.`
  return [refuse('roles', message)]
}

export function staffHoursRefusals(booking: Booking, { file, resource }: Judging): Refusal[] {
  const hours = resource.rules.staffHours
  if (!hours || personOf(file, booking.owner).roles.includes('staff')) return []
  if (!hoursWithin(booking, hours, file.timeZone).some(slot => overlaps(slot, booking))) return []
  const ahead = { start: booking.start, end: isoSeconds(Date.parse(booking.end) + lookAheadMs) }
  const instead = nextFree(booking, hoursWithin(ahead, hours, file.timeZone))
  const found = Date.parse(instead.end) <= Date.parse(ahead.end) ? instead : null
  return [refuse('staffHours', 'Part of it lies in hours that only staff may book.', { instead: found })]
}

/** Time of one person that begins in one week or month of the facility's calendar. */
export function quotaRefusals(booking: Booking, { file, resource, beside }: Judging): Refusal[] {
  const quota = resource.rules.quota
  if (!quota) return []
  const used = beside
    .beginningIn(resource.name, periodOf(zoned(booking.start, file.timeZone), quota.per))
    .filter(other => other.uid !== booking.uid && other.owner === booking.owner && other.status !== 'blocked')
    .reduce((sum, other) => sum + lengthMinutes(other), 0)
  if (used + lengthMinutes(booking) <= quota.minutes) return []
  const left = Math.max(0, quota.minutes - used)
  const message = `${booking.owner} may book ${span(quota.minutes)} a ${quota.per} and has ${span(left)} left.`
  return [refuse('quota', message, { instead: lasting(booking, left) })]
}

/** Each person once, and maintenance for those who may. */
export function listedRefusals(booking: Booking, { file, caller, before }: Judging): Refusal[] {
  const users = booking.people.map(({ user }) => user)
  const twice = users.find((user, index) => users.indexOf(user) !== index)
  const found = twice === undefined ? [] : [refuse('people', `${twice} is named twice among its people.`)]
  const closes = booking.status === 'blocked' && before?.status !== 'blocked'
  if (closes && !isAdministrator(file, caller))
    found.push(refuse('hours', 'Only an administrator may close it for maintenance.'))
  return found
}
