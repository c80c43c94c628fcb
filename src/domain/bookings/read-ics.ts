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
import { names } from './ics-names'
import { slotsOf, type TimesOf, timeOf } from './ics-times'

const freedSchema = bookingSchema.shape.freed.element

/** Longer words of other programs are cut. Characters, as contract/booking allows. */
const longest = { title: 1000, note: 20_000, account: 200 }

/** Of one text, instances counted. More is no calendar of a facility's instruments but a program's mistake. */
const mostEvents = 2000

const tooMany = (): Failure =>
  new Failure('limit-exceeded', `The iCalendar text has more than ${mostEvents} events.`, {
    hint: 'Export a shorter time from the other program, or split the file.'
  })

/** What an event without our own properties does not tell. */
export interface EventDefaults {
  readonly resource: string
  readonly owner: string
  /** Of times that name none (RFC 5545, "floating"). */
  readonly zone: string
  /** An event that repeats is `corrupt` and not expanded: what lies in a store is one booking. */
  readonly single?: true
}

function componentsOf(text: string): ICAL.Component[] {
  try {
    if (text.trim() !== '') {
      // A byte order mark, and several calendars in one file (RFC 5545, 3.4), are both met with.
      const parsed: unknown = ICAL.parse(text.replace(/^\uFEFF/, '').trim())
      const roots = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed]
      return roots.map(root => new ICAL.Component(root))
    }
  } catch (cause) {
    throw new Failure('corrupt', 'This is no iCalendar text.', { cause })
  }
  throw new Failure('corrupt', 'The iCalendar text is empty.')
}

const text = (event: ICAL.Component, name: string): string => {
  const value: unknown = event.getFirstPropertyValue(name)
  return value === null || value === undefined ? '' : String(value)
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

/** Ours carry the resource's name where they have no title: other programs show that line alone. */
function titleOf(event: ICAL.Component): string {
  const summary = text(event, 'summary')
  return summary === text(event, names.resource) ? '' : summary.slice(0, longest.title)
}

/** All but its time and name. */
function wordsOf(times: TimesOf, defaults: EventDefaults, start: string) {
  const { event } = times
  const changed = timeOf('last-modified', times) ?? timeOf('dtstamp', times) ?? start
  return {
    resource: text(event, names.resource) || defaults.resource,
    owner: text(event, names.owner) || defaults.owner,
    title: titleOf(event),
    ...{ note: text(event, 'description').slice(0, longest.note), status: statusOf(event) },
    handOver: text(event, names.handOver).slice(0, longest.note),
    ...{ account: text(event, names.account).slice(0, longest.account), freed: freedOf(event) },
    ...{ people: peopleOf(event), group: text(event, names.group) || null, changed },
    created: timeOf('created', times) ?? changed,
    sequence: Math.trunc(Number(text(event, 'sequence'))) || 0
  }
}

/** The instance that an override replaces, by its instant (RFC 5545, 3.8.4.4). */
type Overrides = ReadonlyMap<string, TimesOf>

const compact = (instant: string): string => instant.replaceAll(/[-:]/g, '')

function bookingsOf(uid: string, times: TimesOf, overrides: Overrides, defaults: EventDefaults): unknown[] {
  const repeats = times.event.hasProperty('rrule') || times.event.hasProperty('rdate')
  const slots = slotsOf(times)
  const series = text(times.event, names.series) || (repeats ? uid : null)
  return slots.map(slot => {
    const instead = overrides.get(slot.start)
    const own = instead ? slotsOf(instead)[0] : undefined
    return {
      ...wordsOf(instead ?? times, defaults, slot.start),
      // Named by its time in the series, so that the name stays when others of it come or go.
      ...{ uid: repeats ? `${uid}-${compact(slot.start)}` : uid, ...(own ?? slot), series }
    }
  })
}

/** One UID: its event and the instances of it that were changed. */
function eventBookings(uid: string, all: readonly TimesOf[], defaults: EventDefaults): Booking[] {
  const isOverride = ({ event }: TimesOf): boolean => event.hasProperty('recurrence-id')
  const overrides = new Map(all.filter(isOverride).map(one => [timeOf('recurrence-id', one) ?? '', one]))
  // Overrides alone: the file is a part of a series, and each is an event by itself.
  const masters = all.some(one => !isOverride(one)) ? all.filter(one => !isOverride(one)) : []
  const bookings = masters.flatMap(one => bookingsOf(uid, one, overrides, defaults))
  const alone =
    masters.length > 0
      ? []
      : [...overrides].map(([at, one]) => {
          const [slot] = slotsOf(one)
          return { ...wordsOf(one, defaults, at), ...slot, uid: `${uid}-${compact(at)}`, series: uid }
        })
  return [...bookings, ...alone].map(found => {
    const parsed = bookingSchema.safeParse(found)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw new Failure('corrupt', `The event ${uid}: ${issue?.path.join('.')}: ${issue?.message}.`)
  })
}

/**
 * All events; a repeated one as its instances, which carry one `series`, at most 500. `corrupt` says what is wrong with
 * the text, `limit-exceeded` that it has more than `mostEvents`.
 */
export function readCalendar(source: string, defaults: EventDefaults): Booking[] {
  const byUid = new Map<string, TimesOf[]>()
  let events = 0
  for (const root of componentsOf(source))
    for (const event of root.getAllSubcomponents('vevent')) {
      events += 1
      if (events > mostEvents) throw tooMany()
      const uid = text(event, 'uid')
      if (uid === '') throw new Failure('corrupt', 'An event of the file has no UID.')
      if (defaults.single && (event.hasProperty('rrule') || event.hasProperty('rdate')))
        throw new Failure('corrupt', `The event ${uid} repeats; a calendar of Farscope has one booking a file.`, {
          hint: 'Move the file elsewhere and take its events over with: farscope book import RESOURCE FILE'
        })
      byUid.set(uid, [...(byUid.get(uid) ?? []), { event, root, zone: defaults.zone }])
    }
  const found: Booking[] = []
  for (const [uid, all] of byUid) {
    try {
      found.push(...eventBookings(uid, all, defaults))
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown
      throw new Failure('corrupt', `The event ${uid} has a time that is none.`, { cause: thrown })
    }
    if (found.length > mostEvents) throw tooMany()
  }
  return found
}
