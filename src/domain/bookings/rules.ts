/** Whether a booking may be made, moved or cancelled: every rule by its name in resources.json, in words. */

import type { Booking } from '@contract/booking'
import type { Hours, Person, Resource, ResourceRules, ResourcesFile } from '@contract/resources'
import { weekdays } from '@contract/resources'
import { conflictsOf, lengthMinutes } from './booking'
import { endOfDay, periodOf, wallMinutes, type Zoned, zoned } from './zone'

/** `rule`: the key in resources.json, or `conflict`, `past`, `order`. */
export interface Refusal {
  readonly rule: keyof ResourceRules | 'conflict' | 'past' | 'order' | 'change'
  readonly message: string
  /** Bookings that are in the way. */
  readonly with: readonly Booking[]
}

/** What a rule is judged by. `others`: all bookings that the store has of the resource, `now` by the store's clock. */
export interface Judging {
  readonly file: ResourcesFile
  readonly resource: Resource
  readonly others: readonly Booking[]
  /** Who asks; administrators may what no rule of people forbids them. */
  readonly caller: string
  readonly now: string
}

const refusal = (rule: Refusal['rule'], message: string, others: readonly Booking[] = []): Refusal => ({
  rule,
  message,
  with: others
})

export const isAdministrator = (file: ResourcesFile, user: string): boolean => file.administrators.includes(user)

export function personOf(file: ResourcesFile, user: string): Person {
  return file.people.find(person => person.user === user) ?? { user, roles: [], training: [], permits: [] }
}

const span = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)]
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

function lengthRefusals(booking: Booking, rules: ResourceRules): Refusal[] {
  const minutes = lengthMinutes(booking)
  const { leastMinutes: least, mostMinutes: most } = rules
  if (least !== undefined && minutes < least)
    return [refusal('leastMinutes', `A booking takes at least ${span(least)}; this one takes ${span(minutes)}.`)]
  if (most !== undefined && minutes > most)
    return [refusal('mostMinutes', `A booking takes at most ${span(most)}; this one takes ${span(minutes)}.`)]
  return []
}

function stepRefusals(start: Zoned, end: Zoned, step: number | undefined): Refusal[] {
  if (step === undefined || [start, end].every(time => wallMinutes(time) % step === 0)) return []
  return [refusal('stepMinutes', `Bookings begin and end at multiples of ${span(step)} of the facility's clock.`)]
}

function noticeRefusals(booking: Booking, rules: ResourceRules, now: string): Refusal[] {
  const ahead = (Date.parse(booking.start) - Date.parse(now)) / 60_000
  const { leastAheadMinutes: least, mostAheadDays: most } = rules
  if (least !== undefined && ahead < least)
    return [refusal('leastAheadMinutes', `It has to be booked at least ${span(least)} before it begins.`)]
  if (most !== undefined && ahead > most * 1440)
    return [refusal('mostAheadDays', `It can be booked at most ${most} days before it begins.`)]
  return []
}

/** Wall-clock stretches of the booking, day by day: a weekday and minutes from and to. */
function* wallStretches(
  start: Zoned,
  end: Zoned
): Generator<{ day: (typeof weekdays)[number]; from: number; to: number }> {
  for (let day = start.startOfDay(); day.epochMilliseconds < end.epochMilliseconds; day = day.add({ days: 1 })) {
    const next = day.add({ days: 1 })
    const from = start.epochMilliseconds > day.epochMilliseconds ? wallMinutes(start) : 0
    const to = end.epochMilliseconds < next.epochMilliseconds ? wallMinutes(end) : 1440
    const name = weekdays[day.dayOfWeek - 1]
    if (name) yield { day: name, from, to }
  }
}

const clockMinutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

function meetsHours(start: Zoned, end: Zoned, hours: readonly Hours[]): boolean {
  return [...wallStretches(start, end)].some(stretch =>
    hours.some(
      ({ days, from, to }) =>
        days.includes(stretch.day) && stretch.from < clockMinutes(to) && clockMinutes(from) < stretch.to
    )
  )
}

