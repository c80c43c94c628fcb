/** Wall-clock times of a zone, quickly: a month of bookings is read some thousand times before it is drawn. */
import { type Zoned, zoned } from '@domain/bookings/zone'
import { zoneName } from '../../ui/format'

/** A stretch of time in which the zone's offset does not change. Milliseconds since 1970, the end not part of it. */
interface Offset {
  readonly from: number
  readonly to: number
  readonly ms: number
  /** `CET` */
  readonly name: string
}

const known = new Map<string, Offset[]>()

const millis = (time: Zoned | null, none: number): number => time?.epochMilliseconds ?? none

/** The zone database is asked once for each stretch between two changes of the clock. */
function offsetAt(at: number, zone: string): Offset {
  const offsets = known.get(zone) ?? []
  for (const offset of offsets) if (offset.from <= at && at < offset.to) return offset
  const time = zoned(new Date(at).toISOString(), zone)
  const next = time.getTimeZoneTransition('next')
  // The change before the moment after it: a moment that is itself a change begins its own stretch.
  const last = time.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
  const offset = {
    from: millis(last, Number.NEGATIVE_INFINITY),
    to: millis(next, Number.POSITIVE_INFINITY),
    ms: time.offsetNanoseconds / 1_000_000,
    name: zoneName(at, zone)
  }
  known.set(zone, [...offsets, offset])
  return offset
}

/** What the wall of a zone shows at an instant. */
export interface WallTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** Monday is 0. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
}

/** By zone, then instant: a booking's ends are read for its words, its lane and its tip, and its neighbours share them. */
const walls = new Map<string, Map<number, WallTime>>()
/** More instants of a zone than any view has ends of bookings; then all are forgotten at once. */
const mostWalls = 20_000

/** `at`: milliseconds since 1970. */
export function wallTime(at: number, zone: string): WallTime {
  const known = walls.get(zone) ?? new Map<number, WallTime>()
  const found = known.get(at)
  if (found !== undefined) return found
  if (known.size >= mostWalls) known.clear()
  const wall = new Date(at + offsetAt(at, zone).ms)
  const time = {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: (wall.getUTCDay() + 6) % 7,
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes()
  }
  walls.set(zone, known.set(at, time))
  return time
}

/** Short name of the zone at an instant: `CET`. */
export const zoneNameAt = (at: number, zone: string): string => offsetAt(at, zone).name

/** A change of the clock. */
export interface ClockChange {
  /** Milliseconds since 1970. */
  readonly at: number
  /** What the wall gains. Milliseconds; below 0 it goes back. */
  readonly byMs: number
}

/** The changes of a zone's clock between two instants. */
export function clockChanges(from: number, to: number, zone: string): readonly ClockChange[] {
  const changes: ClockChange[] = []
  for (let { ms, to: at } = offsetAt(from, zone); at < to; ) {
    const next = offsetAt(at, zone)
    changes.push({ at, byMs: next.ms - ms })
    ;({ ms, to: at } = next)
  }
  return changes
}

/** Short name of a zone in a stretch, both where the clock is changed in it: `CEST, CET`. */
export function zoneNamesIn(from: number, to: number, zone: string): string {
  const [first, last] = [zoneNameAt(from, zone), zoneNameAt(to - 1, zone)]
  return first === last ? first : `${first}, ${last}`
}

/** Whether two zones show the same time from one instant to another. */
export function sameClocks(a: string, b: string, from: number, to: number): boolean {
  return a === b || [from, to].every(at => offsetAt(at, a).ms === offsetAt(at, b).ms)
}

/** The zone of this computer. */
export const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `Stockholm`; the last part of a zone's name. */
export const zonePlace = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
