/** When a job should end, by how fast it went on so far. */

/** Intervals that are looked at: the later ones tell more, RELION's first iterations are quick. */
const latest = 5

/**
 * `ends`: when each iteration or micrograph so far ended, oldest first; all times in seconds since 1970, UTC. Null with
 * fewer than two of them or none left. Never before `now`: a clock that is off must not tell an end that is past.
 */
export function expectedEnd(ends: readonly number[], left: number, now: number): number | null {
  const looked = ends.slice(-latest - 1)
  const [first] = looked
  const last = looked.at(-1)
  if (first === undefined || last === undefined || looked.length < 2 || left <= 0) return null
  const each = (last - first) / (looked.length - 1)
  return Math.max(now, last + each * left)
}
