/** What of another calendar is taken over. */
import type { Booking } from '@contract/booking'
import { holdsSlot, isoSeconds } from './booking'
import { isAdministrator } from './judging'
import { judgeAll, type Planned, type PlanState, resourceOf } from './plan'
import { withFreed } from './waitlist'

export interface ImportPlan {
  readonly taken: Booking[]
  readonly unchanged: number
  readonly refused: Planned[]
}

/**
 * Events that are new or newer than what is there; each is judged by itself, with those before it. An event of a
 * resource that is not lent here is one of `fallback`. A cancelled one cancels what is there and is nothing by itself.
 */
export function planImport(events: readonly Booking[], fallback: string, state: PlanState): ImportPlan {
  resourceOf(state.file, fallback)
  const now = new Map(state.bookings.map(booking => [booking.uid, booking]))
  const ofResource = byResource(state.bookings)
  const taken = new Map<string, Booking>()
  const refused: Planned[] = []
  let unchanged = 0
  for (const event of events) {
    const before = now.get(event.uid) ?? null
    if (before ? before.sequence >= event.sequence : !holdsSlot(event)) {
      unchanged += 1
      continue
    }
    const booking = formOf(event, before, fallback, state)
    const judged = judge(booking, before, { ...state, bookings: ofResource.get(booking.resource) ?? [] })
    if (judged.refusals.length > 0) refused.push(judged)
    else {
      now.set(booking.uid, booking)
      if (before) takeOut(ofResource, before)
      putIn(ofResource, booking)
      taken.set(booking.uid, booking)
    }
  }
  return { taken: [...taken.values()], unchanged, refused }
}

/** What an event of a resource is judged beside: its bookings, and those that moved away and left time free there. */
type ByResource = Map<string, Booking[]>

function byResource(bookings: readonly Booking[]): ByResource {
  const found: ByResource = new Map()
  for (const booking of bookings) putIn(found, booking)
  return found
}

const resourcesOf = ({ resource, freed }: Booking): Set<string> =>
  new Set([resource, ...freed.map(one => one.resource ?? resource)])

function putIn(all: ByResource, booking: Booking): void {
  for (const name of resourcesOf(booking)) {
    const known = all.get(name)
    if (known) known.push(booking)
    else all.set(name, [booking])
  }
}

function takeOut(all: ByResource, booking: Booking): void {
  for (const name of resourcesOf(booking))
    all.set(
      name,
      (all.get(name) ?? []).filter(({ uid }) => uid !== booking.uid)
    )
}

function formOf(event: Booking, before: Booking | null, fallback: string, state: PlanState): Booking {
  const administrator = isAdministrator(state.file, state.caller)
  const known = state.file.resources.some(({ name }) => name === event.resource)
  const resource = known ? event.resource : fallback
  const owner = before?.owner ?? (administrator ? event.owner : state.caller)
  const people: Booking['people'] =
    event.people.length > 0 || event.status === 'blocked' ? event.people : [{ user: owner, role: 'operator' }]
  const consent = state.file.resources.find(({ name }) => name === resource)?.rules.approval && !administrator
  const status = consent && event.status === 'confirmed' ? 'waiting' : event.status
  // What is linked to it is not in the file, and what it freed elsewhere is not free here.
  const form = { ...event, resource, owner, people, status, group: before?.group ?? null, freed: [] }
  return before ? { ...withFreed(before, form, state.now), changed: isoSeconds(state.now) } : form
}

function judge(booking: Booking, before: Booking | null, state: PlanState): Planned {
  const [judged] = judgeAll([{ booking, before, main: booking.resource }], state)
  return judged ?? { booking, before, refusals: [] }
}
