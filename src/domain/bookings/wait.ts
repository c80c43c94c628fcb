/** Joining the waitlist and leaving it. */
import type { Refusal } from '@contract/booking'
import { Failure } from '@domain/failure'
import { besideOf } from './beside'
import { isoSeconds, labelOf, overlaps } from './booking'
import { isAdministrator } from './judging'
import { bookingOfWish, type PlanState, resourceOf } from './plan'
import { refuse } from './refusal'
import { bookingRefusals } from './rules'
import { leaving, type Waiting } from './waitlist'

/** What may change until the slot is free: it does not keep one from waiting. */
const passing: readonly Refusal['rule'][] = ['conflict', 'waitlist', 'quota', 'leastAheadMinutes', 'mostAheadDays']

/** `usage` for a slot that is free, `exists` for who waits for it already. */
export function planWait(
  wish: { id: string; resource: string; start: string; end: string; title: string },
  state: PlanState
): { waiting: Waiting; refusals: Refusal[] } {
  const resource = resourceOf(state.file, wish.resource)
  const slot = { start: isoSeconds(wish.start), end: isoSeconds(wish.end) }
  const waiting: Waiting = {
    ...{ id: wish.id, resource: resource.name, ...slot, user: state.caller },
    ...{ title: wish.title, since: isoSeconds(state.now) }
  }
  const booking = bookingOfWish({ ...wish, ...slot }, state, wish.id)
  const judging = { ...state, resource, beside: besideOf(state.bookings), before: null }
  const found = bookingRefusals(booking, judging)
  const refusals = found.filter(({ rule }) => !passing.includes(rule))
  const mine = state.waiting.find(
    one => one.left === undefined && one.user === state.caller && one.resource === resource.name && overlaps(one, slot)
  )
  if (mine) throw new Failure('exists', `${state.caller} waits for ${mine.start} to ${mine.end} already.`)
  if (found.length === 0) throw new Failure('usage', `${labelOf(resource)} is free then.`, { hint: 'Book it.' })
  return { waiting, refusals }
}

/** What leaving writes; one's own files that are of no more use go with it. */
export function planUnwait(
  id: string,
  state: PlanState
): { waiter: Waiting; refusals: Refusal[]; changes: { waiting: Waiting[]; left: string[] } } {
  const waiter = state.waiting.find(one => one.id === id && one.left === undefined)
  if (!waiter) throw new Failure('not-found', `Nobody waits as ${id}.`)
  const own = waiter.user === state.caller || isAdministrator(state.file, state.caller)
  if (!own)
    return {
      waiter,
      refusals: [refuse('change', `It is ${waiter.user} who waits.`)],
      changes: { waiting: [], left: [] }
    }
  const { waiting, left } = leaving(waiter, state)
  const over = state.waiting
    .filter(one => one.user === state.caller && one.id !== id && Date.parse(one.end) <= Date.parse(state.now))
    .map(one => one.id)
  return { waiter, refusals: [], changes: { waiting, left: [...left, ...over] } }
}
