/** Where a time that is drawn with the pointer comes to stand. */
import { Temporal } from 'temporal-polyfill'

/** Minutes that a drag may move by, from fine to coarse. */
const steps = [15, 30, 60, 120, 180, 240, 360, 720, 1440]

/**
 * Minutes that a drag moves by: the rule's own step, or a quarter of an hour; more where that is less than the pointer
 * can be moved by (`minutesPerPixel`), but always a multiple.
 */
export function snapMinutes(rule: number | undefined, minutesPerPixel: number): number {
  const finest = rule ?? 15
  if (finest >= minutesPerPixel * 2) return finest
  return steps.find(step => step % finest === 0 && step >= minutesPerPixel * 2) ?? finest
}

/** The nearest multiple of `minutes` on the wall of the zone, counted from local midnight. Milliseconds since 1970. */
export function snapped(at: number, minutes: number, zone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO(zone)
  const wall = time.hour * 60 + time.minute + time.second / 60
  const wanted = Math.round(wall / minutes) * minutes
  const day = wanted >= 1440 ? time.toPlainDate().add({ days: 1 }) : time.toPlainDate()
  const rest = wanted % 1440
  const clock = Temporal.PlainTime.from({ hour: Math.floor(rest / 60), minute: rest % 60 })
  const candidate = day.toZonedDateTime({ timeZone: zone, plainTime: clock }).epochMilliseconds
  // In the hour that the clock shows twice, the one that was meant is the nearer one.
  const again = candidate + 3_600_000
  const twice = Math.abs(again - at) < Math.abs(candidate - at) && sameWall(again, rest, zone)
  return twice ? again : candidate
}

function sameWall(at: number, minutes: number, zone: string): boolean {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return time.hour * 60 + time.minute === minutes
}
