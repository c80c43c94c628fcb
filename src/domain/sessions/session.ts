/** A session as it is shown: a booking of the caller, with all that the calendar and the log say of it. */
import type { Booking, LogEntry } from '@contract/booking'
import type { BookingStore, Resource, ResourcesFile } from '@contract/resources'
import type { Session } from '@contract/sessions'
import { byStart, holdsSlot } from '../bookings/booking'
import { personOf } from '../bookings/judging'
import { controlRequests } from './control-requests'
import { bookedRight, displayRight, missingGrant } from './display-right'
import { aheadMs, isArmed, phaseOf } from './phase'
import { actualTimes, pathOfStep, type StepFacts, type StepRecord, sessionSteps } from './steps'

export interface SessionFacts {
  readonly store: BookingStore
  readonly file: ResourcesFile
  /** All of the store. */
  readonly bookings: readonly Booking[]
  readonly user: string
  /** Server's clock minus this computer's. Milliseconds. */
  readonly clockOffsetMs: number
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

const isOn = (booking: Booking, user: string): boolean =>
  booking.owner === user || booking.people.some(person => person.user === user)

/** A display host that was booked with its microscope is part of that session, no session of its own. */
function isLinked(booking: Booking, { file, bookings }: SessionFacts): boolean {
  const { group, resource } = booking
  if (group === null) return false
  return bookings.some(
    other =>
      other.group === group &&
      other.uid !== booking.uid &&
      (file.resources.find(({ name }) => name === other.resource)?.linked.includes(resource) ?? false)
  )
}

export const resourceOf = (file: ResourcesFile, booking: Booking): Resource | undefined =>
  file.resources.find(({ name }) => name === booking.resource)

/** The confirmed bookings of the caller whose times `wanted` takes, by begin. */
export function ownBookings(facts: SessionFacts, wanted: (booking: Booking) => boolean): Booking[] {
  return facts.bookings
    .filter(booking => booking.status === 'confirmed' && isOn(booking, facts.user) && wanted(booking))
    .filter(booking => resourceOf(facts.file, booking) !== undefined && !isLinked(booking, facts))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
}

/** Runs, is armed, or begins within a day. */
export const isNear = (booking: Booking, at: number): boolean =>
  phaseOf(booking, at) !== 'over' && Date.parse(booking.start) - at <= aheadMs

/** The bookings of the same resource around it, whoever has them. */
function neighbours(booking: Booking, bookings: readonly Booking[]): Pick<Session, 'before' | 'next'> {
  const others = bookings.filter(
    other => other.uid !== booking.uid && other.resource === booking.resource && holdsSlot(other)
  )
  const before = others.filter(({ end }) => Date.parse(end) <= Date.parse(booking.start)).sort(byStart)
  const after = others.filter(({ start }) => Date.parse(start) >= Date.parse(booking.end)).sort(byStart)
  return { before: before.at(-1) ?? null, next: after[0] ?? null }
}

function peopleOf(file: ResourcesFile, booking: Booking, resource: Resource): Session['people'] {
  return booking.people.map(person => ({
    ...{ user: person.user, role: person.role, right: bookedRight(person) },
    name: personOf(file, person.user).name ?? person.user,
    problem: missingGrant({ file, resource, booking, user: person.user })?.reason ?? ''
  }))
}

function namesOf(file: ResourcesFile, bookings: readonly (Booking | null)[]): Record<string, string> {
  const users = bookings.flatMap(booking => (booking ? [booking.owner, ...booking.people.map(({ user }) => user)] : []))
  const named = users.map(user => [user, personOf(file, user).name] as const)
  return Object.fromEntries(named.flatMap(([user, name]) => (name ? [[user, name]] : [])))
}

/** `records` and `log` are those of this booking. */
export function sessionOf(
  facts: SessionFacts,
  booking: Booking,
  resource: Resource,
  known: { records: readonly StepRecord[]; log: readonly LogEntry[] }
): Session {
  const { store, file, user, clockOffsetMs, at } = facts
  const phase = phaseOf(booking, at)
  const stepFacts = { file, booking, resource, ...known, at }
  const steps = sessionSteps(stepFacts)
  const { right, reason } = displayRight({ file, resource, booking, user, at })
  const disarmed = steps.some(({ step, state }) => step === 'armed' && state === 'undone') && isArmed(phase)
  const actual = actualTimes(stepFacts)
  const around = neighbours(booking, facts.bookings)
  return {
    ...{ store, booking, resource, phase, steps, clockOffsetMs },
    timeZone: file.timeZone,
    display: disarmed ? { right: 'none', reason: 'Its arming was taken back.' } : { right, reason },
    user,
    people: peopleOf(file, booking, resource),
    control: controlRequests({ file, booking, resource, log: known.log, at }),
    names: namesOf(file, [booking, around.before, around.next]),
    ...around,
    ...places(store, stepFacts, steps),
    actualStart: actual.start,
    actualEnd: actual.end
  }
}

/** Where the session's folders are; none before they are made, or after they were taken back. */
function places(store: BookingStore, facts: StepFacts, steps: Session['steps']): Pick<Session, 'folder' | 'movies'> {
  const site = facts.resource.session?.site ?? store.site
  const place = (step: 'folder' | 'watch'): Session['folder'] => {
    const done = steps.some(one => one.step === step && one.state === 'done')
    const path = done ? pathOfStep(step, facts) : null
    return path === null ? null : { site, path }
  }
  return { folder: place('folder'), movies: place('watch') }
}
