/**
 * Time that a booking gave back goes to one of those who wait for it, then to the next: each has it to himself for
 * `offerMinutes`. Nothing of this is stored but who waits and what was freed when; the offers follow from that, so that
 * every client sees the same ones without anybody writing them.
 */
import type { Booking, Slot, Waiter } from '@contract/booking'
import type { ResourcesFile } from '@contract/resources'
import { besideOf, overlapping } from './beside'
import { holdsSlot, isoSeconds, overlaps } from './booking'

/** Who waits, as it is stored. */
export type Waiting = Omit<Waiter, 'offer'>

/** What offers follow from. `bookings`, `waiting`: of the whole store; `now`: by the store's clock. */
export interface WaitlistState {
  readonly file: ResourcesFile
  readonly bookings: readonly Booking[]
  readonly waiting: readonly Waiting[]
  readonly now: string
}

/** Minutes of an offer where resources.json says nothing. */
const defaultOfferMinutes = 60

/** One whose turn it is, was or will be with a freed slot. Milliseconds since 1970. */
interface Turn {
  readonly waiter: Waiting
  readonly slot: Slot
  readonly from: number
  readonly until: number
}

/** What of `before` is not in `after`; without it, all. */
export function freedTime(before: Slot, after: Slot | null): Slot[] {
  if (!after || !overlaps(before, after)) return [{ start: before.start, end: before.end }]
  const parts: Slot[] = []
  if (Date.parse(after.start) > Date.parse(before.start)) parts.push({ start: before.start, end: after.start })
  if (Date.parse(after.end) < Date.parse(before.end)) parts.push({ start: after.end, end: before.end })
  return parts
}

/**
 * The new form of a booking with what it gave back `at` an instant. What is over can be offered to nobody and is left
 * out; but what was given back after its begin stays, as it was kept from others and counts as booked (usage-report).
 */
export function withFreed(before: Booking, after: Booking, at: string): Booking {
  const kept = after.resource === before.resource && holdsSlot(after) ? after : null
  const now = Date.parse(at)
  const given = holdsSlot(before) ? freedTime(before, kept) : []
  const elsewhere = after.resource === before.resource ? {} : { resource: before.resource }
  const fresh = given.map(slot => ({ ...slot, at: isoSeconds(at), ...elsewhere }))
  const older = before.freed.map(slot =>
    after.resource === before.resource ? slot : { resource: before.resource, ...slot }
  )
  const isToCome = ({ end }: Slot): boolean => Date.parse(end) > now
  const wasKept = (slot: Freed): boolean => Date.parse(slot.at) >= Date.parse(after.start)
  return { ...after, freed: [...older.filter(slot => isToCome(slot) || wasKept(slot)), ...fresh.filter(isToCome)] }
}

/** Those parts of a slot that nobody holds. */
function freeParts(slot: Slot, resource: string, bookings: readonly Booking[]): Slot[] {
  return without([slot], overlapping(besideOf(bookings), resource, slot))
}

const without = (parts: readonly Slot[], taken: readonly Slot[]): Slot[] =>
  taken.reduce<Slot[]>((left, one) => left.flatMap(part => freedTime(part, one)), [...parts])

interface Freed extends Slot {
  readonly at: string
}

/** What was freed of a resource and is not over; of what was freed twice, only the later time counts. */
function freedOf(resource: string, { bookings, now }: WaitlistState): Freed[] {
  const all = besideOf(bookings)
    .freeing(resource, Date.parse(now))
    .flatMap(booking => booking.freed.map(slot => ({ resource: booking.resource, ...slot })))
    .filter(slot => slot.resource === resource && Date.parse(slot.end) > Date.parse(now))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return all.flatMap((slot, index) =>
    without([slot], all.slice(0, index)).map(({ start, end }) => ({ start, end, at: slot.at }))
  )
}

const bySince = (a: Waiting, b: Waiting): number => Date.parse(a.since) - Date.parse(b.since) || (a.id < b.id ? -1 : 1)

/** Who has a freed slot when: each for the time of an offer, from the end of the one before. */
function turnsOf(freed: Freed, waiting: readonly Waiting[], offerMs: number): Turn[] {
  let from = Date.parse(freed.at)
  return waiting
    .filter(waiter => overlaps(waiter, freed))
    .map(waiter => {
      from = Math.max(from, Date.parse(waiter.since))
      const left = waiter.left === undefined ? Number.POSITIVE_INFINITY : Math.max(from, Date.parse(waiter.left))
      const turn = { waiter, slot: freed, from, until: Math.min(from + offerMs, left) }
      from = turn.until
      return turn
    })
}

function allTurns(resource: string, state: WaitlistState): Turn[] {
  const minutes = state.file.resources.find(({ name }) => name === resource)?.rules.offerMinutes ?? defaultOfferMinutes
  const waiting = state.waiting.filter(waiter => waiter.resource === resource).sort(bySince)
  return freedOf(resource, state).flatMap(freed => turnsOf(freed, waiting, minutes * 60_000))
}

/** Offers of this moment; no two of them share time. */
function offersOf(resource: string, state: WaitlistState): Map<string, NonNullable<Waiter['offer']>> {
  const now = Date.parse(state.now)
  const offers = new Map<string, NonNullable<Waiter['offer']>>()
  const current = allTurns(resource, state).filter(({ from, until }) => from <= now && now < until)
  for (const { waiter, slot, until } of current.sort((a, b) => bySince(a.waiter, b.waiter))) {
    if (offers.has(waiter.id)) continue
    // Free time beside the freed slot comes with it, but not what is at this moment the turn of somebody else.
    const theirs = current.filter(turn => turn.waiter.id !== waiter.id).map(turn => turn.slot)
    const free = without(freeParts(waiter, resource, state.bookings), [...offers.values(), ...theirs])
    const part = free.find(one => overlaps(one, slot) && Date.parse(one.end) > now)
    if (part) offers.set(waiter.id, { start: part.start, end: part.end, until: isoSeconds(until) })
  }
  return offers
}

/** Who waits for what is not over, with the offers of this moment; by resource, then in the order of their turns. */
export function waitersOf(state: WaitlistState): Waiter[] {
  const present = state.waiting.filter(({ left, end }) => left === undefined && Date.parse(end) > Date.parse(state.now))
  return [...new Set(present.map(({ resource }) => resource))].sort().flatMap(resource => {
    const offers = offersOf(resource, state)
    return present
      .filter(waiter => waiter.resource === resource)
      .sort(bySince)
      .map(waiter => ({ ...waiter, offer: offers.get(waiter.id) ?? null }))
  })
}

/** Offers to others that a slot would take. */
export function offersInTheWay(wish: Slot & { resource: string }, user: string, state: WaitlistState): Waiter[] {
  return waitersOf(state).filter(
    ({ resource, offer, user: waits }) =>
      resource === wish.resource && waits !== user && offer !== null && overlaps(offer, wish)
  )
}

/**
 * What is written when somebody waits no longer: who had a turn, or has one, stays as one who `left`, since the turns of
 * the others follow from his; another is simply gone.
 */
export function leaving(waiter: Waiting, state: WaitlistState): { waiting: Waiting[]; left: string[] } {
  const now = Date.parse(state.now)
  const began = allTurns(waiter.resource, state).some(turn => turn.waiter.id === waiter.id && turn.from <= now)
  return began
    ? { waiting: [{ ...waiter, left: isoSeconds(state.now) }], left: [] }
    : { waiting: [], left: [waiter.id] }
}
