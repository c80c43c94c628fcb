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
 * Bytes that go an hour, as seen between the first and the last sample (others fill it as well); null over less than
 * ten minutes. Less than 0: it becomes emptier.
 */
export function seenToFill(samples: readonly FreeSample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < leastTrendMs) return null
  return ((first.freeBytes - last.freeBytes) * hourMs) / (last.at - first.at)
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

/** Movies at the end of the session, if they come as they do now. `end`: milliseconds since 1970. */
export function moviesAtEnd(movies: number, moviesPerHour: number | null, now: number, end: number): number | null {
  if (moviesPerHour === null) return null
  return Math.round(movies + (moviesPerHour * Math.max(0, end - now)) / hourMs)
}
