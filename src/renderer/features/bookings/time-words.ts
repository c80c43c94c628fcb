/** Times of bookings as people read them. Instants in milliseconds since 1970. */
import type { Slot } from '@contract/booking'
import { span } from '@domain/bookings/refusal'
import { formatDuration } from '../../ui/format'
import { wallTime, zoneNameAt } from './zone-clock'

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

/** `24 h`, `1 h 30 min`: hours and not days, as slots are counted. Milliseconds in. */
export const lengthWords = (ms: number): string => span(Math.round(ms / 60_000))

/** A length in minutes as a rule gives it: `48 h`, `14 d`. */
export function minutesWords(minutes: number): string {
  return minutes > 2880 && minutes % 1440 === 0 ? formatDuration(minutes * 60) : span(minutes)
}
