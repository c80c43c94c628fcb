/** The one before asks the next to give some time. */
import type { Booking, Overrun } from '@contract/booking'
import { Failure } from '@domain/failure'
import { besideOf } from './beside'
import { byStart, conflictsOf, holdsSlot, isoSeconds, mayChange } from './booking'
import { isAdministrator } from './judging'
import { bookingOf, groupOf, judgeAll, type Planned, type PlanState, resourceOf } from './plan'
import { refuse } from './refusal'
import { changeRefusals } from './rules'

export interface OverrunState extends PlanState {
  readonly overruns: readonly Overrun[]
}

/**
 * Bookings as they stand when those who gave time have given it: the one who got it need not have written it down, and
 * the one who gave it cannot write into the other's file. Time that somebody else has by now is not given.
 */
export function withAgreedTime(bookings: readonly Booking[], overruns: readonly Overrun[]): Booking[] {
  const agreed = overruns.filter(({ answer }) => answer === 'yes')
  if (agreed.length === 0) return [...bookings]
  const known = new Map(bookings.map(booking => [booking.uid, booking]))
  const ends = new Map<string, { end: string; at: string }>()
  for (const { uid, next, end, answeredAt } of agreed) {
    const [booking, given] = [known.get(uid), known.get(next)]
    if (!booking || !given || answeredAt === null || !hasGiven(given, booking, end, answeredAt)) continue
    const longer = groupOf(booking, bookings).filter(one => isShorter(one, end, answeredAt))
    if (longer.some(one => isTaken(one, end, longer, bookings))) continue
    for (const one of longer) {
      const before = ends.get(one.uid)
      if (!before || Date.parse(before.end) < Date.parse(end)) ends.set(one.uid, { end, at: answeredAt })
    }
  }
  return bookings.map(booking => {
    const more = ends.get(booking.uid)
    return more ? { ...booking, end: more.end, changed: more.at, sequence: booking.sequence + 1 } : booking
  })
}

/** What was written after the answer counts as it is written. */
const isShorter = (booking: Booking, end: string, answeredAt: string): boolean =>
  holdsSlot(booking) &&
  Date.parse(booking.end) < Date.parse(end) &&
  Date.parse(booking.changed) <= Date.parse(answeredAt)

/**
 * It followed the other on its resource and begins where the given time ends. Changed since it gave the time it may
 * begin at any other time, or have gone elsewhere.
 */
function hasGiven(next: Booking, booking: Booking, end: string, answeredAt: string): boolean {
  const wasThere =
    next.resource === booking.resource || next.freed.some(({ resource }) => resource === booking.resource)
  const isChanged = Date.parse(next.changed) > Date.parse(answeredAt)
  return wasThere && (isChanged || Date.parse(next.start) === Date.parse(end))
}

/** Between its end and the wanted one somebody has the resource: who gave time was not the next, or took it back. */
const isTaken = (booking: Booking, end: string, group: readonly Booking[], bookings: readonly Booking[]): boolean =>
  conflictsOf({ ...booking, start: booking.end, end }, bookings).some(other => !group.includes(other))

function nextOf(booking: Booking, end: string, bookings: readonly Booking[]): Booking | undefined {
  return bookings
    .filter(other => other.resource === booking.resource && other.uid !== booking.uid && holdsSlot(other))
    .filter(({ start }) => Date.parse(start) >= Date.parse(booking.end) && Date.parse(start) < Date.parse(end))
    .sort(byStart)[0]
}

/** What is asked, of whom. `usage` where nobody is in the way, `exists` where it has been asked already. */
export function askForTime(
  wish: { uid: string; minutes: number; message: string },
  state: OverrunState,
  id: string
): { overrun: Overrun; booking: Booking; refusals: Planned['refusals'] } {
  const booking = bookingOf(state.bookings, wish.uid)
  const end = isoSeconds(Date.parse(booking.end) + wish.minutes * 60_000)
  const next = nextOf(booking, end, state.bookings)
  if (!next)
    throw new Failure('usage', `Nobody is booked within ${wish.minutes} min after ${booking.end}.`, {
      hint: 'The booking can be made longer without asking.'
    })
  const open = state.overruns.some(one => one.uid === booking.uid && one.next === next.uid && one.answer === null)
  if (open) throw new Failure('exists', `${next.owner} has been asked already and has not answered.`)
  const judging = { ...state, resource: resourceOf(state.file, booking.resource), beside: besideOf(state.bookings) }
  const overrun: Overrun = {
    ...{ id, resource: booking.resource, uid: booking.uid, next: next.uid, asks: state.caller, asked: next.owner },
    ...{ minutes: wish.minutes, end, message: wish.message, at: isoSeconds(state.now) },
    ...{ answer: null, answeredAt: null }
  }
  return { overrun, booking, refusals: changeRefusals(booking, booking, judging) }
}

/** What an answer writes, and what stands against it. Yes: the next begins later, and so do those linked to it. */
export function answerOverrun(
  id: string,
  yes: boolean,
  state: OverrunState
): { overrun: Overrun; planned: Planned[]; refusals: Planned['refusals'] } {
  const overrun = state.overruns.find(one => one.id === id)
  if (!overrun) throw new Failure('not-found', `There is no request ${id}.`)
  if (overrun.answer !== null) throw new Failure('exists', `The request was answered: ${overrun.answer}.`)
  const answered: Overrun = { ...overrun, answer: yes ? 'yes' : 'no', answeredAt: isoSeconds(state.now) }
  const next = bookingOf(state.bookings, overrun.next)
  if (!mayChange(next, state.caller) && !isAdministrator(state.file, state.caller))
    return { overrun, planned: [], refusals: [refuse('change', `It is for ${next.owner} to answer.`)] }
  if (!yes) return { overrun: answered, planned: [], refusals: [] }
  const booking = bookingOf(state.bookings, overrun.uid)
  if (!holdsSlot(next) || next.resource !== booking.resource || Date.parse(next.start) >= Date.parse(overrun.end))
    throw new Failure('usage', `Booking ${next.uid} does not take the time that is asked for any more.`, {
      hint: 'Who asked can make his booking longer without it.'
    })
  const planned = judgeAll(agreedForms(booking, next, overrun.end, state), state, { agreed: true })
  const over = Date.parse(booking.end) <= Date.parse(state.now)
  const refusals = over ? [refuse('past', 'The session that asked for more time is over.')] : []
  return { overrun: answered, planned, refusals: [...refusals, ...planned.flatMap(one => one.refusals)] }
}

function agreedForms(booking: Booking, next: Booking, end: string, state: OverrunState) {
  const write = (before: Booking, slot: { start: string; end: string }, main: string) => {
    const after = { ...before, ...slot, changed: isoSeconds(state.now), sequence: before.sequence + 1 }
    return { booking: after, before, main }
  }
  return [
    ...groupOf(next, state.bookings).map(one => write(one, { start: end, end: one.end }, next.resource)),
    ...groupOf(booking, state.bookings).map(one => write(one, { start: one.start, end }, booking.resource))
  ]
}
