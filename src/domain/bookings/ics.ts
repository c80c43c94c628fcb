/**
 * Bookings as iCalendar (RFC 5545): the form of the store's files and of exports. What RFC 5545 has no property for
 * stands in properties that begin with X-FARSCOPE, which others pass over (RFC 5545, 3.8.8.2).
 */

import type { Booking } from '@contract/booking'
import ICAL from 'ical.js'
import type { Temporal } from 'temporal-polyfill'
import { names, statusWords } from './ics-names'
import { addPeople, addReminder, type ExportWords } from './ics-people'
import { zoned } from './zone'

const product = '-//Farscope//Farscope//EN'
const utc = (instant: string): ICAL.Time => ICAL.Time.fromJSDate(new Date(instant), true)

/** A time without a zone of its own: its property names one. */
const wallTime = (parts: Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>): ICAL.Time =>
  ICAL.Time.fromData({ ...parts, isDate: false })

function localTime(instant: string, zone: string): ICAL.Time {
  const { year, month, day, hour, minute, second } = zoned(instant, zone)
  return wallTime({ year, month, day, hour, minute, second })
}

/** Whether the wall shows this time once. Of a time that it shows twice readers take the one or the other. */
function isShownOnce(instant: string, zone: string): boolean {
  const time = zoned(instant, zone)
  const wall = time.toPlainDateTime()
  const [first, second] = (['earlier', 'later'] as const).map(which =>
    wall.toZonedDateTime(zone, { disambiguation: which })
  )
  return first?.epochMilliseconds === second?.epochMilliseconds
}

/** In the zone, or in UTC where the wall's time would not say which instant is meant. */
function addTime(event: ICAL.Component, name: string, instant: string, zone: string | null): void {
  if (zone === null || !isShownOnce(instant, zone)) event.addPropertyWithValue(name, utc(instant))
  else event.addPropertyWithValue(name, localTime(instant, zone)).setParameter('tzid', zone)
}

function eventOf(booking: Booking, zone: string | null): ICAL.Component {
  const event = new ICAL.Component('vevent')
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== '') event.addPropertyWithValue(name, value)
  }
  put('uid', booking.uid)
  event.addPropertyWithValue('dtstamp', utc(booking.changed))
  event.addPropertyWithValue('created', utc(booking.created))
  event.addPropertyWithValue('last-modified', utc(booking.changed))
  event.addPropertyWithValue('sequence', booking.sequence)
  addTime(event, 'dtstart', booking.start, zone)
  addTime(event, 'dtend', booking.end, zone)
  put('summary', booking.title || booking.resource)
  put('description', booking.note)
  put('location', booking.resource)
  put('status', statusWords[booking.status])
  put(names.resource, booking.resource)
  put(names.state, booking.status)
  put(names.owner, booking.owner)
  put(names.group, booking.group)
  put(names.series, booking.series)
  put(names.handOver, booking.handOver)
  put(names.account, booking.account)
  for (const { start, end, at, resource } of booking.freed)
    put(names.freed, [start, end, at, ...(resource === undefined ? [] : [resource])].join('/'))
  for (const { user, role, display } of booking.people)
    put(names.person, display === undefined ? `${role}:${user}` : `${role}/${display}:${user}`)
  return event
}

/** The zone as RFC 5545, 3.6.5 wants it: one observance for each change between the two instants and the one before. */
function zoneComponent(zone: string, from: string, to: string): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.addPropertyWithValue('tzid', zone)
  const first = zoned(from, zone)
  let change: Temporal.ZonedDateTime | null = first.getTimeZoneTransition('previous')
  if (change === null) change = first.subtract({ years: 1 })
  const end = Date.parse(to)
  while (change !== null && change.epochMilliseconds <= end) {
    component.addSubcomponent(observance(change))
    change = change.getTimeZoneTransition('next')
  }
  return component
}

function offsetText(nanoseconds: number): string {
  const minutes = Math.round(Math.abs(nanoseconds) / 60e9)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${nanoseconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function observance(change: Temporal.ZonedDateTime): ICAL.Component {
  const before = change.subtract({ nanoseconds: 1 })
  const component = new ICAL.Component(change.offsetNanoseconds > before.offsetNanoseconds ? 'daylight' : 'standard')
  // The wall's time of the change by the offset before it (RFC 5545, 3.6.5).
  const wall = change.toInstant().toZonedDateTimeISO(offsetText(before.offsetNanoseconds))
  const { year, month, day, hour, minute, second } = wall
  component.addPropertyWithValue('dtstart', wallTime({ year, month, day, hour, minute, second }))
  for (const [name, time] of [
    ['tzoffsetfrom', before],
    ['tzoffsetto', change]
  ] as const)
    component.addPropertyWithValue(name, ICAL.UtcOffset.fromString(offsetText(time.offsetNanoseconds)))
  return component
}

/** The text of a calendar in pieces: its head, each event, its end. */
function* calendarPieces(events: Iterable<ICAL.Component>, zone: ICAL.Component | null): Generator<string, void, void> {
  const root = new ICAL.Component('vcalendar')
  root.addPropertyWithValue('version', '2.0')
  root.addPropertyWithValue('prodid', product)
  root.addPropertyWithValue('calscale', 'GREGORIAN')
  if (zone) root.addSubcomponent(zone)
  const end = 'END:VCALENDAR'
  const shell = foldedText(root)
  yield shell.slice(0, shell.lastIndexOf(end))
  for (const event of events) yield foldedText(event)
  yield `${end}\r\n`
}

function foldedText(component: ICAL.Component): string {
  const lines = component.toString().replaceAll('\r\n ', '').split('\r\n')
  return lines.map(line => `${folded(line)}\r\n`).join('')
}

/** UTF-8 bytes of a character. */
const bytesOf = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4)

/** At most 75 octets a line, the blank of a continued one included (RFC 5545, 3.1); ical.js does not count that one. */
function folded(line: string): string {
  let text = ''
  let length = 0
  for (const character of line) {
    const bytes = bytesOf(character.codePointAt(0) ?? 0)
    if (length + bytes > 75) {
      text += '\r\n '
      length = 1
    }
    text += character
    length += bytes
  }
  return text
}

/** One booking as a file of the store: times in UTC. */
export const bookingFile = (booking: Booking): string => [...calendarPieces([eventOf(booking, null)], null)].join('')

/** Bookings for other programs, in the facility's zone with its rules beside them, with people and reminders. */
export const exportCalendar = (...all: Parameters<typeof exportPieces>): string => [...exportPieces(...all)].join('')

/** The same in pieces, each of which takes little time: thousands of events take most of a second. */
export function* exportPieces(
  bookings: readonly Booking[],
  zone: string,
  words: ExportWords = { people: [], reminder: null }
): Generator<string, void, void> {
  if (bookings.length === 0) return yield* calendarPieces([], null)
  const instant = (time: number): string => new Date(time).toISOString()
  const from = bookings.reduce((least, { start }) => Math.min(least, Date.parse(start)), Number.POSITIVE_INFINITY)
  const to = bookings.reduce((most, { end }) => Math.max(most, Date.parse(end)), Number.NEGATIVE_INFINITY)
  function* events(): Generator<ICAL.Component, void, void> {
    for (const booking of bookings) {
      const event = eventOf(booking, zone)
      addPeople(event, booking, words)
      addReminder(event, booking, words)
      yield event
    }
  }
  yield* calendarPieces(events(), zoneComponent(zone, instant(from), instant(to)))
}
