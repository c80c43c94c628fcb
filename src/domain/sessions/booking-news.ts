/** What has happened to the bookings of a person since they were looked at last, and what they are to be told of it. */
import { type Booking, bookingSchema, type Overrun } from '@contract/booking'
import { personNameSchema, type ResourcesFile } from '@contract/resources'
import type { BookingEvent } from '@contract/sessions'
import { z } from 'zod'
import { byStart, isoSeconds, labelOf } from '../bookings/booking'
import { isAdministrator, personOf } from '../bookings/judging'
import { refusalWord } from '../bookings/plan'
import { type WaitlistState, waitersOf } from '../bookings/waitlist'
import { facilityTime } from './facility-time'
import { isArmed, phaseOf } from './phase'

/** How a booking of the person stood when it was looked at. */
export const seenBookingSchema = z.object({
  uid: bookingSchema.shape.uid,
  status: bookingSchema.shape.status,
  operators: z.array(personNameSchema)
})
export type SeenBooking = z.infer<typeof seenBookingSchema>

export interface BookingNews {
  /** Names it for good in its store. */
  readonly happening: string
  readonly event: BookingEvent
  /** Null where it is about a slot that nobody has booked. */
  readonly uid: string | null
  readonly resource: string
  readonly start: string
  readonly title: string
  readonly text: string
}

export interface NewsFacts extends Omit<WaitlistState, 'now'> {
  readonly overruns: readonly Overrun[]
  readonly user: string
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
  /** Null: the store was never looked at. */
  readonly seen: readonly SeenBooking[] | null
}

/** What is older was known before this computer looked for the first time. Milliseconds. */
const recentMs = 86_400_000

const labelIn = (file: ResourcesFile, name: string): string =>
  labelOf(file.resources.find(resource => resource.name === name) ?? { name })

const nameIn = (file: ResourcesFile, user: string): string => personOf(file, user).name ?? user

const isOf = ({ owner, people }: Booking, user: string): boolean =>
  owner === user || people.some(person => person.user === user)

const operatorsOf = ({ people }: Booking): string[] =>
  people.filter(({ role }) => role === 'operator').map(({ user }) => user)

/** How the bookings of the person stand now, for the next look; those that are over are let go. */
export function seenOf({ bookings, user, at }: Pick<NewsFacts, 'bookings' | 'user' | 'at'>): SeenBooking[] {
  return bookings
    .filter(booking => isOf(booking, user) && Date.parse(booking.end) > at)
    .map(booking => ({ uid: booking.uid, status: booking.status, operators: operatorsOf(booking) }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1))
}

const about = (booking: Booking): Pick<BookingNews, 'uid' | 'resource' | 'start'> => ({
  ...{ uid: booking.uid, resource: booking.resource, start: booking.start }
})

const named = ({ title }: Booking): string => (title === '' ? '' : `${title}. `)

/** An administrator's answer to what the person waited with. What was refused carries the words of it in its note. */
function consentNews(booking: Booking, { file, user }: NewsFacts): BookingNews[] {
  const { status, owner, note, changed, series, group, uid } = booking
  if (owner !== user || (status !== 'confirmed' && status !== 'cancelled')) return []
  const refusal = note.split('\n').findLast(line => line.startsWith(refusalWord))
  // A person who takes a wish back knows of it.
  if (status === 'cancelled' && refusal === undefined) return []
  const granted = status === 'confirmed'
  const when = `${labelIn(file, booking.resource)}, ${facilityTime(Date.parse(booking.start), file.timeZone)}.`
  return [
    {
      ...{ ...about(booking), event: granted ? 'granted' : 'refused' },
      // A series that is answered as a whole is told once, and so is what is booked together.
      happening: `consent ${series ?? group ?? uid} ${changed}`,
      title: granted ? 'Your booking has its consent' : 'Your booking was refused',
      text: `${named(booking)}${when}${granted ? '' : ` ${refusal?.slice(refusalWord.length).trim() ?? ''}`}`.trim()
    }
  ]
}

/** Somebody else made the person the operator of a session that is under way. */
function handOverNews(booking: Booking, before: SeenBooking, { file, user, at }: NewsFacts): BookingNews[] {
  const operators = operatorsOf(booking)
  const { status, end, handOver, sequence } = booking
  if (status !== 'confirmed' || before.operators.includes(user) || !operators.includes(user)) return []
  if (!isArmed(phaseOf(booking, at))) return []
  const label = labelIn(file, booking.resource)
  const from = before.operators.find(one => !operators.includes(one))
  return [
    {
      ...{ ...about(booking), happening: `hand-over ${booking.uid} ${sequence}`, event: 'hand-over' },
      title: from === undefined ? `You operate ${label} now` : `${nameIn(file, from)} handed ${label} over to you`,
      text: `Until ${facilityTime(Date.parse(end), file.timeZone)}.${handOver === '' ? '' : ` ${handOver}`}`
    }
  ]
}

