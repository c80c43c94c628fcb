/** Movies as they arrived, minute by minute: what a rate is reckoned from. */

/** What arrived in one minute. `minute`: minutes since 1970, UTC. */
export interface Arrival {
  readonly minute: number
  readonly movies: number
  readonly bytes: number
}

export interface ArrivalRate {
  /** Null before there are two movies. */
  readonly moviesPerHour: number | null
  readonly bytesPerHour: number | null
}

const hourMs = 3_600_000
const minuteMs = 60_000

/** A rate over less than this tells nothing yet. Milliseconds. */
const leastMs = 30_000

/**
 * Over the last hour, pauses in it included, because a forecast has to reckon with refills and moves of the stage; over
 * less where it began within that hour. `arrivals` ascend; `now`: milliseconds since 1970.
 */
export function arrivalRate(arrivals: readonly Arrival[], now: number): ArrivalRate {
  const [first] = arrivals
  if (first === undefined) return { moviesPerHour: null, bytesPerHour: null }
  const began = first.minute * minuteMs
  const from = Math.max(began, now - hourMs)
  // A minute that is cut in the middle belongs to the window: the other way a slow instrument would seem to stand still.
  const inside = arrivals.filter(({ minute }) => (minute + 1) * minuteMs > from && minute * minuteMs <= now)
  const movies = inside.reduce((sum, one) => sum + one.movies, 0)
  const bytes = inside.reduce((sum, one) => sum + one.bytes, 0)
  const all = arrivals.reduce((sum, one) => sum + one.movies, 0)
  const span = now - from
  if (all < 2 || span < leastMs) return { moviesPerHour: null, bytesPerHour: null }
  return { moviesPerHour: (movies * hourMs) / span, bytesPerHour: (bytes * hourMs) / span }
}

/** Movies in equal spans up to `now`, oldest first; from the begin of the collection at the earliest. Milliseconds. */
export function arrivalSpans(
  arrivals: readonly Arrival[],
  now: number,
  spanMs: number,
  most: number
): { readonly from: number; readonly movies: number }[] {
  const [first] = arrivals
  if (first === undefined) return []
  const began = Math.floor((first.minute * minuteMs) / spanMs)
  const last = Math.floor(now / spanMs)
  const start = Math.max(began, last - most + 1)
  const spans = Array.from({ length: Math.max(0, last - start + 1) }, (_none, at) => ({
    from: (start + at) * spanMs,
    movies: 0
  }))
  for (const { minute, movies } of arrivals) {
    const span = spans[Math.floor((minute * minuteMs) / spanMs) - start]
    if (span) span.movies += movies
  }
  return spans
}
