/** Weeks of ISO 8601, Monday to Monday, in UTC. */

const dayMs = 86_400_000
export const weekMs = 7 * dayMs
/** 1970-01-01 was a Thursday. */
const mondayOffsetMs = 3 * dayMs

/** Weeks from Monday 1969-12-29 00:00 UTC to the one that holds that instant (milliseconds since 1970). */
export const weekNumber = (ms: number): number => Math.floor((ms + mondayOffsetMs) / weekMs)

/** The Monday 00:00 UTC of a week, milliseconds since 1970. */
export const weekStart = (week: number): number => week * weekMs - mondayOffsetMs

/** `2026-W47`. The year is that of the week's Thursday (ISO 8601, 3.1.1.23). */
export function isoWeek(week: number): string {
  const thursday = new Date(weekStart(week) + 3 * dayMs)
  const year = thursday.getUTCFullYear()
  const day = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs)
  return `${year}-W${String(Math.floor(day / 7) + 1).padStart(2, '0')}`
}
