/** When a movie was taken, by its name. */
import { Temporal } from 'temporal-polyfill'

/** `…_20261117_091200_fractions`: EPU and others write day and time of the microscope's clock, which is the facility's. */
const dayAndTime = /(?:^|[_-])(20\d\d)(\d\d)(\d\d)[_-](\d\d)(\d\d)(\d\d)(?!\d)/

/** Milliseconds since 1970; null where the name tells no time. `timeZone`: of the facility. */
export function timeInName(name: string, timeZone: string): number | null {
  const found = dayAndTime.exec(name)
  if (!found) return null
  const [, year, month, day, hour, minute, second] = found
  try {
    const wall = Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}:${second}`)
    return wall.toZonedDateTime(timeZone).epochMilliseconds
  } catch {
    // Digits that are no time.
    return null
  }
}
