/** Waiting for a slot, and asking the next for some time. */
import type { Booking, Overrun, Refusal, Waiter } from '@contract/booking'
import { isoSeconds } from '@domain/bookings/booking'
import type { LogAct } from '@domain/bookings/log-words'
import { answerOverrun, askForTime } from '@domain/bookings/overrun'
import { refusedFailure } from '@domain/bookings/refusal'
import { planUnwait, planWait } from '@domain/bookings/wait'
import { waitersOf } from '@domain/bookings/waitlist'
import type { StoreChanges } from '../booking-folder'
import type { OneBooking } from './bookings-acts'
import type { Desk, DeskState, InStore } from './bookings-desk'

type Signal = AbortSignal | undefined

export interface BookingWaits {
  wait(
    input: InStore & { resource: string; start: string; end: string; title: string },
    signal: Signal
  ): Promise<Waiter>
  unwait(input: InStore & { id: string }, signal: Signal): Promise<void>
  ask(input: OneBooking & { minutes: number; message: string }, signal: Signal): Promise<Overrun>
  answer(input: InStore & { id: string; yes: boolean }, signal: Signal): Promise<Overrun>
}

/** What one of these would write; with refusals nothing is written. `about`: where and when, for the log. */
interface Wanted<Result> {
  readonly about: Pick<Booking, 'resource' | 'start' | 'end' | 'title'> & { uid: string | null }
  readonly refusals: readonly Refusal[]
  readonly changes: StoreChanges
  readonly result: Result
}

export function createBookingWaits(desk: Desk): BookingWaits {
  async function write<Result>(
    input: InStore,
    act: LogAct,
    decide: (state: DeskState) => Wanted<Result>,
    signal: Signal
  ): Promise<Result> {
    return desk.transact(
      input,
      act,
      state => {
        const wanted = decide(state)
        const { about, refusals } = wanted
        const judged = [{ booking: about, refusals }]
        const refusal = refusals.length > 0 ? refusedFailure(refusals) : null
        return { ...wanted, judged, refusal, granted: [about] }
      },
      signal
    )
  }

  return {
    wait: (input, signal) =>
      write(
        input,
        'wait',
        state => {
          const { waiting, refusals } = planWait({ ...input, id: desk.newUid() }, state)
          const after = { ...state, waiting: [...state.waiting, waiting] }
          const result = waitersOf(after).find(({ id }) => id === waiting.id) ?? { ...waiting, offer: null }
          return { about: { ...waiting, uid: null }, refusals, changes: { waiting: [waiting] }, result }
        },
        signal
      ),
    unwait: (input, signal) =>
      write(
        input,
        'unwait',
        state => {
          const { waiter, refusals, changes } = planUnwait(input.id, state)
          return { about: { ...waiter, uid: null }, refusals, changes, result: undefined }
        },
        signal
      ),
    ask: (input, signal) =>
      write(
        input,
        'ask',
        state => {
          const { overrun, booking, refusals } = askForTime(input, state, desk.newUid())
          return { about: booking, refusals, changes: { overruns: [overrun] }, result: overrun }
        },
        signal
      ),
    answer: (input, signal) =>
      write(
        input,
        'answer',
        state => {
          const { overrun, planned, refusals } = answerOverrun(input.id, input.yes, state)
          // The file of who asked is not ours to write: his end follows from the answer (overrun.withAgreedTime).
          const bookings = planned.map(({ booking }) => booking).filter(({ uid }) => isOwn(uid, overrun, state))
          const about = state.bookings.find(({ uid }) => uid === overrun.next)
          const slot = { start: overrun.at, end: isoSeconds(overrun.end), title: overrun.message }
          return {
            about: about ?? { ...slot, resource: overrun.resource, uid: overrun.next },
            ...{ refusals, changes: { bookings, overruns: [overrun] }, result: overrun }
          }
        },
        signal
      )
  }
}

/** Whether it is the booking that gives time, or linked to it. */
function isOwn(uid: string, { next }: Overrun, { bookings }: DeskState): boolean {
  const group = bookings.find(one => one.uid === next)?.group ?? null
  return uid === next || (group !== null && bookings.some(one => one.uid === uid && one.group === group))
}
