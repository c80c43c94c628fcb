/** How many working days a row of steps takes when somebody has to begin each of them. */

/**
 * Rule of the planner: a step is begun in working hours, the first `hoursOfDay` of each day, as soon as the one before it
 * has ended; it ends whenever it ends, also at night. Gives the working day on which the last one ends, from 1; no steps
 * are 0 days. A night counts to the day before it.
 */
export function workingDays(hours: readonly number[], hoursOfDay = 8): number {
  /** Hours since the begin of the first working day, nights counted. */
  let now = 0
  for (const step of hours) {
    const day = Math.floor(now / 24)
    const afterHours = now - day * 24 >= hoursOfDay
    now = (afterHours ? (day + 1) * 24 : now) + step
  }
  return hours.length === 0 ? 0 : Math.max(1, Math.ceil(now / 24))
}
