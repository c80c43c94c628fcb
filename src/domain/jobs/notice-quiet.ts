/** Quiet hours: when no system notice is raised. */
import type { Settings } from '@contract/app'

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/**
 * Whether a minute of the local day (0 to 1439) is within the hours; over midnight when `to` is earlier than `from`, the
 * whole day when they are alike. Null: there are none.
 */
export function isQuiet(hours: Settings['quietHours'], minute: number): boolean {
  if (hours === null) return false
  const from = minutesOf(hours.from)
  const to = minutesOf(hours.to)
  if (from < to) return minute >= from && minute < to
  return minute >= from || minute < to
}
