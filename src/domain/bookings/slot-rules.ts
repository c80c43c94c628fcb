/** The rules of resources.json and of the calendar itself that are about time alone. */
import type { Booking, Refusal, Slot } from '@contract/booking'
import { overlapping, type Timed } from './beside'
import { isoSeconds, labelOf, lengthMinutes } from './booking'
import type { Judging } from './judging'
import { firstGap, lasting, nextFree, notBefore, onSteps } from './nearest-slot'
import { refuse, span } from './refusal'
import { offersInTheWay } from './waitlist'
import { wallMinutes, zoned } from './zone'

/** `order` and `past`; with either of them nothing else is worth looking at. */
export function timeRefusals(booking: Booking, { resource, now, file }: Judging): Refusal[] {
  if (Date.parse(booking.end) <= Date.parse(booking.start)) return [refuse('order', 'It ends before it begins.')]
  if (Date.parse(booking.end) > Date.parse(now)) return []
  const instead = notBefore(booking, Date.parse(now), resource.rules.stepMinutes, file.timeZone)
  return [refuse('past', 'It lies in the past.', { instead })]
}

/** Those that hold their slot on its resource and end after its begin, by begin; itself is not among them. */
function* after(booking: Booking, { beside }: Judging): Generator<Timed, void, void> {
  for (const other of beside.endingAfter(booking.resource, Date.parse(booking.start)))
    if (other.booking.uid !== booking.uid) yield other
}

export function conflictRefusals(booking: Booking, judging: Judging): Refusal[] {
  const { resource, beside } = judging
  const inTheWay = overlapping(beside, booking.resource, booking).filter(({ uid }) => uid !== booking.uid)
  if (inTheWay.length === 0) return []
  const closed = inTheWay.every(({ status }) => status === 'blocked')
  const message = `${labelOf(resource)} is ${closed ? 'closed' : 'taken'} then.`
  return [refuse('conflict', message, { with: inTheWay, instead: firstGap(booking, after(booking, judging)) })]
}

/** While a freed slot is offered to somebody who waited, others leave it to him. */
export function waitlistRefusals(booking: Booking, judging: Judging): Refusal[] {
  const { file, beside, waiting, now, resource } = judging
  const here = waiting.filter(one => one.resource === resource.name && one.left === undefined)
  if (here.length === 0) return []
  const near = [
    ...beside.freeing(resource.name, Date.parse(now)),
    ...here.flatMap(one => overlapping(beside, resource.name, one))
  ]
  // Without itself in the slot, which is not free otherwise; what it gave back before stays given.
  const bookings = [...new Set(near)].map(other =>
    other.uid === booking.uid ? { ...other, status: 'cancelled' as const } : other
  )
  const offers = offersInTheWay(booking, booking.owner, { file, bookings, waiting, now })
  const [first] = offers
  if (!first?.offer) return []
  const busy: Slot[] = [
    ...Array.from(after(booking, judging), one => one.booking),
    ...offers.flatMap(({ offer }) => offer ?? [])
  ]
  const last = offers.reduce((until, { offer }) => (offer && offer.until > until ? offer.until : until), '')
  const message = `It is offered to ${offers.map(({ user }) => user).join(' and ')}, who waited for it, until ${last}.`
  return [refuse('waitlist', message, { instead: nextFree(booking, busy) })]
}

export function lengthRefusals(booking: Booking, { resource }: Judging): Refusal[] {
  const minutes = lengthMinutes(booking)
  const { leastMinutes: least, mostMinutes: most } = resource.rules
  if (least !== undefined && minutes < least) {
    const message = `A booking takes at least ${span(least)}; this one takes ${span(minutes)}.`
    return [refuse('leastMinutes', message, { instead: lasting(booking, least) })]
  }
  if (most !== undefined && minutes > most) {
    const message = `A booking takes at most ${span(most)}; this one takes ${span(minutes)}.`
    return [refuse('mostMinutes', message, { instead: lasting(booking, most) })]
  }
  return []
}

export function stepRefusals(booking: Booking, { resource, file }: Judging): Refusal[] {
  const step = resource.rules.stepMinutes
  const times = [booking.start, booking.end].map(time => wallMinutes(zoned(time, file.timeZone)))
  if (step === undefined || times.every(minutes => minutes % step === 0)) return []
  const message = `Bookings begin and end at multiples of ${span(step)} of the facility's clock.`
  return [refuse('stepMinutes', message, { instead: onSteps(booking, step, file.timeZone) })]
}

export function noticeRefusals(booking: Booking, { resource, now, file }: Judging): Refusal[] {
  const { leastAheadMinutes: least, mostAheadDays: most, stepMinutes: step } = resource.rules
  const ahead = (Date.parse(booking.start) - Date.parse(now)) / 60_000
  if (least !== undefined && ahead < least) {
    const instead = notBefore(booking, Date.parse(now) + least * 60_000, step, file.timeZone)
    return [refuse('leastAheadMinutes', `It has to be booked at least ${span(least)} before it begins.`, { instead })]
  }
  if (most === undefined) return []
  // Days of the facility's calendar: a day of 23 or 25 hours counts as one.
  const last = zoned(now, file.timeZone).add({ days: most }).epochMilliseconds
  if (Date.parse(booking.start) <= last) return []
  const minute = step ?? 1
  const latest = zoned(isoSeconds(last), file.timeZone)
  const back = latest.subtract({ seconds: Math.round((wallMinutes(latest) % minute) * 60) }).epochMilliseconds
  const length = Date.parse(booking.end) - Date.parse(booking.start)
  const instead = { start: isoSeconds(back), end: isoSeconds(back + length) }
  return [refuse('mostAheadDays', `It can be booked at most ${most} days before it begins.`, { instead })]
}
