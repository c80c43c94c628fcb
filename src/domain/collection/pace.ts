/** How often a watched folder is looked through: soon enough for a collection, and never at a cost its host would feel. */

/** A look that takes the host so much of its time is repeated at the earliest when it was this small a part. */
const longestShare = 0.01
/** Milliseconds. */
export const longestLookMs = 10 * 60_000
const leastMs = { alone: 2000, told: 15_000, listing: 5000 } as const
/** How often everything is asked for instead of what changed. */
const wholeEveryMs = 30 * 60_000

export type LookMeans = 'inotify' | 'find' | 'listing'

/** Milliseconds from the end of one look through the folder to the next. `tookMs`: what the last one took the host. */
export function lookEveryMs(means: LookMeans, tookMs: number): number {
  const least = means === 'inotify' ? leastMs.told : means === 'listing' ? leastMs.listing : leastMs.alone
  return Math.min(longestLookMs, Math.max(least, tookMs / longestShare))
}

/** Milliseconds until folders are looked into again of which nobody knows what changed; they took the host so long. */
export const lookIntoEveryMs = (tookMs: number): number => Math.min(longestLookMs, tookMs / (longestShare / 4))

/** Whether the next look asks for everything: the first one, and now and then, as no rule of file systems has no gap. */
export function asksForAll(lastWholeMs: number | null, nowMs: number, tookMs: number): boolean {
  return lastWholeMs === null || nowMs - lastWholeMs >= Math.max(wholeEveryMs, tookMs / 0.001)
}

/**
 * From when on changes are asked for, by the clock of the file server that wrote the newest time seen: another server
 * of the same tree may be so much behind. Seconds since 1970 UTC; null: everything.
 */
export const changedSince = (newest: number | null): number | null => (newest === null ? null : newest - 60)
