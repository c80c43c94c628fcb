/** The stretch of time that the calendar shows: its days, their names, and the way to the next one. */
import { Temporal } from 'temporal-polyfill'
import { weekdayNames } from './time-words'

/** What the calendar looks like. `columns`: one day, resources across and hours down. */
export const calendarViews = ['day', 'week', 'month', 'columns', 'list'] as const
export type CalendarView = (typeof calendarViews)[number]

/** A day of a zone. Milliseconds since 1970. */
export interface Day {
  /** `2026-11-17` */
  readonly date: string
  readonly start: number
  readonly end: number
  /** 24, or what it has when the clock is changed. */
  readonly hours: number
  /** Saturday and Sunday. */
  readonly weekend: boolean
}

export interface Stretch {
  readonly from: number
  readonly to: number
  /** Of the zone that the stretch was made for. */
  readonly days: readonly Day[]
}

/** The day of a zone in which an instant lies: `2026-11-17`. Milliseconds since 1970. */
export function dateAt(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** When a day of a zone begins. Milliseconds since 1970. */
export function dayStart(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
}

function dayOf(date: Temporal.PlainDate, zone: string): Day {
  const start = date.toZonedDateTime(zone).epochMilliseconds
  const end = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
  return { date: date.toString(), start, end, hours: (end - start) / 3_600_000, weekend: date.dayOfWeek > 5 }
}

/** Days that a view shows around a day. A list shows those of a year. */
function firstAndCount(view: CalendarView, date: Temporal.PlainDate): [Temporal.PlainDate, number] {
  if (view === 'list') return [date, 366]
  if (view === 'week') return [date.subtract({ days: date.dayOfWeek - 1 }), 7]
  if (view === 'month') return [date.with({ day: 1 }), date.daysInMonth]
  return [date, 1]
}

/** What a view shows around a day of the zone. */
export function stretchOf(view: CalendarView, date: string, zone: string): Stretch {
  const [first, count] = firstAndCount(view, Temporal.PlainDate.from(date))
  // Nothing is drawn of the days of a list.
  if (view === 'list')
    return { from: dayOf(first, zone).start, to: dayOf(first.add({ days: count }), zone).start, days: [] }
  const days = Array.from({ length: count }, (_, index) => dayOf(first.add({ days: index }), zone))
  return { from: days[0]?.start ?? 0, to: days.at(-1)?.end ?? 0, days }
}

/** The day around which the view before (`-1`) or after (`1`) stands. */
export function shifted(view: CalendarView, date: string, by: 1 | -1): string {
  const day = Temporal.PlainDate.from(date)
  if (view === 'week') return day.add({ weeks: by }).toString()
  // From a long month to a short one the day stays in the month that is meant.
  if (view === 'month') return day.with({ day: 1 }).add({ months: by }).toString()
  if (view === 'list') return day.add({ months: by }).toString()
  return day.add({ days: by }).toString()
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** `16 to 22 November 2026`; what both have in common is said once. `letters`: of a month's name. */
function spanWords(first: Temporal.PlainDate, last: Temporal.PlainDate, letters: number): string {
  const month = (day: Temporal.PlainDate): string => months[day.month - 1]?.slice(0, letters) ?? ''
  const end = `${last.day} ${month(last)} ${last.year}`
  if (first.year !== last.year) return `${first.day} ${month(first)} ${first.year} to ${end}`
  return first.month === last.month ? `${first.day} to ${end}` : `${first.day} ${month(first)} to ${end}`
}

/** The head of a view, and what stands faint beside it; `short` where there is little room. */
export function stretchTitle(view: CalendarView, date: string, short = false): { title: string; detail: string } {
  const day = Temporal.PlainDate.from(date)
  const month = months[day.month - 1] ?? ''
  const letters = short ? 3 : month.length
  const dayWords = `${day.day} ${month.slice(0, letters)} ${day.year}`
  if (view === 'list') return { title: 'Bookings', detail: `from ${dayWords}, a year` }
  if (view === 'week') {
    const [first] = firstAndCount(view, day)
    const detail = spanWords(first, first.add({ days: 6 }), short ? 3 : Number.POSITIVE_INFINITY)
    return { title: `Week ${day.weekOfYear}`, detail }
  }
  if (view === 'month') return { title: month, detail: String(day.year) }
  return { title: weekdayNames[day.dayOfWeek - 1] ?? '', detail: dayWords }
}

/** What a step of the view is called. */
export const viewUnit: Readonly<Record<CalendarView, string>> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  columns: 'Day',
  list: 'Month'
}
