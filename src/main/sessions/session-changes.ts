/** What people do with a session that runs: a change of its booking, judged by the rules of the calendar. */
import type { Booking } from '@contract/booking'
import type { BookingChange } from '@contract/bookings'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import type { ControlRequest } from '@contract/sessions'
import { isoSeconds, labelOf, mayChange } from '@domain/bookings/booking'
import { isAdministrator } from '@domain/bookings/judging'
import { Failure } from '@domain/failure'
import { bookedRight, displayRight } from '@domain/sessions/display-right'
import { isArmed, phaseOf } from '@domain/sessions/phase'
import type { StepPlace } from './session-steps'

type Signal = AbortSignal | undefined

/** Changes a booking and what was booked with it, under the store's lock: `conflict`, `rule`, `not-allowed`. */
export type ChangeBooking = (
  input: { store: BookingStore; uid: string; change: BookingChange; scope: 'one' },
  signal: Signal
) => Promise<Booking[]>

/** A session, and the time by its store's clock in milliseconds since 1970. */
export interface Acting {
  readonly place: StepPlace
  readonly at: number
  readonly change: ChangeBooking
}

const isInCharge = (booking: Booking, file: ResourcesFile, user: string): boolean =>
  isAdministrator(file, user) || mayChange(booking, user)

/** `not-allowed` for those who are neither its operator nor its owner nor an administrator. */
export function mustBeInCharge({ looked, booking, resource }: StepPlace): void {
  if (isInCharge(booking, looked.contents.file, looked.user)) return
  throw new Failure('not-allowed', `You are not the operator of this booking of ${labelOf(resource)}.`, {
    hint: 'Its operator, its owner and administrators may do this.',
    rule: 'people'
  })
}

function mustBeUnderWay({ place, at }: Acting): void {
  const phase = phaseOf(place.booking, at)
  if (isArmed(phase)) return
  throw new Failure(
    'rule',
    `The session on ${labelOf(place.resource)} ${phase === 'over' ? 'is over' : 'has not begun'}.`,
    {
      hint: phase === 'over' ? 'Book anew in the calendar.' : 'Change the booking in the calendar.',
      ...(phase === 'over' && { rule: 'past' })
    }
  )
}

function mustHaveBegun({ place, at }: Acting): void {
  if (at >= Date.parse(place.booking.start)) return
  throw new Failure('rule', `The session on ${labelOf(place.resource)} has not begun.`, {
    hint: 'Cancel the booking in the calendar.'
  })
}

async function write({ place, change }: Acting, changes: BookingChange, signal: Signal): Promise<void> {
  const { looked, booking } = place
  try {
    await change({ store: looked.store, uid: booking.uid, change: changes, scope: 'one' }, signal)
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code !== 'permission' || booking.owner === looked.user) throw failure
    // The rules let an operator do it; the folder lets nobody write into what is another's.
    const administrators = looked.contents.file.administrators.join(', ')
    throw new Failure(
      'permission',
      `The booking of ${labelOf(place.resource)} is ${booking.owner}'s, who alone can write it.`,
      {
        hint: `Ask ${booking.owner}${administrators && `, or an administrator (${administrators})`}.`,
        cause: failure
      }
    )
  }
}

/** `conflict` when the time is taken, `rule` by a rule of the resource. */
export async function extendSession(acting: Acting, minutes: number, signal: Signal): Promise<void> {
  mustBeInCharge(acting.place)
  mustBeUnderWay(acting)
  mustNeedNoConsent(acting.place)
  const end = isoSeconds(Date.parse(acting.place.booking.end) + minutes * 60_000)
  await write(acting, { end }, signal)
}

/** A booking that asks for more time waits for consent as a whole: a session that runs would lose its display. */
function mustNeedNoConsent(place: StepPlace): void {
  const { file } = place.looked.contents
  if (!place.resource.rules.approval || isAdministrator(file, place.looked.user)) return
  throw new Failure('rule', `More time on ${labelOf(place.resource)} needs an administrator's consent.`, {
    hint: `Ask one to extend it: ${file.administrators.join(', ') || 'the file names none'}.`,
    rule: 'approval'
  })
}

