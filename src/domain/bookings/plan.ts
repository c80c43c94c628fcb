/** What a wish, a change or a cancellation would write, and what stands against it. */
import type { Booking, Refusal, Slot } from '@contract/booking'
import type { BookingChange, BookingWish, SeriesScope } from '@contract/bookings'
import type { Resource, ResourcesFile } from '@contract/resources'
import { Failure } from '@domain/failure'
import { besideOf, Overlay } from './beside'
import { holdsSlot, isoSeconds, sameSlot } from './booking'
import { isAdministrator } from './judging'
import { refuse } from './refusal'
import { bookingRefusals, changeRefusals } from './rules'
import { inScope, movedAlike, seriesSlots } from './series'
import { type Waiting, withFreed } from './waitlist'

/** The store at one moment, and who asks. `now`: by the store's clock. */
export interface PlanState {
  readonly file: ResourcesFile
  readonly bookings: readonly Booking[]
  readonly waiting: readonly Waiting[]
  readonly caller: string
  readonly now: string
}

/** `before` null: it is new. */
export interface Planned {
  readonly booking: Booking
  readonly before: Booking | null
  readonly refusals: readonly Refusal[]
}

/** `not-found` names those that there are. */
export function resourceOf(file: ResourcesFile, name: string): Resource {
  const found = file.resources.find(resource => resource.name === name)
  if (found) return found
  throw new Failure('not-found', `There is no resource ${name}.`, {
    hint: `There are: ${file.resources.map(resource => resource.name).join(', ')}.`
  })
}

export function bookingOf(bookings: readonly Booking[], uid: string): Booking {
  const found = bookings.find(booking => booking.uid === uid)
  if (found) return found
  throw new Failure('not-found', `There is no booking ${uid}.`, { hint: 'See which there are in the list.' })
}

/** A resource and all that are booked with it, itself first; names that resources.json does not explain are left out. */
function withLinked(file: ResourcesFile, resource: Resource): Resource[] {
  const found = [resource]
  for (const one of found)
    for (const name of one.linked) {
      const linked = file.resources.find(other => other.name === name)
      if (linked && !found.includes(linked)) found.push(linked)
    }
  return found
}

/** A refusal of what is booked along, told as one. */
function asLinked(refusal: Refusal, resource: string): Refusal {
  return { ...refusal, rule: 'linked', message: `${resource}, which is booked with it: ${refusal.message}` }
}

/**
 * Judges those that are written together, as they will stand beside one another. `main`: their own resource; `beside`:
 * what is there, into which they are put.
 */
export function judgeAll(
  planned: readonly { booking: Booking; before: Booking | null; main: string }[],
  state: PlanState,
  { agreed = false, beside = new Overlay(besideOf(state.bookings)) }: { agreed?: boolean; beside?: Overlay } = {}
): Planned[] {
  for (const { booking } of planned) beside.put(booking)
  return planned.map(({ booking, before, main }) => {
    const resource = resourceOf(state.file, booking.resource)
    const judging = { ...state, resource, beside, before, agreed }
    const after = holdsSlot(booking) ? booking : null
    const found = before && !agreed ? changeRefusals(before, after, judging) : []
    const refusals = found.length > 0 || !after ? found : bookingRefusals(after, judging)
    const linked = booking.resource !== main
    return { booking, before, refusals: linked ? refusals.map(one => asLinked(one, booking.resource)) : refusals }
  })
}

function statusOf(wish: BookingWish, resources: readonly Resource[], state: PlanState): Booking['status'] {
  if (wish.status === 'blocked') return 'blocked'
  const consent = resources.some(({ rules }) => rules.approval) && !isAdministrator(state.file, state.caller)
  return consent ? 'waiting' : (wish.status ?? 'confirmed')
}

/** A wish as a booking of one resource, confirmed, by itself. */
export function bookingOfWish(
  wish: Slot & { resource: string } & Partial<Pick<BookingWish, 'title' | 'note' | 'account' | 'people'>>,
  { caller, now }: PlanState,
  uid: string
): Booking {
  const { resource, start, end, title = '', note = '', account = '' } = wish
  return {
    ...{ uid, resource, start, end, title, status: 'confirmed', owner: caller },
    people: wish.people ?? [{ user: caller, role: 'operator' }],
    ...{ group: null, series: null, note, handOver: '', account, freed: [] },
    ...{ created: isoSeconds(now), changed: isoSeconds(now), sequence: 0 }
  }
}

