/** What is told of a session by itself: before its begin, and before its end. */
import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { labelOf } from '../bookings/booking'
import { facilityTime } from './facility-time'
import { phaseOf } from './phase'

export interface SessionNotice {
  /** Names it for good: told once for this booking with this begin or end. */
  readonly key: string
  readonly event: 'begin' | 'end'
  readonly title: string
  readonly text: string
}

/** Minutes before the begin, and before the end. Longest first. */
const remindMinutes = [1440, 60] as const
const warnMinutes = [30, 10, 2] as const

/** `23 h`, `50 min`, `1 min`. Rounded to what one would say; never 0. Milliseconds in. */
function span(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 90) return `${minutes} min`
  return `${Math.round(minutes / 60)} h`
}

export interface DueNotices {
  /** The one to tell now; null: none. */
  readonly notice: SessionNotice | null
  /** All that are due: the older ones are spoken for by the newest, and are not told later. */
  readonly keys: readonly string[]
}

/** A begin is told within this; later it tells nothing new. Milliseconds. */
const begunMs = 300_000

function begun({ start, end, created }: Booking, label: string, timeZone: string, at: number): DueNotices {
  const from = Date.parse(start)
  if (at - from >= begunMs || Date.parse(created) > from) return { notice: null, keys: [] }
  const key = `begun ${start}`
  const text = `Until ${facilityTime(Date.parse(end), timeZone)}.`
  return { keys: [key], notice: { key, event: 'begin', title: `Your session on ${label} has begun`, text } }
}

/**
 * Those whose time has come. An engine that was off, or a laptop that slept, tells one of them with the time that is
 * left now, never several. `at`: milliseconds since 1970 by the server's clock.
 */
export function dueNotices(booking: Booking, resource: Resource, timeZone: string, at: number): DueNotices {
  const phase = phaseOf(booking, at)
  if (booking.status !== 'confirmed' || phase === 'over') return { notice: null, keys: [] }
  const running = phase === 'running'
  const turn = Date.parse(running ? booking.end : booking.start)
  const since = Date.parse(running ? booking.start : booking.changed)
  const due = (running ? warnMinutes : remindMinutes).filter(minutes => {
    const when = turn - minutes * 60_000
    // What was due before the booking was made, or before a short session began, would tell nothing new.
    return when <= at && when >= since
  })
  const keyOf = (minutes: number): string => `${running ? 'end' : 'begin'} ${new Date(turn).toISOString()} ${minutes}`
  const newest = due.at(-1)
  const label = labelOf(resource)
  if (newest === undefined) return running ? begun(booking, label, timeZone, at) : { notice: null, keys: [] }
  const named = booking.title === '' ? '' : `${booking.title}. `
  return {
    keys: due.map(keyOf),
    notice: {
      ...{ key: keyOf(newest), event: running ? 'end' : 'begin' },
      title: `${label} ${running ? 'ends' : 'begins'} in ${span(turn - at)}`,
      text: `${named}${running ? 'Until' : 'From'} ${facilityTime(turn, timeZone)}.`
    }
  }
}