/** The rest of the slot is free at once, and offered to those who wait. */
export async function endSession(acting: Acting, handOver: string, signal: Signal): Promise<void> {
  mustBeInCharge(acting.place)
  mustHaveBegun(acting)
  mustBeUnderWay(acting)
  await write(acting, { end: isoSeconds(acting.at), ...(handOver !== '' && { handOver }) }, signal)
}

/** Nobody came: what is left of the slot is free. Also told of a session that is over. */
export async function sessionNoShow(acting: Acting, signal: Signal): Promise<void> {
  mustBeInCharge(acting.place)
  mustHaveBegun(acting)
  if (phaseOf(acting.place.booking, acting.at) === 'running')
    await write(acting, { end: isoSeconds(acting.at) }, signal)
}

/** `usage` for somebody who is not on the booking, `rule` for one who may not drive to its end; with the rule's name. */
export async function handOverSession(acting: Acting, to: string, note: string, signal: Signal): Promise<void> {
  const { place } = acting
  mustBeInCharge(place)
  mustBeUnderWay(acting)
  const people = handedOver(place.booking, to)
  mustBeAbleToTake(acting, { ...place.booking, people }, to)
  await write(acting, { people, ...(note !== '' && { handOver: note }) }, signal)
}

/** What was set by hand for the old roles does not go with the new ones. */
const handedOver = ({ people }: Booking, to: string): Booking['people'] =>
  people.map(person => {
    if (person.user === to) return { user: to, role: 'operator' }
    return person.role === 'operator' ? { user: person.user, role: 'collaborator' } : person
  })

/**
 * `rule` for one who could not take over to its end, `usage` for one who may drive already, `exists` where the last
 * request waits for its answer.
 */
export function mustAskForControl(acting: Acting, requests: readonly ControlRequest[]): void {
  const { booking, resource, looked } = acting.place
  const { user } = looked
  mustBeUnderWay(acting)
  const label = labelOf(resource)
  if (!resource.display) throw new Failure('usage', `${label} has no display that could be driven.`)
  const person = booking.people.find(one => one.user === user)
  const right = person ? bookedRight(person) : 'none'
  if (right === 'control') throw new Failure('usage', `You may drive ${label} already.`, { hint: 'Open its display.' })
  if (right === 'none')
    throw new Failure('not-allowed', `This booking of ${label} does not let you look at its display.`, {
      hint: 'Its operator and its owner can change that, or hand over to you.',
      rule: 'people'
    })
  mustBeAbleToTake(acting, { ...booking, people: handedOver(booking, user) }, user)
  const open = requests.find(one => one.user === user && one.refused === null)
  if (open)
    throw new Failure('exists', `You asked for control of ${label} at ${open.at}; nobody has answered yet.`, {
      hint: 'Its operator sees your request in the session.'
    })
}

/** `not-found` for somebody who does not ask, or has been answered. Everybody may take back their own request. */
export function mustBeAsked(acting: Acting, user: string, requests: readonly ControlRequest[]): void {
  if (user !== acting.place.looked.user) mustBeInCharge(acting.place)
  if (requests.some(one => one.user === user && one.refused === null)) return
  throw new Failure('not-found', `${user} does not ask for control of ${labelOf(acting.place.resource)}.`, {
    hint: 'The request may have been answered by somebody else.'
  })
}

function mustBeAbleToTake({ place, at }: Acting, after: Booking, to: string): void {
  const { booking, resource, looked } = place
  const person = booking.people.find(({ user }) => user === to)
  if (!person)
    throw new Failure('usage', `${to} is not on this booking of ${labelOf(place.resource)}.`, {
      hint: 'Add them to the booking first.',
      rule: 'people'
    })
  if (person.role === 'operator') throw new Failure('usage', `${to} is its operator already.`)
  const judged = displayRight({ file: looked.contents.file, resource, booking: after, user: to, at })
  if (judged.right !== 'none') return
  throw new Failure('rule', `${to} cannot take over ${labelOf(place.resource)}. ${judged.reason}`, {
    hint: 'An administrator keeps training and permits in resources.json.',
    ...(judged.rule && { rule: judged.rule })
  })
}
