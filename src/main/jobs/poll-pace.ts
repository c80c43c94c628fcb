/** How often a queue is asked for: squeue(1), PERFORMANCE, asks programs to limit calls to the minimum. */

const longestMs = 5 * 60_000
const slowReplyMs = 2000
/** Part of an interval that chance may take off, so that many clients do not ask at the same moment. */
const jitter = 0.2

/** Who looks and what there is to see. */
export interface Attention {
  /** A window in front of a person follows. */
  readonly front: boolean
  /** The user of the login has jobs that wait or run. */
  readonly lives: boolean
  /** The person's setting, for jobs that live and are looked at. */
  readonly pollSeconds: number
}

/** Milliseconds between two polls when all goes well: a minute without an eye or without a job, 5 minutes without both. */
export function usualInterval({ front, lives, pollSeconds }: Attention): number {
  const chosen = pollSeconds * 1000
  if (front && lives) return chosen
  return front || lives ? Math.max(60_000, chosen) : longestMs
}

/**
 * Milliseconds to the next poll: doubled after a slow reply, doubled with each failure in a row, at most 5 minutes, less
 * up to 20 % by chance (`random` 0 to 1), never less than `floorMs`.
 */
export function nextInterval(
  usualMs: number,
  last: { readonly replyMs: number; readonly failures: number },
  random: number,
  floorMs: number
): number {
  const slow = last.replyMs > slowReplyMs ? 2 : 1
  const base = Math.min(longestMs, usualMs * slow * 2 ** Math.min(last.failures, 10))
  return Math.max(floorMs, base * (1 - jitter * random))
}
