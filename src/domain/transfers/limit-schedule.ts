/** The limit that all transfers together keep to now. */
import type { LimitWindow } from '@contract/app'

/** Minutes since midnight of `HH:MM`. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** `minute`: of the local day. Over midnight when `to` is earlier; all day when both are the same. */
function holdsAt({ from, to }: LimitWindow, minute: number): boolean {
  const [start, end] = [minutesOf(from), minutesOf(to)]
  if (start === end) return true
  return start < end ? minute >= start && minute < end : minute >= start || minute < end
}

/** Bytes per second, null: none. The first window that holds goes before the general limit. `now`: in local time. */
export function limitAt(
  now: Date,
  settings: { readonly transferLimit: number | null; readonly transferSchedule: readonly LimitWindow[] }
): number | null {
  const minute = now.getHours() * 60 + now.getMinutes()
  const window = settings.transferSchedule.find(candidate => holdsAt(candidate, minute))
  return window ? window.limit : settings.transferLimit
}
