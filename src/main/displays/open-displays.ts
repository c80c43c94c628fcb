/** The displays that are open on this computer, until their client has gone, their booking ends or the engine closes. */
import type { Launch } from '@contract/display'
import { labelOf } from '@domain/bookings/booking'
import { pause } from '../broadcast'
import type { Armed, MayOpen } from '../may-open'
import type { Clock } from '../platform'
import type { Closing, Opened } from './adapter'

export interface Booked {
  readonly armed: Armed
  /** The booking changed or opens it no more, also where its client went before. */
  changed(): Promise<void>
  /** Another booking of the caller follows without a gap, and keeps it open. */
  wentOn(next: Armed): Promise<void>
}

export interface OpenDisplays {
  readonly count: number
  /** Rights with which this display is open in the window, in the order of opening; none where a client beside it has it. */
  rightsOf(key: string): Launch['right'][]
  /** `booked`: the booking that opened it; null: none was needed. */
  keep(opened: Opened, key: string, booked: Booked | null): void
  /** Those of this display; it was closed on its host. */
  closeOf(key: string): Promise<void>
  closeAll(): Promise<void>
}

/** The clock may be set, or stand still in a sleep of the computer, so it is looked at again. Milliseconds. */
const lookEveryMs = 5_000

/** Milliseconds in which a calendar must tell why a booking opens a display no more: it stays open so long. */
const askMs = 1_000

const endedHere: Closing = { why: 'display', reason: 'The display was ended from Farscope.' }
const engineEnds: Closing = { why: 'closed', reason: 'Farscope ended.' }
const atEnd = ({ resource }: Armed): Closing => ({
  why: 'over',
  reason: `The booking of ${labelOf(resource)} has ended.`
})

/** Of a booking that opens its display no more, or not as before. */
async function becauseOf(armed: Armed, now: Armed | null, mayOpen: Pick<MayOpen, 'people'>): Promise<Closing> {
  const name = labelOf(armed.resource)
  if (now?.right === 'view')
    return { why: 'closed', reason: `${name} was handed over: you may go on looking at its display, not control it.` }
  if (now) return { why: 'closed', reason: `${name} was handed over to you: you may control its display now.` }
  const late = AbortSignal.timeout(askMs)
  const asked = mayOpen.people(armed.store, armed.booking.uid, late).catch(() => undefined)
  const people = await Promise.race([asked, pause(askMs, late).then(() => undefined)])
  if (people === undefined) return { why: 'over', reason: `The booking of ${name} opens its display to you no more.` }
  if (people === null) return atEnd(armed)
  return {
    why: 'over',
    reason: `${name} was handed over, or its booking changed: it opens its display to others now.`
  }
}

export function createOpenDisplays(clock: Clock, mayOpen: Pick<MayOpen, 'follow' | 'people'>): OpenDisplays {
  const kept = new Map<Opened, string>()
  const ending = new AbortController()
  const closeAtEnd = async (opened: Opened, { armed, changed, wentOn }: Booked): Promise<void> => {
    const disarmed = new AbortController()
    /** What the booking opens now, where that is not what was opened. */
    let changedTo: Armed | null | undefined
    let current = armed
    const listener = (now: Armed | null): void => {
      // A control that became a view is opened anew, with the rights of then.
      if (now?.right !== armed.right) {
        changedTo = now
        disarmed.abort()
        return
      }
      const isNext = now.booking.uid !== current.booking.uid
      current = now
      void (isNext ? wentOn(now) : changed()).catch(() => undefined)
    }
    const unfollow = mayOpen.follow(armed, listener, () => kept.has(opened))
    const stop = AbortSignal.any([disarmed.signal, ending.signal])
    try {
      const left = (): number => current.closes.getTime() - clock.now().getTime()
      while (!stop.aborted && left() > 0) await pause(Math.min(left(), lookEveryMs), stop)
      // The engine ends, the booking does not.
      if (ending.signal.aborted) return await opened.close(engineEnds)
      const because = changedTo === undefined ? atEnd(current) : await becauseOf(current, changedTo, mayOpen)
      await opened.close(because)
      await changed()
    } finally {
      unfollow()
    }
  }
  return {
    get count() {
      return kept.size
    },
    rightsOf: key => {
      const own = [...kept].flatMap(([{ launch }, of]) => (of === key ? [launch] : []))
      // Whether a client that was only printed, or is another program, is there at all nobody knows.
      return own.every(({ way }) => way === 'inside') ? own.map(({ right }) => right) : []
    },
    keep: (opened, key, booked) => {
      kept.set(opened, key)
      void opened.ended.then(() => kept.delete(opened))
      if (booked) void closeAtEnd(opened, booked).catch(() => undefined)
    },
    closeOf: async key => {
      await Promise.all([...kept].map(([opened, own]) => (own === key ? opened.close(endedHere) : undefined)))
    },
    closeAll: async () => {
      ending.abort()
      await Promise.all([...kept.keys()].map(opened => opened.close(engineEnds)))
    }
  }
}