/** The bookings of one date: of the resource itself, and of those linked to it. */
function bookingsOfDate(
  wish: BookingWish,
  slot: Slot,
  series: string | null,
  state: PlanState,
  newUid: () => string
): Booking[] {
  const resources = withLinked(state.file, resourceOf(state.file, wish.resource))
  const status = statusOf(wish, resources, state)
  const people = wish.people ?? (status === 'blocked' ? [] : undefined)
  const one = bookingOfWish({ ...wish, ...slot, ...(people && { people }) }, state, newUid())
  const group = resources.length > 1 ? one.uid : null
  return resources.map(({ name }, index) => ({
    ...one,
    ...{ uid: index === 0 ? one.uid : newUid(), resource: name, status, group, series }
  }))
}

/** Each date by the dates before it: what a series takes of a quota counts. One list a date; the first is its own resource's. */
export function planAdd(wish: BookingWish, state: PlanState, newUid: () => string): Planned[][] {
  const first = { start: isoSeconds(wish.start), end: isoSeconds(wish.end) }
  const slots = seriesSlots(first, wish.repeat, state.file.timeZone)
  const series = slots.length > 1 ? newUid() : null
  const beside = new Overlay(besideOf(state.bookings))
  return slots.map(slot => {
    const fresh = bookingsOfDate(wish, slot, series, state, newUid)
    const planned = fresh.map(booking => ({ booking, before: null, main: wish.resource }))
    const judged = judgeAll(planned, state, { beside })
    if (judged.some(({ refusals }) => refusals.length > 0)) for (const { uid } of fresh) beside.takeOut(uid)
    return judged
  })
}

/** Those that stand and fall with a booking, itself first. */
export function groupOf(booking: Booking, bookings: readonly Booking[]): Booking[] {
  if (booking.group === null) return [booking]
  const others = bookings.filter(
    other => other.group === booking.group && other.uid !== booking.uid && other.status === booking.status
  )
  return [booking, ...others]
}

function changed(before: Booking, after: Booking, state: PlanState): Booking {
  return { ...withFreed(before, after, state.now), changed: isoSeconds(state.now), sequence: before.sequence + 1 }
}

/** More time, or another resource, needs the consent anew. */
function statusAfter(before: Booking, slot: Slot, resource: Resource, state: PlanState): Booking['status'] {
  const inside = Date.parse(slot.start) >= Date.parse(before.start) && Date.parse(slot.end) <= Date.parse(before.end)
  const asks = resource.rules.approval && !isAdministrator(state.file, state.caller)
  if (before.status !== 'confirmed' || !asks || (inside && resource.name === before.resource)) return before.status
  return 'waiting'
}

/** What changes but for slot and resource; what is not named stays. */
function wordsOf({ title, note, handOver, account, people }: BookingChange): Partial<Booking> {
  return {
    ...(title !== undefined && { title }),
    ...(note !== undefined && { note }),
    ...(handOver !== undefined && { handOver }),
    ...(account !== undefined && { account }),
    ...(people !== undefined && { people })
  }
}

/** One booking and what is linked to it, in their new form. */
function changedGroup(before: Booking, slot: Slot, change: BookingChange, state: PlanState, newUid: () => string) {
  const words = wordsOf(change)
  const main = change.resource ?? before.resource
  const group = groupOf(before, state.bookings)
  const own = resourceOf(state.file, main)
  // Resources linked since it was booked are not taken: only another resource brings what is linked to it.
  const wanted = main === before.resource ? group.slice(1).map(({ resource }) => resource) : linkedNames(own, state)
  const status = statusAfter(before, slot, own, state)
  const form = (one: Booking, resource: string): Booking =>
    changed(one, { ...one, ...words, ...slot, resource, status }, state)
  const id = wanted.length > 0 ? (before.group ?? before.uid) : null
  const stay = group.slice(1).filter(({ resource }) => wanted.includes(resource))
  const leave = group.slice(1).filter(({ resource }) => !wanted.includes(resource))
  const missing = wanted.filter(name => !group.slice(1).some(({ resource }) => resource === name))
  const moved = form(before, main)
  return [
    { booking: { ...moved, group: id }, before, main },
    ...stay.map(one => ({ booking: form(one, one.resource), before: one, main })),
    ...leave.map(one => ({
      booking: changed(one, { ...one, status: 'cancelled' as const }, state),
      before: one,
      main
    })),
    ...missing.map(resource => ({
      booking: { ...moved, resource, uid: newUid(), group: id, freed: [], sequence: 0, created: moved.changed },
      ...{ before: null, main }
    }))
  ]
}

