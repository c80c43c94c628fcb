/** What becomes of a wish that was drawn: judged, then refused where it stands, asked about, or written. */
import type { Booking, Refusal, Slot } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { isoSeconds } from '@domain/bookings/booking'
import { Failure } from '@domain/failure'
import { useRef, useState } from 'react'
import { notify } from '../../ui/toasts'
import { bookingTitle, resourceLabel } from './booking-look'
import { type Draft, isUnchanged } from './drag/draft'
import { judge, planRefusals } from './drag/judge'
import type { BookingsRoom } from './room-context'
import { slotWords } from './time-words'

/** A wish that is neither written nor given up. */
export interface Held {
  readonly draft: Draft
  readonly refusals: readonly Refusal[]
  /** `judged`: the engine is asked. `writing`: the dialog is open for it. `scope`: which of its series is meant. */
  readonly at: 'judged' | 'refused' | 'writing' | 'scope'
}

export interface Wishes {
  readonly held: Held | null
  readonly failure: Failure | null
  propose(draft: Draft): void
  /** The refused wish, in a slot that is allowed. */
  instead(slot: Slot): void
  /** Joins the waitlist of the refused slot. */
  wait(): void
  move(scope: SeriesScope): void
  /** Gives the wish up. */
  drop(): void
  forget(): void
}

const slotOf = ({ start, end }: Draft): Slot => ({ start: isoSeconds(start), end: isoSeconds(end) })

/** `onWrite` opens the dialog for a new booking that nothing stands against; `onShow` shows one that is there. */
export function useWishes(room: BookingsRoom, onWrite: (draft: Draft) => void, onShow: (uid: string) => void): Wishes {
  const [held, setHeld] = useState<Held | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const asked = useRef<AbortController | null>(null)
  const drop = (): void => {
    asked.current?.abort()
    setHeld(null)
  }
  const fail = (thrown: unknown): void => {
    setHeld(null)
    setFailure(Failure.from(thrown))
  }
  const move = (draft: Draft, scope: SeriesScope): void => {
    if (draft.booking === null) return
    changeSlot(room, draft.booking, { ...slotOf(draft), resource: draft.resource }, scope).then(
      () => setHeld(null),
      fail
    )
  }
  const accepted = (draft: Draft): void => {
    if (draft.booking === null) {
      setHeld({ draft, refusals: [], at: 'writing' })
      onWrite(draft)
    } else if (draft.booking.series !== null) setHeld({ draft, refusals: [], at: 'scope' })
    else move(draft, 'one')
  }
  const propose = (draft: Draft): void => {
    drop()
    setFailure(null)
    if (isUnchanged(draft)) return
    const own = new AbortController()
    asked.current = own
    setHeld({ draft, refusals: [], at: 'judged' })
    judge(room.bookings, room.store, draft, own.signal).then(
      plan => {
        if (own.signal.aborted) return
        const refusals = planRefusals(plan)
        if (refusals.length > 0) setHeld({ draft, refusals, at: 'refused' })
        else accepted(draft)
      },
      thrown => !own.signal.aborted && fail(thrown)
    )
  }
  return {
    ...{ held, failure, propose, drop },
    forget: () => setFailure(null),
    move: scope => held && move(held.draft, scope),
    instead: ({ start, end }) => held && propose({ ...held.draft, start: Date.parse(start), end: Date.parse(end) }),
    wait: () => {
      if (!held) return
      const inTheWay = held.refusals.flatMap(refusal => refusal.with)[0]
      const slot = { resource: held.draft.resource, ...slotOf(held.draft) }
      room.bookings.wait({ store: room.store, ...slot }).then(() => {
        setHeld(null)
        // Who waits stands beside the booking that is in the way.
        if (inTheWay) onShow(inTheWay.uid)
      }, fail)
    }
  }
}

/** Moves a booking, tells so where it can be taken back at once. */
async function changeSlot(
  room: BookingsRoom,
  booking: Booking,
  to: Slot & { resource: string },
  scope: SeriesScope
): Promise<void> {
  const { bookings, store, file } = room
  const change = { start: to.start, end: to.end, ...(to.resource !== booking.resource && { resource: to.resource }) }
  await bookings.change({ store, uid: booking.uid, change, scope })
  const back = { start: booking.start, end: booking.end, resource: booking.resource }
  notify(`${bookingTitle(booking)} is changed`, {
    description: `${resourceLabel(file, to.resource)}, ${slotWords(to, file.timeZone)}`,
    ...(scope === 'one' && {
      act: {
        label: 'Undo',
        onClick: () =>
          void bookings.change({ store, uid: booking.uid, change: back }).catch((thrown: unknown) => {
            notify('It could not be taken back', { description: Failure.from(thrown).message })
          })
      }
    })
  })
}
