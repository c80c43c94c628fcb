/** A booking as the pointer draws it: made, moved or stretched. Times in milliseconds since 1970. */
import type { Booking } from '@contract/booking'

/** `start`, `end`: which edge is drawn. */
export type DraftKind = 'new' | 'move' | 'start' | 'end'

export interface Draft {
  readonly kind: DraftKind
  /** Null: it is a new one. */
  readonly booking: Booking | null
  readonly resource: string
  readonly start: number
  readonly end: number
}

/** Where the pointer is: over which resource, at which instant. */
export interface DragPoint {
  readonly resource: string
  readonly at: number
}

/** What was taken hold of, and where. */
export interface Grab extends DragPoint {
  readonly kind: DraftKind
  readonly booking: Booking | null
}

/** How a drag is held to the rule of a resource. */
export interface Snap {
  /** The nearest instant at which a booking of the resource may begin or end. */
  readonly to: (at: number, resource: string) => number
  /** Least length that is drawn. Milliseconds. */
  readonly least: (resource: string) => number
}

function newDraft(grab: Grab, at: number, snap: Snap): Draft {
  const [fixed, moving] = [snap.to(grab.at, grab.resource), snap.to(at, grab.resource)]
  const least = snap.least(grab.resource)
  const [start, end] =
    moving < fixed ? [Math.min(moving, fixed - least), fixed] : [fixed, Math.max(moving, fixed + least)]
  return { kind: 'new', booking: null, resource: grab.resource, start, end }
}

/** The draft when the pointer has come to `point`. A move keeps the length and may go to another resource. */
export function draftAt(grab: Grab, point: DragPoint, snap: Snap): Draft {
  const { kind, booking } = grab
  if (booking === null) return newDraft(grab, point.at, snap)
  const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
  const by = point.at - grab.at
  if (kind === 'start') {
    const moved = snap.to(start + by, booking.resource)
    return {
      kind,
      booking,
      resource: booking.resource,
      start: Math.min(moved, end - snap.least(booking.resource)),
      end
    }
  }
  if (kind === 'end') {
    const moved = snap.to(end + by, booking.resource)
    return {
      kind,
      booking,
      resource: booking.resource,
      start,
      end: Math.max(moved, start + snap.least(booking.resource))
    }
  }
  const moved = snap.to(start + by, point.resource)
  return { kind: 'move', booking, resource: point.resource, start: moved, end: moved + (end - start) }
}

/** Whether it would leave the booking as it is. */
export function isUnchanged({ booking, resource, start, end }: Draft): boolean {
  if (booking === null) return false
  return booking.resource === resource && Date.parse(booking.start) === start && Date.parse(booking.end) === end
}
