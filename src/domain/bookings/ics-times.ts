/** Times of an iCalendar event as instants: zones, whole days, repetition (RFC 5545, 3.3.5, 3.6.1, 3.8.5). */
import { Failure } from '@domain/failure'
import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { isoSeconds } from './booking'
import { faultOfRule } from './repeat-rule'
import { localUntil } from './series'
import { isZone } from './zone'

/** Instances that one repeated event may become; one that never ends has so many. */
const mostInstances = 500

/** Where an event stands: its file tells the zones that the zone database does not know. */
export interface TimesOf {
  readonly event: ICAL.Component
  readonly root: ICAL.Component
  /** Of times that name none ("floating"), and of whole days. */
  readonly zone: string
}

/** Wall time and zone of a time as it stands in its property; `custom`: the file's own rules of a zone. */
interface Placed {
  readonly wall: Temporal.PlainDateTime
  readonly zone: string | null
  readonly custom: ICAL.Timezone | null
}

function placed(time: ICAL.Time, property: ICAL.Property | null, { root, zone }: TimesOf): Placed {
  const { year, month, day, hour, minute, second } = time
  const wall = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }, { overflow: 'reject' })
  if (time.zone === ICAL.Timezone.utcTimezone) return { wall, zone: 'UTC', custom: null }
  const named = property?.getFirstParameter('tzid')
  if (!named || time.isDate) return { wall, zone, custom: null }
  if (isZone(named)) return { wall, zone: named, custom: null }
  const rules = root.getAllSubcomponents('vtimezone').find(one => one.getFirstPropertyValue('tzid') === named)
  if (!rules) throw new Failure('corrupt', `The time zone ${named} is neither known nor described in the file.`)
  mustEnd(rules, named)
  return { wall, zone: null, custom: new ICAL.Timezone({ component: rules, tzid: named }) }
}

/** Changes of a zone that are looked at; the rules of one repeat alike. */
const mostChanges = 50
const proven = new WeakSet<ICAL.Component>()

function mustEnd(rules: ICAL.Component, name: string): void {
  if (proven.has(rules)) return
  for (const observance of rules.getAllSubcomponents()) {
    const first: unknown = observance.getFirstPropertyValue('dtstart')
    for (const property of observance.getAllProperties('rrule')) {
      const recur: unknown = property.getFirstValue()
      if (!(recur instanceof ICAL.Recur && first instanceof ICAL.Time)) continue
      const fault = faultOfRule(recur, first, mostChanges)
      if (fault !== null) throw new Failure('corrupt', `A rule of the time zone ${name} is no good, because ${fault}.`)
    }
  }
  proven.add(rules)
}

function millisecondsOf({ wall, zone, custom }: Placed): number {
  if (zone !== null) return wall.toZonedDateTime(zone).epochMilliseconds
  const { year, month, day, hour, minute, second } = wall
  const time = ICAL.Time.fromData({ year, month, day, hour, minute, second, isDate: false })
  if (custom) time.zone = custom
  return time.toUnixTime() * 1000
}

/** The instant of a property; null where there is none. */
export function timeOf(name: string, times: TimesOf): string | null {
  const property = times.event.getFirstProperty(name)
  const value: unknown = property?.getFirstValue()
  return value instanceof ICAL.Time ? isoSeconds(millisecondsOf(placed(value, property, times))) : null
}

/** How long it takes: whole days of the wall first, then exact milliseconds. */
interface Length {
  readonly days: number
  readonly exact: number
}

function lengthOf(first: Placed, isDate: boolean, times: TimesOf): Length {
  const property = times.event.getFirstProperty('dtend')
  const end: unknown = property?.getFirstValue()
  if (end instanceof ICAL.Time) {
    const over = placed(end, property, times)
    if (isDate) return { days: first.wall.until(over.wall, { largestUnit: 'days' }).days, exact: 0 }
    return { days: 0, exact: millisecondsOf(over) - millisecondsOf(first) }
  }
  const duration: unknown = times.event.getFirstPropertyValue('duration')
  if (duration instanceof ICAL.Duration) {
    const { weeks, days, hours, minutes, seconds, isNegative } = duration
    if (isNegative) throw new Failure('corrupt', 'An event of the file ends before it begins.')
    return { days: weeks * 7 + days, exact: ((hours * 60 + minutes) * 60 + seconds) * 1000 }
  }
  return { days: isDate ? 1 : 0, exact: 0 }
}

function slotOf(start: Placed, { days, exact }: Length): { start: string; end: string } {
  const over = days === 0 ? start : { ...start, wall: start.wall.add({ days }) }
  return { start: isoSeconds(millisecondsOf(start)), end: isoSeconds(millisecondsOf(over) + exact) }
}

/** What EXDATE leaves out, as instants. */
function exceptions(times: TimesOf): Set<string> {
  const found = new Set<string>()
  for (const property of times.event.getAllProperties('exdate'))
    for (const value of property.getValues())
      if (value instanceof ICAL.Time) found.add(isoSeconds(millisecondsOf(placed(value, property, times))))
  return found
}

/** ical.js makes January of a thirteenth month; a date that is none is a damaged file. RangeError. */
function mustBeTime(property: ICAL.Property | null): void {
  const raw: unknown = property?.toJSON()[3]
  if (typeof raw === 'string') Temporal.PlainDateTime.from(raw.replace(/Z$/, ''), { overflow: 'reject' })
}

/** Begin and end of each instance; of an event that does not repeat, its own. `corrupt` without DTSTART. */
export function slotsOf(times: TimesOf): { start: string; end: string }[] {
  const { event } = times
  const property = event.getFirstProperty('dtstart')
  const first: unknown = property?.getFirstValue()
  if (!(first instanceof ICAL.Time)) throw new Failure('corrupt', 'An event of the file has no DTSTART.')
  mustBeTime(property)
  mustBeTime(event.getFirstProperty('dtend'))
  const begin = placed(first, property, times)
  const length = lengthOf(begin, first.isDate, times)
  if (!event.hasProperty('rrule') && !event.hasProperty('rdate')) return [slotOf(begin, length)]
  for (const rule of event.getAllProperties('rrule')) {
    const recur: unknown = rule.getFirstValue()
    if (recur instanceof ICAL.Recur && recur.until && begin.zone !== 'UTC')
      recur.until = localUntil(recur.until, begin.zone ?? times.zone)
    const fault = recur instanceof ICAL.Recur ? faultOfRule(recur, first, mostInstances) : null
    if (fault !== null) throw new Failure('corrupt', `The rule ${String(recur)} is no good, because ${fault}.`)
  }
  const without = exceptions(times)
  const expansion = new ICAL.RecurExpansion({ component: event, dtstart: first })
  const slots: { start: string; end: string }[] = []
  for (let count = 0; count < mostInstances; count++) {
    const next = expansion.next()
    if (!next) break
    const slot = slotOf({ ...begin, wall: placed(next, property, times).wall }, length)
    if (!without.has(slot.start)) slots.push(slot)
  }
  return slots
}
