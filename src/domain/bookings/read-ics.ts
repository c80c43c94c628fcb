/** Reads iCalendar (RFC 5545): a file of the store, or what another program exported. */

import {
  type BookedPerson,
  type Booking,
  type BookingStatus,
  bookedPersonSchema,
  bookingSchema,
  bookingStatuses
} from '@contract/booking'
import { Failure } from '@domain/failure'
import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { names } from './ics-names'
import { isZone } from './zone'

const freedSchema = bookingSchema.shape.freed.element

/** Instances that one repeated event may become. */
const mostInstances = 1000

/** What an event without our own properties does not tell. */
export interface EventDefaults {
  readonly resource: string
  readonly owner: string
  /** Of times that name none (RFC 5545, "floating"). */
  readonly zone: string
}

function componentOf(text: string): ICAL.Component {
  try {
    if (text.trim() !== '') return ICAL.Component.fromString(text)
  } catch (cause) {
    throw new Failure('corrupt', 'This is no iCalendar text.', { cause })
  }
  throw new Failure('corrupt', 'The iCalendar text is empty.')
}

const text = (event: ICAL.Component, name: string): string => {
  const value: unknown = event.getFirstPropertyValue(name)
  return value === null || value === undefined ? '' : String(value)
}

/** ISO 8601 UTC of a time in its event; zones by the zone database when it knows the name, else by the file's own rules. */
function instantOf(time: ICAL.Time, property: ICAL.Property | null, root: ICAL.Component, zone: string): string {
  const { year, month, day, hour, minute, second } = time
  if (time.zone === ICAL.Timezone.utcTimezone) return iso(Date.UTC(year, month - 1, day, hour, minute, second))
  const named = property?.getFirstParameter('tzid')
  const id = named && !isZone(named) ? null : (named ?? zone)
  const wall = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second })
  if (id !== null) return iso(wall.toZonedDateTime(id).epochMilliseconds)
  const rules = root.getAllSubcomponents('vtimezone').find(one => text(one, 'tzid') === named)
  if (!rules) throw new Failure('corrupt', `The time zone ${named} is neither known nor described in the file.`)
  const own = time.clone()
  own.zone = new ICAL.Timezone({ component: rules, tzid: named ?? '' })
  return iso(own.toUnixTime() * 1000)
}

const iso = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

function timeOf(event: ICAL.Component, name: string, root: ICAL.Component, zone: string): string | null {
  const property = event.getFirstProperty(name)
  const value: unknown = property?.getFirstValue()
  return value instanceof ICAL.Time ? instantOf(value, property, root, zone) : null
}

function peopleOf(event: ICAL.Component): BookedPerson[] {
  return event.getAllProperties(names.person).flatMap(property => {
    const [rights = '', ...rest] = String(property.getFirstValue()).split(':')
    const [role, display] = rights.split('/')
    const parsed = bookedPersonSchema.safeParse({ user: rest.join(':'), role, ...(display && { display }) })
    return parsed.success ? [parsed.data] : []
  })
}

function freedOf(event: ICAL.Component): Booking['freed'] {
  return event.getAllProperties(names.freed).flatMap(property => {
    const [start, end, at, resource] = String(property.getFirstValue()).split('/')
    const parsed = freedSchema.safeParse({ start, end, at, ...(resource && { resource }) })
    return parsed.success ? [parsed.data] : []
  })
}

function statusOf(event: ICAL.Component): BookingStatus {
  const own = bookingStatuses.find(status => status === text(event, names.state))
  const word = text(event, 'status').toUpperCase()
  return own ?? (word === 'CANCELLED' ? 'cancelled' : word === 'TENTATIVE' ? 'waiting' : 'confirmed')
}

/** Begin and length of each instance, in milliseconds; EXDATE and RDATE are honoured (RFC 5545, 3.8.5). */
function* instances(event: ICAL.Component, root: ICAL.Component, zone: string): Generator<string> {
  const property = event.getFirstProperty('dtstart')
  const first: unknown = property?.getFirstValue()
  if (!(first instanceof ICAL.Time)) throw new Failure('corrupt', 'An event of the file has no DTSTART.')
  if (!event.hasProperty('rrule') && !event.hasProperty('rdate')) {
    yield instantOf(first, property, root, zone)
    return
  }
  const expansion = new ICAL.RecurExpansion({ component: event, dtstart: first })
  for (let count = 0; count < mostInstances; count++) {
    const next = expansion.next()
    if (!next) return
    yield instantOf(next, property, root, zone)
  }
}

function lengthOf(event: ICAL.Component, start: string, root: ICAL.Component, zone: string): number {
  const end = timeOf(event, 'dtend', root, zone)
  if (end !== null) return Date.parse(end) - Date.parse(start)
  const duration: unknown = event.getFirstPropertyValue('duration')
  return duration instanceof ICAL.Duration ? duration.toSeconds() * 1000 : 0
}

function bookingsOf(event: ICAL.Component, root: ICAL.Component, defaults: EventDefaults): Booking[] {
  const uid = text(event, 'uid')
  if (uid === '') throw new Failure('corrupt', 'An event of the file has no UID.')
  const starts = [...instances(event, root, defaults.zone)]
  const [first = ''] = starts
  const length = lengthOf(event, first, root, defaults.zone)
  const changed = timeOf(event, 'last-modified', root, 'UTC') ?? timeOf(event, 'dtstamp', root, 'UTC') ?? first
  const shared = {
    ...{
      resource: text(event, names.resource) || defaults.resource,
      owner: text(event, names.owner) || defaults.owner
    },
    ...{ title: text(event, 'summary'), note: text(event, 'description'), status: statusOf(event) },
    ...{ handOver: text(event, names.handOver), account: text(event, names.account), freed: freedOf(event) },
    ...{ people: peopleOf(event), group: text(event, names.group) || null, changed },
    ...{ created: timeOf(event, 'created', root, 'UTC') ?? changed, sequence: Number(text(event, 'sequence')) || 0 }
  }
  return starts.map((start, at) => ({
    ...shared,
    ...{ uid: at === 0 ? uid : `${uid}-${at}`, start, end: iso(Date.parse(start) + length) },
    series: text(event, names.series) || (starts.length > 1 ? uid : null)
  }))
}

/** All events; a repeated one as its instances, which carry one `series`. `corrupt` says what is wrong with the text. */
export function readCalendar(source: string, defaults: EventDefaults): Booking[] {
  const root = componentOf(source)
  return root.getAllSubcomponents('vevent').flatMap(event => bookingsOf(event, root, defaults))
}
