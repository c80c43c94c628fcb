/** What a booking looks like in the calendar, and what is said of it. */
import type { Booking } from '@contract/booking'
import type { Person, Resource, ResourcesFile } from '@contract/resources'
import { holdsSlot, mayChange } from '@domain/bookings/booking'
import { visibleName } from '../../ui/visible-name'
import { type Times, timesOf } from './slot-times'
import { blockSpanWords, lengthWords, slotWords } from './time-words'

/** `mine`: the person who looks is on it. `service`: nobody's session. */
export type BookingKind = 'mine' | 'other' | 'service' | 'waiting' | 'cancelled'

/** Whether somebody made it or is one of its people. */
export const isOf = ({ owner, people }: Booking, user: string): boolean =>
  owner === user || people.some(person => person.user === user)

/** Whether somebody may move or cancel it as far as its people go; the rules are judged by the engine. */
export const mayTry = (booking: Booking, user: string, administrator: boolean): boolean =>
  holdsSlot(booking) && (administrator || mayChange(booking, user))

/** Why somebody cannot move a booking; null where it may be tried. `now`: milliseconds since 1970. */
export function immovableWords(
  booking: Booking,
  { file, user, administrator }: { file: ResourcesFile; user: string; administrator: boolean },
  now: number
): string | null {
  if (!holdsSlot(booking)) return 'It is cancelled.'
  if (Date.parse(booking.end) <= now) return 'It is over.'
  if (mayTry(booking, user, administrator)) return null
  return `It is ${personName(file, booking.owner)}'s: its operators and administrators move it.`
}

export function bookingKind(booking: Booking, user: string): BookingKind {
  if (booking.status === 'cancelled') return 'cancelled'
  if (booking.status === 'blocked') return 'service'
  if (booking.status === 'waiting') return 'waiting'
  return isOf(booking, user) ? 'mine' : 'other'
}

/** What the kind is called where the picture alone would not do. */
export const kindWords: Readonly<Record<BookingKind, string>> = {
  mine: 'yours',
  other: 'booked',
  service: 'out of service',
  waiting: 'waits for consent',
  cancelled: 'cancelled'
}

export const labelOf = ({ label, name }: Pick<Resource, 'label' | 'name'>): string => visibleName(label ?? name)

/** A resource by its name, with what the file calls it. */
export const resourceLabel = (file: ResourcesFile, name: string): string =>
  labelOf(file.resources.find(resource => resource.name === name) ?? { name })

const personOf = (file: ResourcesFile, user: string): Person | undefined =>
  file.people.find(person => person.user === user)

/** Whole name of a person, or the login name where the file knows none. */
export const personName = (file: ResourcesFile, user: string): string => visibleName(personOf(file, user)?.name ?? user)

/** The last word of a name: what stands in a block. */
export function familyName(file: ResourcesFile, user: string): string {
  return personName(file, user).split(' ').at(-1) ?? user
}

export function bookingTitle({ title, status }: Booking): string {
  if (title !== '') return visibleName(title)
  return status === 'blocked' ? 'Out of service' : 'Booking'
}

/** Who has it, and that it is oneself. */
export function holderWords(booking: Booking, file: ResourcesFile, user: string): string {
  const name = familyName(file, booking.owner)
  return booking.owner === user ? `${name}, you` : name
}

/** When it begins and ends, in a block of a calendar whose days are those of `zone`, and that begins at `shown`. */
export const blockTimes = ({ start, end }: Times, zone: string, shown?: number): string =>
  blockSpanWords(start, end, zone, shown)

/** The last line of a block: whose it is and how long. */
export function blockDetail(booking: Booking, file: ResourcesFile, user: string): string {
  const { start, end } = timesOf(booking)
  return `${holderWords(booking, file, user)} · ${lengthWords(end - start)}`
}

/**
 * All of it in a sentence, for who cannot see the block. It begins with the words that a block shows (WCAG 2.5.3), whose
 * times are those of `zone` in a calendar that begins at `shown`.
 */
export function spokenBooking(
  booking: Booking,
  file: ResourcesFile,
  user: string,
  zone: string,
  shown?: number
): string {
  const kind = kindWords[bookingKind(booking, user)]
  const times = blockTimes(timesOf(booking), zone, shown).replaceAll('\u00a0', ' ')
  const words = `${bookingTitle(booking)} ${times} ${blockDetail(booking, file, user)}`
  return [words, resourceLabel(file, booking.resource), kind, slotWords(booking, file.timeZone)].join(', ')
}
