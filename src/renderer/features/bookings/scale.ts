/** Where an instant stands between the two ends of what is shown. */
import type { Times } from './slot-times'
import { dateAt, dayStart, type Stretch, stretchOf } from './stretch'
import { clockWords } from './time-words'
import { wallTime } from './zone-clock'

/** Share of the stretch, 0 to 1 inside of it. Time goes on evenly: a day of 23 hours is narrower. */
export const placeOf = (at: number, { from, to }: Pick<Stretch, 'from' | 'to'>): number => (at - from) / (to - from)

/** The instant at a share of the stretch. Milliseconds since 1970. */
export const instantOf = (share: number, { from, to }: Pick<Stretch, 'from' | 'to'>): number =>
  from + share * (to - from)

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`

/** Begin and length of what lies in the stretch, cut at its ends; shares of it. */
function cutSpan(start: number, end: number, stretch: Pick<Stretch, 'from' | 'to'>) {
  const [begin, finish] = [Math.max(0, placeOf(start, stretch)), Math.min(1, placeOf(end, stretch))]
  return { begin, length: Math.max(0, finish - begin) }
}

/** As `cutSpan`, in per cent for a style. */
export function spanStyle(start: number, end: number, stretch: Pick<Stretch, 'from' | 'to'>) {
  const { begin, length } = cutSpan(start, end, stretch)
  return { at: percent(begin), size: percent(length) }
}

/** Which share of the stretch lies between two instants. */
export const shareOf = ({ start, end }: Times, stretch: Pick<Stretch, 'from' | 'to'>): number =>
  cutSpan(start, end, stretch).length

export const placeStyle = (at: number, stretch: Pick<Stretch, 'from' | 'to'>): string => percent(placeOf(at, stretch))

/** A mark of a scale: a day or an hour. */
export interface Tick {
  readonly at: number
  readonly label: string
}

/** Days of another zone that begin in the stretch. */
export function otherDays({ from, to }: Stretch, zone: string): readonly number[] {
  const week = stretchOf('day', dateAt(from, zone), zone)
  const starts: number[] = []
  for (let at = week.to; at < to; at = stretchOf('day', dateAt(at, zone), zone).to) starts.push(at)
  return dayStart(dateAt(from, zone), zone) === from ? [from, ...starts] : starts
}

/** Full hours of a zone in the stretch, each `every`th of the wall. */
export function hourTicks({ from, to }: Pick<Stretch, 'from' | 'to'>, zone: string, every: number): readonly Tick[] {
  const ticks: Tick[] = []
  // Zones stand full, half or quarter hours apart.
  const quarter = 900_000
  for (let at = Math.ceil(from / quarter) * quarter; at < to; at += quarter) {
    const { hour, minute } = wallTime(at, zone)
    if (minute === 0 && hour % every === 0) ticks.push({ at, label: clockWords(at, zone) })
  }
  return ticks
}
