/** Bookings that are made, changed, cancelled and approved: judged by what the store holds at that moment. */
import type { Booking } from '@contract/booking'
import type { BookingChange, BookingPlan, BookingWish, SeriesScope } from '@contract/bookings'
import { holdsSlot, overlaps } from '@domain/bookings/booking'
import type { LogAct } from '@domain/bookings/log-words'
import { type Planned, type PlanState, planAdd, planApproval, planCancel, planChange } from '@domain/bookings/plan'
import { refusedFailure } from '@domain/bookings/refusal'
import { leaving, type Waiting } from '@domain/bookings/waitlist'
import type { StoreChanges } from '../booking-folder'
import type { Desk, InStore } from './bookings-desk'

type Signal = AbortSignal | undefined
export type OneBooking = InStore & { readonly uid: string }

export interface BookingActs {
  planAdd(input: InStore & { wish: BookingWish }, signal: Signal): Promise<BookingPlan>
  planChange(input: OneBooking & { change: BookingChange; scope: SeriesScope }, signal: Signal): Promise<BookingPlan>
  add(input: InStore & { wish: BookingWish; skip: boolean }, signal: Signal): Promise<Booking[]>
  change(input: OneBooking & { change: BookingChange; scope: SeriesScope }, signal: Signal): Promise<Booking[]>
  cancel(input: OneBooking & { scope: SeriesScope; reason: string }, signal: Signal): Promise<Booking[]>
  approve(input: OneBooking & { yes: boolean; scope: SeriesScope; reason?: string }, signal: Signal): Promise<Booking[]>
}

/** What is planned; one list is written or refused as a whole. */
type MakePlan = (state: PlanState) => Planned[][]

const granted = (planned: readonly Planned[]): boolean => planned.every(({ refusals }) => refusals.length === 0)

const has = (booking: Booking, { resource, user, start, end }: Waiting): boolean =>
  booking.resource === resource && booking.owner === user && holdsSlot(booking) && overlaps(booking, { start, end })

/** Who comes to have what he waited for waits no longer. */
function served(planned: readonly Planned[], state: PlanState): Pick<StoreChanges, 'waiting' | 'left'> {
  const done = state.waiting
    .filter(({ left }) => left === undefined)
    .filter(waiter => planned.some(({ booking, before }) => has(booking, waiter) && !(before && has(before, waiter))))
    .map(waiter => leaving(waiter, state))
  return { waiting: done.flatMap(({ waiting }) => waiting), left: done.flatMap(({ left }) => left) }
}

export function createBookingActs(desk: Desk): BookingActs {
  async function planned(input: InStore, make: MakePlan, signal: Signal): Promise<BookingPlan> {
    const folder = desk.folder(input.store)
    const user = await desk.userOf(folder, signal)
    const contents = await folder.read(signal, { kept: true })
    const state = desk.stateOf(contents, desk.callerOf(user, contents.file, input.as))
    const bookings = make(state).flat()
    return { bookings: bookings.map(({ booking, refusals }) => ({ booking, refusals: [...refusals] })) }
  }

  /** All lists, or with `skip` those that nothing stands against. */
  function write(input: InStore, act: LogAct, make: MakePlan, skip: boolean, signal: Signal): Promise<Booking[]> {
    return desk.transact(
      input,
      act,
      state => {
        const all = make(state)
        const kept = all.filter(granted)
        const refused = kept.length === 0 || (!skip && kept.length < all.length)
        const refusals = all.flat().flatMap(one => one.refusals)
        const result = kept.flat().map(({ booking }) => booking)
        return {
          ...{ result, refusal: refused ? refusedFailure(refusals) : null },
          ...{ judged: all.flat(), granted: result, changes: { bookings: result, ...served(kept.flat(), state) } }
        }
      },
      signal
    )
  }

  const ofAdd =
    ({ wish }: { wish: BookingWish }): MakePlan =>
    state =>
      planAdd(wish, state, desk.newUid)
  const ofChange =
    ({ uid, change, scope }: { uid: string; change: BookingChange; scope: SeriesScope }): MakePlan =>
    state => [planChange(uid, change, scope, state, desk.newUid)]

  return {
    planAdd: (input, signal) => planned(input, ofAdd(input), signal),
    planChange: (input, signal) => planned(input, ofChange(input), signal),
    add: (input, signal) => write(input, 'add', ofAdd(input), input.skip, signal),
    change: (input, signal) => write(input, 'change', ofChange(input), false, signal),
    cancel: (input, signal) =>
      write(input, 'cancel', state => [planCancel(input.uid, input.scope, input.reason, state)], false, signal),
    approve: ({ uid, yes, scope, reason, ...input }, signal) =>
      write(input, 'approve', state => [planApproval(uid, yes, scope, state, reason)], false, signal)
  }
}
