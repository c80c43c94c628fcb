/** A booking as the keys draw it: the same drafts as those of the pointer, a step at a time. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import type { Stretch } from '../stretch'
import type { Draft, Snap } from './draft'

/** Along which the time goes. */
export type TimeAxis = 'x' | 'y'

/** Which way an arrow key leads. */
export interface Way {
  readonly by: 1 | -1
  /** To another resource, and not along the time. */
  readonly across: boolean
}

/** Null: it is no arrow key. */
export function arrowWay(key: string, axis: TimeAxis): Way | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { by: key === 'ArrowRight' ? 1 : -1, across: axis === 'y' }
  if (key === 'ArrowUp' || key === 'ArrowDown') return { by: key === 'ArrowDown' ? 1 : -1, across: axis === 'x' }
  return null
}

/** What the arrow keys do with a booking: the whole of it, or one of its edges. */
export type KeyGrip = 'move' | 'start' | 'end'

/** Shift draws the end, with Alt the begin. */
export const gripOf = ({ shiftKey, altKey }: { shiftKey: boolean; altKey: boolean }): KeyGrip =>
  shiftKey ? (altKey ? 'start' : 'end') : 'move'

/** A booking that is taken hold of and not drawn anywhere yet. */
export const draftOfBooking = (booking: Booking): Draft => ({
  ...{ kind: 'move', booking, resource: booking.resource },
  ...{ start: Date.parse(booking.start), end: Date.parse(booking.end) }
})

export interface KeyRules {
  readonly snap: Snap
  readonly resources: readonly Resource[]
  readonly stretch: Pick<Stretch, 'from' | 'to'>
}

/** A step along the time, to where a booking may begin or end. */
function stepped(at: number, by: 1 | -1, resource: string, { snap }: KeyRules): number {
  const step = snap.least(resource)
  const near = snap.to(at + by * step, resource)
  // What stands between two steps comes to the next one.
  return (near - at) * by > 0 ? near : snap.to(at + by * step * 1.5, resource)
}

/** The draft after an arrow key. It stays as it is where the key would bring all of it out of sight. */
export function keyedDraft(draft: Draft, { by, across }: Way, grip: KeyGrip, rules: KeyRules): Draft {
  const { resource, start, end } = draft
  if (across) {
    // An edge has no other resource to go to.
    const place = rules.resources.findIndex(({ name }) => name === resource)
    const next = grip === 'move' ? rules.resources[place + by] : undefined
    return next ? { ...draft, resource: next.name } : draft
  }
  const least = rules.snap.least(resource)
  const next = {
    ...draft,
    start: grip === 'end' ? start : stepped(start, by, resource, rules),
    end: grip === 'start' ? end : stepped(end, by, resource, rules)
  }
  // A move keeps the length, whatever the steps are.
  if (grip === 'move') next.end = next.start + (end - start)
  const { from, to } = rules.stretch
  return next.end - next.start < least || next.end <= from || next.start >= to ? draft : next
}

/** A new booking, as long as the rule asks for at least, at the first step from an instant on. */
export function newKeyDraft(resource: string, at: number, { snap, resources }: KeyRules): Draft {
  const step = snap.least(resource)
  const near = snap.to(at, resource)
  const start = near < at ? snap.to(near + step, resource) : near
  const asked = (resources.find(({ name }) => name === resource)?.rules.leastMinutes ?? 60) * 60_000
  return { kind: 'new', booking: null, resource, start, end: start + Math.max(step, asked) }
}