/** A right that ends within the booking is no right: it must hold to the END. */
function grantRefusals(booking: Booking, { file, resource }: Judging): Refusal[] {
  const operators = booking.people.filter(({ role }) => role === 'operator').map(({ user }) => user)
  const judged = operators.length > 0 ? operators : [booking.owner]
  return (['training', 'permits'] as const).flatMap(rule =>
    (resource.rules[rule] ?? []).flatMap(wanted =>
      judged.flatMap(user => {
        const grant = personOf(file, user)[rule].find(({ name }) => name === wanted)
        const word = rule === 'training' ? 'training' : 'permit'
        if (!grant) return [refusal(rule, `${user} has no ${word} "${wanted}".`)]
        if (grant.until === undefined || Date.parse(endOfDay(grant.until, file.timeZone)) >= Date.parse(booking.end))
          return []
        return [refusal(rule, `The ${word} "${wanted}" of ${user} ends on ${grant.until}, before the booking does.`)]
      })
    )
  )
}

function quotaRefusals(booking: Booking, { file, resource, others }: Judging): Refusal[] {
  const quota = resource.rules.quota
  if (!quota) return []
  const { start, end } = periodOf(zoned(booking.start, file.timeZone), quota.per)
  const inPeriod = (other: Booking): boolean =>
    Date.parse(other.start) >= Date.parse(start) && Date.parse(other.start) < Date.parse(end)
  const used = others
    .filter(other => other.uid !== booking.uid && other.owner === booking.owner && other.resource === resource.name)
    .filter(other => (other.status === 'confirmed' || other.status === 'waiting') && inPeriod(other))
    .reduce((sum, other) => sum + lengthMinutes(other), 0)
  if (used + lengthMinutes(booking) <= quota.minutes) return []
  const left = span(Math.max(0, quota.minutes - used))
  return [refusal('quota', `${booking.owner} may book ${span(quota.minutes)} a ${quota.per} and has ${left} left.`)]
}

function peopleRefusals(booking: Booking, judging: Judging, start: Zoned, end: Zoned): Refusal[] {
  const { file, resource, caller } = judging
  const roles = personOf(file, booking.owner).roles
  const found = [...grantRefusals(booking, judging)]
  if (isAdministrator(file, caller)) return found
  const wanted = resource.rules.roles
  if (wanted && !wanted.some(role => roles.includes(role)))
    found.push(refusal('roles', `It can be booked by ${wanted.join(' and ')} alone; ${booking.owner} is none.`))
  const staff = resource.rules.staffHours
  if (staff && !roles.includes('staff') && meetsHours(start, end, staff))
    found.push(refusal('staffHours', 'Part of it lies in hours that only staff may book.'))
  return [...found, ...quotaRefusals(booking, judging)]
}

/**
 * What stands against making the booking, or against its new form when it is moved; none: it may be. An administrator
 * is bound by conflicts, the past, training and permits alone.
 */
export function bookingRefusals(booking: Booking, judging: Judging): Refusal[] {
  const { file, resource, caller, now, others } = judging
  if (Date.parse(booking.end) <= Date.parse(booking.start)) return [refusal('order', 'It ends before it begins.')]
  if (Date.parse(booking.end) <= Date.parse(now)) return [refusal('past', 'It lies in the past.')]
  const [start, end] = [zoned(booking.start, file.timeZone), zoned(booking.end, file.timeZone)]
  const inTheWay = conflictsOf(booking, others)
  const found =
    inTheWay.length > 0 ? [refusal('conflict', `${resource.label ?? resource.name} is taken then.`, inTheWay)] : []
  if (booking.status === 'blocked') return found
  if (!isAdministrator(file, caller))
    found.push(
      ...lengthRefusals(booking, resource.rules),
      ...stepRefusals(start, end, resource.rules.stepMinutes),
      ...noticeRefusals(booking, resource.rules, now)
    )
  return [...found, ...peopleRefusals(booking, judging, start, end)]
}

/** What stands against cancelling the booking as it is, or taking it from its slot. */
export function changeRefusals(booking: Booking, { file, resource, caller, now }: Judging): Refusal[] {
  if (isAdministrator(file, caller)) return []
  if (booking.owner !== caller && !booking.people.some(({ user, role }) => user === caller && role === 'operator'))
    return [refusal('change', `It is a booking of ${booking.owner}.`)]
  if (Date.parse(booking.end) <= Date.parse(now)) return [refusal('past', 'It is over.')]
  const limit = resource.rules.cancelMinutes
  if (limit === undefined || Date.parse(booking.start) - Date.parse(now) >= limit * 60_000) return []
  return [refusal('cancelMinutes', `It can be changed until ${span(limit)} before it begins; ask an administrator.`)]
}
