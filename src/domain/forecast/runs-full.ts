/** When a place runs full. */

/** Free space of a place at a time. Bytes; milliseconds since 1970. */
export interface FreeSample {
  readonly at: number
  readonly freeBytes: number
}

const hourMs = 3_600_000
/** A trend over less than this is chance: file systems count in blocks, and others write in bursts. Milliseconds. */
const leastTrendMs = 10 * 60_000
/** Beyond this nobody plans by the hour. Milliseconds. */
const farthestMs = 3650 * 24 * hourMs

/**
 * Bytes that go an hour, as seen over ten minutes at least (others fill it as well); null over less. Only the spans in
 * which it became fuller count: where somebody freed space, what was written meanwhile is not seen, and it will be
 * filled on. 0: it became emptier throughout.
 */
export function seenToFill(samples: readonly FreeSample[]): number | null {
  const points = spaced(samples)
  let [bytes, ms, emptied] = [0, 0, 0]
  for (const [at, point] of points.entries()) {
    const before = points[at - 1]
    if (!before) continue
    const filled = before.freeBytes - point.freeBytes
    if (filled < 0) emptied++
    else {
      bytes += filled
      ms += point.at - before.at
    }
  }
  if (ms > 0) return (bytes * hourMs) / ms
  // A single span may hide a file that was deleted among many that came.
  return emptied > 1 ? 0 : null
}

/** The last, and before it one every ten minutes or more: what comes and goes within them is chance. */
function spaced(samples: readonly FreeSample[]): FreeSample[] {
  const points: FreeSample[] = []
  for (const sample of samples.toReversed()) {
    const next = points.at(-1)
    if (next === undefined || next.at - sample.at >= leastTrendMs) points.push(sample)
  }
  const [first] = samples
  if (first && points.length > 1) points.splice(-1, 1, first)
  return points.toReversed()
}

/** The more of both, as what is to be warned of must not be missed; null where neither is known. */
export function fillRate(arriving: number | null, seen: number | null): number | null {
  if (arriving === null || seen === null) return arriving ?? (seen === null ? null : Math.max(0, seen))
  return Math.max(arriving, seen)
}

/** Milliseconds since 1970; null where it does not fill, not within ten years, or something is not known. */
export function runsFullAt(freeBytes: number | null, bytesPerHour: number | null, now: number): number | null {
  if (freeBytes === null || bytesPerHour === null || bytesPerHour <= 0) return null
  const inMs = (Math.max(0, freeBytes) / bytesPerHour) * hourMs
  return inMs > farthestMs ? null : now + inMs
}

/** What watched folders bring to a place. Bytes. */
export interface Coming {
  /** Still to be brought. */
  readonly backlogBytes: number
  /** What is added to it in an hour until the session ends. */
  readonly arrivingPerHour: number
  /** What the links bring in an hour while they stand; null: not measured. */
  readonly linkPerHour: number | null
}

export interface RoomFacts {
  readonly freeBytes: number
  /** What is written there by others than watched folders, as far as it is known; and as it was seen to fill. */
  readonly arrivingPerHour: number | null
  readonly seenPerHour: number | null
  /** Null: no watched folder brings anything there. */
  readonly coming: Coming | null
  /** Milliseconds since 1970. */
  readonly now: number
  readonly sessionEnd: number
}

export interface RoomForecast {
  /** Until it is full, on an average. Null: not known. */
  readonly bytesPerHour: number | null
  /** Milliseconds since 1970. Null: it does not run full, or nobody knows when. */
  readonly fullAt: number | null
  /** Whether it is full before the session ends, or before all of the session is brought while nothing is. */
  readonly beforeEnd: boolean | null
}

/**
 * By the fastest that is known, and by what watched folders have still to bring: while a link is down nothing is seen
 * to fill, and all that waits comes when it stands again.
 */
export function roomForecast(facts: RoomFacts): RoomForecast {
  const { freeBytes, coming, now, sessionEnd } = facts
  const known = [facts.arrivingPerHour, coming?.arrivingPerHour ?? null].filter(rate => rate !== null)
  const rate = fillRate(known.length === 0 ? null : Math.max(...known), facts.seenPerHour)
  const full = runsFullAt(freeBytes, rate, now)
  const due = coming && copiesDueMs(freeBytes, coming, Math.max(0, sessionEnd - now))
  if (due === null)
    return { bytesPerHour: rate, fullAt: full, beforeEnd: rate === null ? null : isBefore(full, sessionEnd) }
  const brought = runsFullAt(freeBytes, coming?.linkPerHour ?? rate, now)
  // There is no room for all of it, and no telling when it comes.
  if (brought === null) return { bytesPerHour: rate, fullAt: full, beforeEnd: true }
  const byCopies = Math.max(now + due, brought)
  if (full !== null && full <= byCopies)
    return { bytesPerHour: rate, fullAt: full, beforeEnd: isBefore(full, sessionEnd) }
  const perHour = byCopies > now ? (Math.max(0, freeBytes) * hourMs) / (byCopies - now) : (coming?.linkPerHour ?? rate)
  return { bytesPerHour: perHour, fullAt: byCopies, beforeEnd: isBefore(byCopies, sessionEnd) }
}

const isBefore = (at: number | null, end: number): boolean => at !== null && at < end

/** In how long there is more to bring than is free, however fast it is brought; null: never. `left`: of the session. */
function copiesDueMs(freeBytes: number, { backlogBytes, arrivingPerHour }: Coming, left: number): number | null {
  if (backlogBytes > freeBytes) return 0
  if (backlogBytes + (arrivingPerHour * left) / hourMs <= freeBytes) return null
  return ((freeBytes - backlogBytes) * hourMs) / arrivingPerHour
}

/** Movies at the end of the session, if they come as they do now. `end`: milliseconds since 1970. */
export function moviesAtEnd(movies: number, moviesPerHour: number | null, now: number, end: number): number | null {
  if (moviesPerHour === null) return null
  return Math.round(movies + (moviesPerHour * Math.max(0, end - now)) / hourMs)
}
