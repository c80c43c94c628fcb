/** Times of bookings as people read them. Instants in milliseconds since 1970. */
import type { Slot } from '@contract/booking'
import { span } from '@domain/bookings/refusal'
import { formatDuration } from '../../ui/format'
import { type ClockChange, wallTime, zoneNameAt } from './zone-clock'

export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (value: number): string => String(value).padStart(2, '0')

/** `09:00` */
export function clockWords(at: number, zone: string): string {
  const { hour, minute } = wallTime(at, zone)
  return `${two(hour)}:${two(minute)}`
}

/** `Tue 17` */
export function shortDayWords(at: number, zone: string): string {
  const { weekday, day } = wallTime(at, zone)
  return `${weekdayNames[weekday]?.slice(0, 3)} ${day}`
}

/** `Tue 17 Nov` */
export function dayWords(at: number, zone: string): string {
  return `${shortDayWords(at, zone)} ${monthNames[wallTime(at, zone).month - 1]}`
}

/** `Tue 17 Nov 09:00` */
export const timeWords = (at: number, zone: string): string => `${dayWords(at, zone)} ${clockWords(at, zone)}`

/** `2026-11-17 09:00`, for files and columns that are sorted. */
export function plainTime(at: number, zone: string): string {
  const { year, month, day } = wallTime(at, zone)
  return `${year}-${two(month)}-${two(day)} ${clockWords(at, zone)}`
}

/** `Tue 17 Nov 09:00 to Wed 18 Nov 09:00 CET`; what both ends have in common is said once. */
export function slotWords({ start, end }: Slot, zone: string): string {
  return spanWords(Date.parse(start), Date.parse(end), zone)
}

/** As `slotWords`, from milliseconds. */
export function spanWords(from: number, to: number, zone: string): string {
  const [a, b] = [wallTime(from, zone), wallTime(to, zone)]
  const [first, last] = [zoneNameAt(from, zone), zoneNameAt(to, zone)]
  // The clock is changed in between: both ends say theirs.
  const begin = first === last ? timeWords(from, zone) : `${timeWords(from, zone)} ${first}`
  const sameDay = a.year === b.year && a.month === b.month && a.day === b.day
  return `${begin} to ${sameDay ? clockWords(to, zone) : timeWords(to, zone)} ${last}`
}

/** `At 03:00 the clock goes back to 02:00` */
export function changeWords({ at, byMs }: ClockChange, zone: string): string {
  const { hour, minute } = wallTime(at - 60_000, zone)
  const shown = (hour * 60 + minute + 1) % 1440
  const from = `${two(Math.floor(shown / 60))}:${two(shown % 60)}`
  return `At ${from} the clock goes ${byMs < 0 ? 'back' : 'on'} to ${clockWords(at, zone)}`
}

/**
 * `09:00 to 13:00`, `09:00 to Wed 09:00`: what stands in a block, whose place in the calendar tells the first day. One
 * that began before `shown`, where the calendar begins, says that day, too: `Wed 09:00 to Sat 09:00`.
 */
export function blockSpanWords(from: number, to: number, zone: string, shown = Number.NEGATIVE_INFINITY): string {
  const [first, last, b] = [wallTime(from, zone), wallTime(to - 1, zone), wallTime(to, zone)]
  const sameDay = first.day === last.day && to - from < 2 * 86_400_000
  // The end of a day is its 24:00, and not the begin of another one.
  const clock = sameDay && b.day !== last.day ? '24:00' : clockWords(to, zone)
  const onDay = (weekday: number, time: string): string => `${weekdayNames[weekday]?.slice(0, 3)}\u00a0${time}`
  const end = sameDay ? clock : onDay(b.weekday, clock)
  const begin = from < shown ? onDay(first.weekday, clockWords(from, zone)) : clockWords(from, zone)
  // Where it does not fit into one line it breaks before the end and nowhere else.
  return `${begin}\u00a0to ${end}`
}

/** `24 h`, `1 h 30 min`: hours and not days, as slots are counted. Milliseconds in. */
export const lengthWords = (ms: number): string => span(Math.round(ms / 60_000))

/** A length in minutes as a rule gives it: `48 h`, `14 d`. */
export function minutesWords(minutes: number): string {
  return minutes > 2880 && minutes % 1440 === 0 ? formatDuration(minutes * 60) : span(minutes)
}
