/** People and reminders of an exported event, as other programs read them (RFC 5545, 3.8.4 and 3.6.6). */
import type { Booking } from '@contract/booking'
import type { BookingRole, Person } from '@contract/resources'
import ICAL from 'ical.js'

/** What an export tells beside the bookings. */
export interface ExportWords {
  /** Of the facility: names and mail addresses, as far as it knows them. */
  readonly people: readonly Person[]
  /** Who is reminded of their own bookings, and so many minutes before each begins. Null: nobody. */
  readonly reminder: { readonly user: string; readonly minutes: number } | null
}

/** RFC 5545, 3.2.16. Who operates leads; researchers and staff may look in. */
const roleWords: Readonly<Record<BookingRole, string>> = {
  operator: 'CHAIR',
  collaborator: 'REQ-PARTICIPANT',
  researcher: 'OPT-PARTICIPANT',
  staff: 'OPT-PARTICIPANT'
}

/** An address that a mail program would take; what else the facility wrote there is no address. */
const mail = /^[^\s@<>"(),:;\\[\]]+@[A-Za-z0-9.-]+$/

/**
 * RFC 5545 wants a URI for a person. Without a mail address it is a name that points nowhere, so that no program writes
 * to somebody by a guess. A login name has no character that a URN must escape (RFC 8141, 2).
 */
function addressOf(user: string, person: Person | undefined): string {
  const email = person?.email?.trim() ?? ''
  return mail.test(email) ? `mailto:${encodeURI(email)}` : `urn:x-farscope:person:${user}`
}

/** A parameter's value can hold no double quote and no control character (RFC 5545, 3.1). */
const asParameter = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').replaceAll('"', "'")

function addPerson(
  event: ICAL.Component,
  name: 'organizer' | 'attendee',
  user: string,
  words: ExportWords
): ICAL.Property {
  const person = words.people.find(one => one.user === user)
  const property = event.addPropertyWithValue(name, addressOf(user, person))
  property.setParameter('cn', asParameter(person?.name ?? user))
  return property
}

/** ORGANIZER is who booked; each of its people is an ATTENDEE. Of maintenance there are none. */
export function addPeople(event: ICAL.Component, { owner, people, status }: Booking, words: ExportWords): void {
  if (people.length === 0) return
  addPerson(event, 'organizer', owner, words)
  for (const { user, role } of people) {
    const attendee = addPerson(event, 'attendee', user, words)
    attendee.setParameter('role', roleWords[role])
    attendee.setParameter('partstat', status === 'waiting' ? 'TENTATIVE' : 'ACCEPTED')
  }
}

/** A VALARM where the person who exports is on it; what others do needs no reminder. */
export function addReminder(event: ICAL.Component, booking: Booking, { reminder }: ExportWords): void {
  const { owner, people, status, title, resource } = booking
  if (reminder === null || status === 'cancelled' || status === 'blocked') return
  if (owner !== reminder.user && !people.some(({ user }) => user === reminder.user)) return
  const alarm = new ICAL.Component('valarm')
  alarm.addPropertyWithValue('action', 'DISPLAY')
  alarm.addPropertyWithValue('description', title || resource)
  alarm.addPropertyWithValue('trigger', ICAL.Duration.fromSeconds(-reminder.minutes * 60))
  event.addSubcomponent(alarm)
}
