/** How often a running session is looked at. */

const leastMs = 20_000
const longestMs = 5 * 60_000
/** Of a server's time at most so much is spent on us. */
const share = 1 / 50
/** Without a new movie for so long nothing is happening. Milliseconds. */
const quietMs = 10 * 60_000

/**
 * Milliseconds to the next look: at least 20 s, fifty times what the last one took, three times as long where no more
 * movies came for ten minutes, doubled with each failure in a row; at most 5 minutes. `lastMovieAt`: milliseconds since 1970.
 */
export function lookPause(
  last: { readonly costMs: number; readonly failures: number; readonly lastMovieAt: number | null },
  now: number
): number {
  const quiet = last.lastMovieAt !== null && now - last.lastMovieAt > quietMs ? 3 : 1
  const base = Math.max(leastMs, last.costMs / share) * quiet * 2 ** Math.min(last.failures, 5)
  return Math.min(longestMs, base)
}
