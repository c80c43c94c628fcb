/** Days of UTC, as text `2026-11-22`, and stretches of them in milliseconds since 1970. */
import type { SpendQuestion } from '@contract/cloud-spend'
import { Failure } from '../../failure'

export const dayMs = 86_400_000

/** So many days are looked at at most: ten years. */
const mostDays = 3660

/** `end` is not in it. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** The day of UTC. `time`: milliseconds since 1970. */
export const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The month of UTC that an instant is in: `2026-11`. */
export const monthText = (time: Date): string => time.toISOString().slice(0, 7)

export function monthOf(now: Date): Stretch {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) }
}

/** The first millisecond of every day in it. */
export function daysOf({ start, end }: Stretch): number[] {
  const days: number[] = []
  for (let day = start; day < end; day += dayMs) days.push(day)
  return days
}

/** Which days are asked about; left out, from the first of the current month, or of `to`'s month, until today. */
export function askedDays({ from, to }: Pick<SpendQuestion, 'from' | 'to'>, now: Date): Stretch {
  const last = to === undefined ? Date.parse(dayText(now.getTime())) : dayStart(to, 'to')
  const start = from === undefined ? monthOf(new Date(last)).start : dayStart(from, 'from')
  const end = last + dayMs
  if (end <= start)
    throw new Failure('usage', `The days from ${dayText(start)} to ${dayText(last)} are none.`, {
      hint: 'The first day comes before the last.'
    })
  if (end - start > mostDays * dayMs)
    throw new Failure('usage', `From ${dayText(start)} to ${dayText(last)} are more than ${mostDays} days.`, {
      hint: 'Ask for fewer.'
    })
  return { start, end }
}

/** Date.parse takes the 31st of February for the 3rd of March in some engines; a day that is none is refused. */
function dayStart(text: string, name: string): number {
  const time = Date.parse(`${text}T00:00:00Z`)
  if (!Number.isNaN(time) && dayText(time) === text) return time
  throw new Failure('usage', `"${name}" cannot be "${text}".`, { hint: 'Write a day such as 2026-11-22.' })
}