/** Bookings of the person against how they stood. */
function changedNews(facts: NewsFacts): BookingNews[] {
  const seen = new Map((facts.seen ?? []).map(one => [one.uid, one]))
  const known = facts.bookings.filter(({ uid }) => seen.has(uid)).sort(byStart)
  return known.flatMap(booking => {
    const before = seen.get(booking.uid)
    if (!before) return []
    const answered = before.status === 'waiting' && booking.status !== 'waiting'
    return [...(answered ? consentNews(booking, facts) : []), ...handOverNews(booking, before, facts)]
  })
}

/** Time that became free, and is kept for the person for a while. */
function offerNews(facts: NewsFacts): BookingNews[] {
  const { file, user, at } = facts
  // Working offers out is not for nothing: it is done where the person waits at all.
  if (!facts.waiting.some(waiter => waiter.user === user)) return []
  return waitersOf({ ...facts, now: isoSeconds(at) }).flatMap(({ user: of, offer, resource, id }): BookingNews[] => {
    if (of !== user || offer === null) return []
    const [start, until] = [offer.start, offer.until].map(time => facilityTime(Date.parse(time), file.timeZone))
    return [
      {
        ...{ happening: `offer ${id} ${offer.start} ${offer.until}`, event: 'offer' },
        ...{ uid: null, resource, start: offer.start },
        title: `${labelIn(file, resource)} is free for you`,
        text: `From ${start}. It is kept for you until ${until}.`
      }
    ]
  })
}

/** Somebody asks the person for time, or answers them. */
function overrunNews({ overruns, bookings, file, user, at }: NewsFacts): BookingNews[] {
  return overruns.flatMap((overrun): BookingNews[] => {
    const { id, asks, asked, answer, answeredAt, minutes, message, resource } = overrun
    const isAsked = asked === user && answer === null
    const isAnswered = asks === user && answer !== null && at - Date.parse(answeredAt ?? overrun.at) < recentMs
    const booking = bookings.find(({ uid }) => uid === (isAsked ? overrun.next : overrun.uid))
    if (!booking || Date.parse(booking.end) <= at || !(isAsked || isAnswered)) return []
    const time = `${minutes} min`
    const words = message === '' ? '' : ` "${message}"`
    const label = labelIn(file, resource)
    if (isAsked)
      return [
        {
          ...{ ...about(booking), happening: `asked ${id}`, event: 'asked' },
          title: `${nameIn(file, asks)} asks for ${time} of your time`,
          text: `Your booking of ${label} would begin at ${facilityTime(Date.parse(overrun.end), file.timeZone)}.${words}`
        }
      ]
    const given = answer === 'yes'
    return [
      {
        ...{ ...about(booking), happening: `answered ${id}`, event: 'answered' },
        title: `${nameIn(file, asked)} ${given ? `gives you ${time}` : 'gives no time'}`,
        text: `Your session on ${label} ends at ${facilityTime(Date.parse(given ? overrun.end : booking.end), file.timeZone)}.`
      }
    ]
  })
}

/** What waits for the consent of an administrator; of a series, and of what is booked together, once. */
function waitingNews({ bookings, file, user, at }: NewsFacts): BookingNews[] {
  if (!isAdministrator(file, user)) return []
  return bookings
    .filter(({ status, owner, end }) => status === 'waiting' && owner !== user && Date.parse(end) > at)
    .filter(({ changed }) => at - Date.parse(changed) < recentMs)
    .sort(byStart)
    .map(booking => ({
      ...{ ...about(booking), event: 'waiting' },
      happening: `waiting ${booking.series ?? booking.group ?? booking.uid}`,
      title: `${nameIn(file, booking.owner)} asks for ${labelIn(file, booking.resource)}`,
      text: `${named(booking)}From ${facilityTime(Date.parse(booking.start), file.timeZone)}. It waits for your consent.`
    }))
}

/** All of it, in no order. Some are told again at each look: `happening` tells which were told. */
export const bookingNews = (facts: NewsFacts): BookingNews[] => [
  ...changedNews(facts),
  ...offerNews(facts),
  ...overrunNews(facts),
  ...waitingNews(facts)
]
