/** The slot nearest to a wished one that a rule allows. */
import type { Slot } from '@contract/booking'
import type { Hours } from '@contract/resources'
import { weekdays } from '@contract/resources'
import { Temporal } from 'temporal-polyfill'
import { isoSeconds } from './booking'
import { atWall, type Zoned, zoned } from './zone'

const minuteMs = 60_000

/** The same length from another begin. Milliseconds. */
function beginningAt({ start, end }: Slot, at: number): Slot {
  return { start: isoSeconds(at), end: isoSeconds(at + Date.parse(end) - Date.parse(start)) }
}

/** The same begin for so many minutes; null for none. */
export function lasting({ start }: Slot, minutes: number): Slot | null {
  if (minutes < 1) return null
  return { start, end: isoSeconds(Date.parse(start) + Math.floor(minutes) * minuteMs) }
}

/** The first slot of this length, from its own begin on, that meets none of `busy`. */
export function nextFree(wanted: Slot, busy: readonly Slot[]): Slot {
  const taken = busy.map(slot => ({ from: Date.parse(slot.start), to: Date.parse(slot.end) }))
  return firstGap(
    wanted,
    taken.sort((a, b) => a.from - b.from)
  )
}

/** The same where they come by begin, in milliseconds since 1970; looks at no more of them than it needs. */
export function firstGap(wanted: Slot, busy: Iterable<{ readonly from: number; readonly to: number }>): Slot {
  const length = Date.parse(wanted.end) - Date.parse(wanted.start)
  let start = Date.parse(wanted.start)
  for (const { from, to } of busy) {
    if (from >= start + length) break
    if (to > start) start = to
  }
  return beginningAt(wanted, start)
}

/** Multiple of `step` minutes of the wall that is nearest; `up`: never before it. */
function rounded(time: Zoned, step: number, up: boolean): Zoned {
  const minutes = (time.hour * 3600 + time.minute * 60 + time.second) / 60
  const steps = up ? Math.ceil(minutes / step) : Math.round(minutes / step)
  return atWall(time.toPlainDate(), Math.min(steps * step, 1440), time.timeZoneId)
}

/** Begin and end on multiples of `step` minutes from local midnight, and at least one step long. */
export function onSteps(wanted: Slot, step: number, zone: string): Slot {
  const start = rounded(zoned(wanted.start, zone), step, false)
  const end = rounded(zoned(wanted.end, zone), step, false)
  const least = rounded(start.add({ minutes: step }), step, true)
  const later = Temporal.ZonedDateTime.compare(end, start) > 0 ? end : least
  return { start: isoSeconds(start.epochMilliseconds), end: isoSeconds(later.epochMilliseconds) }
}

/** Not before the instant, on a full minute or on the resource's step. */
export function notBefore(wanted: Slot, at: number, step: number | undefined, zone: string): Slot {
  const first = rounded(zoned(isoSeconds(Math.ceil(at / 1000) * 1000), zone), step ?? 1, true)
  return beginningAt(wanted, Math.max(Date.parse(wanted.start), first.epochMilliseconds))
}

const clockMinutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** The hours of the facility's week as slots, on the days that meet the stretch. */
export function hoursWithin({ start, end }: Slot, hours: readonly Hours[], zone: string): Slot[] {
  const found: Slot[] = []
  const last = zoned(end, zone).toPlainDate()
  for (
    let day = zoned(start, zone).toPlainDate();
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const name = weekdays[day.dayOfWeek - 1]
    for (const { days, from, to } of hours) {
      if (!name || !days.includes(name)) continue
      const [begin, over] = [from, to].map(clock => atWall(day, clockMinutes(clock), zone).epochMilliseconds)
      if (begin !== undefined && over !== undefined && begin < over)
        found.push({ start: isoSeconds(begin), end: isoSeconds(over) })
    }
  }
  return found
}
