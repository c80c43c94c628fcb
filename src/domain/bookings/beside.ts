/** Bookings found by resource and time: a year of an instrument is thousands, and hundreds may be judged beside them. */
import type { Booking, Slot } from '@contract/booking'
import { holdsSlot } from './booking'

/** A booking with its times in milliseconds since 1970. */
export interface Timed {
  readonly booking: Booking
  readonly from: number
  readonly to: number
}

/** What a booking is judged beside. */
export interface Beside {
  /** Those that hold their slot and end after the instant, by begin. Milliseconds since 1970. */
  endingAfter(resource: string, at: number): Iterable<Timed>
  /** Those that hold their slot and begin in the stretch, by begin. */
  beginningIn(resource: string, stretch: Slot): Booking[]
  /** Those, cancelled ones too, that gave back time of the resource which is not over at the instant. */
  freeing(resource: string, at: number): Booking[]
}

/** Of a resource those that hold their slot and share time with it, by begin. */
export function overlapping(beside: Beside, resource: string, slot: Slot): Booking[] {
  const to = Date.parse(slot.end)
  const found: Booking[] = []
  for (const { booking, from } of beside.endingAfter(resource, Date.parse(slot.start))) {
    if (from >= to) break
    found.push(booking)
  }
  return found
}

const byBegin = (a: Timed, b: Timed): number => a.from - b.from || (a.booking.uid < b.booking.uid ? -1 : 1)

/** The first place of a row from which on the condition holds. */
function firstWhere(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Bookings of one resource that hold their slot, by begin. */
class Timeline {
  /** The furthest end of all up to a place; only as many as are known at the moment. */
  private readonly furthest: number[] = []

  constructor(private readonly row: Timed[] = []) {
    row.sort(byBegin)
  }

  put(one: Timed): void {
    const at = firstWhere(this.row.length, place => byBegin(this.row[place] ?? one, one) >= 0)
    this.row.splice(at, 0, one)
    this.furthest.length = Math.min(this.furthest.length, at)
  }

  remove(one: Timed): void {
    const at = this.row.indexOf(one)
    if (at < 0) return
    this.row.splice(at, 1)
    this.furthest.length = Math.min(this.furthest.length, at)
  }

  *endingAfter(time: number): Generator<Timed, void, void> {
    for (let at = this.furthest.length; at < this.row.length; at++)
      this.furthest.push(Math.max(this.furthest[at - 1] ?? Number.NEGATIVE_INFINITY, this.row[at]?.to ?? 0))
    const first = firstWhere(this.row.length, place => (this.furthest[place] ?? 0) > time)
    for (let at = first; at < this.row.length; at++) {
      const one = this.row[at]
      if (one && one.to > time) yield one
    }
  }

  *beginningFrom(time: number): Generator<Timed, void, void> {
    const first = firstWhere(this.row.length, place => (this.row[place]?.from ?? 0) >= time)
    for (let at = first; at < this.row.length; at++) {
      const one = this.row[at]
      if (one) yield one
    }
  }
}

/** Time of a resource that was given back, its last end. */
interface Freeing {
  readonly booking: Booking
  readonly until: number
}

/** When the last of what it gave back ends, by the resource whose time it was. Milliseconds since 1970. */
function freedEnds(booking: Booking): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { resource = booking.resource, end } of booking.freed)
    ends.set(resource, Math.max(ends.get(resource) ?? 0, Date.parse(end)))
  return ends
}

const timed = (booking: Booking): Timed => ({
  ...{ booking, from: Date.parse(booking.start), to: Date.parse(booking.end) }
})

function add<T>(rows: Map<string, T[]>, name: string, one: T): void {
  const row = rows.get(name)
  if (row) row.push(one)
  else rows.set(name, [one])
}

function indexOf(bookings: readonly Booking[]): Beside {
  const rows = new Map<string, Timed[]>()
  const freed = new Map<string, Freeing[]>()
  for (const booking of bookings) {
    if (holdsSlot(booking)) add(rows, booking.resource, timed(booking))
    if (booking.freed.length > 0)
      for (const [resource, until] of freedEnds(booking)) add(freed, resource, { booking, until })
  }
  const lines = new Map([...rows].map(([resource, row]) => [resource, new Timeline(row)]))
  return {
    endingAfter: (resource, at) => lines.get(resource)?.endingAfter(at) ?? [],
    beginningIn: (resource, { start, end }) => takeUntil(lines.get(resource)?.beginningFrom(Date.parse(start)), end),
    freeing: (resource, at) =>
      (freed.get(resource) ?? []).filter(({ until }) => until > at).map(({ booking }) => booking)
  }
}

function takeUntil(row: Iterable<Timed> | undefined, end: string): Booking[] {
  const until = Date.parse(end)
  const found: Booking[] = []
  for (const { booking, from } of row ?? []) {
    if (from >= until) break
    found.push(booking)
  }
  return found
}

const known = new WeakMap<readonly Booking[], Beside>()

/** Of bookings that are not changed any more; the same array is looked through once. */
export function besideOf(bookings: readonly Booking[]): Beside {
  const found = known.get(bookings) ?? indexOf(bookings)
  known.set(bookings, found)
  return found
}

/** What is there, with some bookings in another form or new: each stands in the place of that with its uid. */
export class Overlay implements Beside {
  private readonly written = new Map<string, Timed>()
  private readonly lines = new Map<string, Timeline>()

  constructor(private readonly base: Beside) {}

  put(booking: Booking): void {
    this.takeOut(booking.uid)
    const one = timed(booking)
    this.written.set(booking.uid, one)
    if (!holdsSlot(booking)) return
    const line = this.lines.get(booking.resource) ?? new Timeline()
    this.lines.set(booking.resource, line)
    line.put(one)
  }

  /** What was there before stands in its place again. */
  takeOut(uid: string): void {
    const one = this.written.get(uid)
    if (!one) return
    this.written.delete(uid)
    this.lines.get(one.booking.resource)?.remove(one)
  }

  *endingAfter(resource: string, at: number): Generator<Timed, void, void> {
    const mine = (this.lines.get(resource)?.endingAfter(at) ?? [])[Symbol.iterator]()
    let next = mine.next()
    for (const one of this.base.endingAfter(resource, at)) {
      if (this.written.has(one.booking.uid)) continue
      for (; !next.done && next.value.from < one.from; next = mine.next()) yield next.value
      yield one
    }
    for (; !next.done; next = mine.next()) yield next.value
  }

  beginningIn(resource: string, stretch: Slot): Booking[] {
    const mine = takeUntil(this.lines.get(resource)?.beginningFrom(Date.parse(stretch.start)), stretch.end)
    const there = this.base.beginningIn(resource, stretch).filter(({ uid }) => !this.written.has(uid))
    return mine.length === 0
      ? there
      : [...there, ...mine]
          .map(timed)
          .sort(byBegin)
          .map(({ booking }) => booking)
  }

  freeing(resource: string, at: number): Booking[] {
    const mine = [...this.written.values()].filter(({ booking }) => (freedEnds(booking).get(resource) ?? 0) > at)
    const there = this.base.freeing(resource, at).filter(({ uid }) => !this.written.has(uid))
    return [...there, ...mine.map(({ booking }) => booking)]
  }
}
