/** What of another calendar is taken over. */
import type { Booking } from '@contract/booking'
import { besideOf, Overlay } from './beside'
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
  const beside = new Overlay(besideOf(state.bookings))
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
    const judged = judge(booking, before, state, beside)
    if (judged.refusals.length > 0) {
      refused.push(judged)
      if (before) beside.put(before)
      else beside.takeOut(booking.uid)
    } else {
      now.set(booking.uid, booking)
      taken.set(booking.uid, booking)
    }
  }
  return { taken: [...taken.values()], unchanged, refused }
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

function judge(booking: Booking, before: Booking | null, state: PlanState, beside: Overlay): Planned {
  const [judged] = judgeAll([{ booking, before, main: booking.resource }], state, { beside })
  return judged ?? { booking, before, refusals: [] }
}