const linkedNames = (resource: Resource, state: PlanState): string[] =>
  withLinked(state.file, resource)
    .slice(1)
    .map(({ name }) => name)

/** All that a change of a booking writes; the booking itself is the first. */
export function planChange(
  uid: string,
  change: BookingChange,
  scope: SeriesScope,
  state: PlanState,
  newUid: () => string
): Planned[] {
  const target = bookingOf(state.bookings, uid)
  const after: Slot = { start: isoSeconds(change.start ?? target.start), end: isoSeconds(change.end ?? target.end) }
  const planned = inScope(target, scope, state.bookings, state.now).flatMap(before => {
    const slot = before === target ? after : movedAlike(before, target, after, state.file.timeZone)
    const same = sameSlot(slot, before) ? { start: before.start, end: before.end } : slot
    return changedGroup(before, same, change, state, newUid)
  })
  return judgeAll(planned, state)
}

/** All that a cancellation writes; the booking itself is the first. */
export function planCancel(uid: string, scope: SeriesScope, reason: string, state: PlanState): Planned[] {
  const target = bookingOf(state.bookings, uid)
  const planned = inScope(target, scope, state.bookings, state.now).flatMap(main =>
    groupOf(main, state.bookings).map(before => {
      const note = reason === '' ? before.note : [before.note, `Cancelled: ${reason}`].filter(Boolean).join('\n')
      const booking = changed(before, { ...before, note: note.slice(0, 20_000), status: 'cancelled' }, state)
      return { booking, before, main: main.resource }
    })
  )
  return planned.map(({ booking, before, main }) => {
    const resource = state.file.resources.find(({ name }) => name === before.resource)
    // What is no longer lent can be cancelled all the same.
    const judging = { ...state, resource: resource ?? bareResource(before.resource), beside: besideOf(state.bookings) }
    const refusals = changeRefusals(before, null, judging)
    return {
      booking,
      before,
      refusals: before.resource === main ? refusals : refusals.map(one => asLinked(one, before.resource))
    }
  })
}

const bareResource = (name: string): Resource => ({ name, kind: 'other', linked: [], rules: {} })

/** The line of a note that says why consent was refused begins with it. */
export const refusalWord = 'Consent refused.'

/**
 * An administrator's consent, or his refusal, to what waits for it in the scope and what is linked to it. The note of
 * what is refused says so, with the `reason`: that is where its owner finds it.
 */
export function planApproval(uid: string, yes: boolean, scope: SeriesScope, state: PlanState, reason = ''): Planned[] {
  const target = bookingOf(state.bookings, uid)
  if (target.status !== 'waiting')
    throw new Failure('usage', `Booking ${uid} does not wait for consent; it is ${target.status}.`)
  const refusals = isAdministrator(state.file, state.caller)
    ? []
    : [refuse('approval', 'Only an administrator may give or refuse consent.')]
  const waiting = inScope(target, scope, state.bookings, state.now).filter(({ status }) => status === 'waiting')
  const all = waiting.flatMap(one => groupOf(one, state.bookings))
  return all.map(before => {
    if (yes) return { booking: changed(before, { ...before, status: 'confirmed' }, state), before, refusals }
    const line = `${refusalWord} ${reason.replace(/\s+/g, ' ')}`.trim()
    const note = [before.note, line].filter(Boolean).join('\n').slice(-20_000)
    return { booking: changed(before, { ...before, note, status: 'cancelled' }, state), before, refusals }
  })
}
