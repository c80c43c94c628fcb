/** Instants in the facility's zone. Daylight saving is the zone database's matter, never a number of hours here. */
import { Failure } from '@domain/failure'
import { Temporal } from 'temporal-polyfill'

export type Zoned = Temporal.ZonedDateTime

/** `usage` where the zone is none of this computer's database. */
export function zoned(instant: string, zone: string): Zoned {
  try {
    return Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  } catch (cause) {
    throw new Failure('usage', `${zone} is no time zone, or ${instant} no time.`, {
      hint: 'Zones have names such as Europe/Berlin.',
      cause
    })
  }
}

export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** ISO 8601 UTC without fractions, as the store writes it. */
export const instantText = (time: Zoned): string => time.toInstant().toString({ smallestUnit: 'second' })

/** Minutes since local midnight as the wall shows them. */
export const wallMinutes = (time: Zoned): number => time.hour * 60 + time.minute + time.second / 60

/** When the wall shows so many minutes since midnight of a day; 1440 is the next midnight. A skipped time is the one after the gap. */
export function atWall(day: Temporal.PlainDate, minutes: number, zone: string): Zoned {
  const [date, rest] = minutes >= 1440 ? [day.add({ days: 1 }), minutes - 1440] : [day, minutes]
  return date.toZonedDateTime({
    timeZone: zone,
    plainTime: { hour: Math.floor(rest / 60), minute: Math.floor(rest % 60), second: Math.round((rest * 60) % 60) }
  })
}

/** The last moment of a local day, as an instant: what is valid "until" that day is valid up to here. */
export function endOfDay(date: string, zone: string): string {
  return instantText(Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone))
}

/** Begin of the week (Monday) or month in which the time lies, and of the one after it. */
export function periodOf(time: Zoned, per: 'week' | 'month'): { start: string; end: string } {
  const day = time.startOfDay()
  const start = per === 'week' ? day.subtract({ days: time.dayOfWeek - 1 }) : day.with({ day: 1 })
  const end = per === 'week' ? start.add({ weeks: 1 }) : start.add({ months: 1 })
  return { start: instantText(start), end: instantText(end) }
}
