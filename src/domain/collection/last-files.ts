/** When the folder of a session that is over need not be followed any more: the camera's last files come after its end. */

/**
 * It is followed for so long after the session's end and after the last file that was new: what a camera still delivers
 * comes at its own pace. Where it does not get quiet then, a log that grows, say, it is waited for as long again.
 * Milliseconds.
 */
export const graceMs = 10 * 60_000
/** What is new later than this after the end makes it no longer: names that change for ever would keep it for ever. */
const mostMs = 6 * 3_600_000

export interface LastFiles {
  /** A file came that was never there before. */
  came(nowMs: number): void
  /** From now on it is followed anew, until it is quiet. */
  again(): void
  /** The folder counts as seen to its end once everything in it was looked at from this time on. */
  lastLookMs(nowMs: number): number
  /** `seen`: that look was made, to its end. `quiet`: nothing is unfinished. */
  isOver(folder: { readonly seen: boolean; readonly quiet: boolean }, nowMs: number): boolean
}

/** Milliseconds since 1970 by our clock. `newestMs`: when the newest file that is known was written; null: there is none. */
export function createLastFiles(endedMs: number, newestMs: number | null): LastFiles {
  let cameAt = Math.max(endedMs, newestMs ?? endedMs)
  let seenAt: number | null = null
  return {
    came(nowMs) {
      if (nowMs - endedMs >= mostMs) return
      cameAt = nowMs
      seenAt = null
    },
    again() {
      seenAt = null
    },
    lastLookMs(nowMs) {
      // A clock that was set back makes it wait once more, not for ever.
      cameAt = Math.min(cameAt, nowMs)
      return cameAt + graceMs
    },
    isOver({ seen, quiet }, nowMs) {
      if (!seen) return false
      seenAt = Math.min(seenAt ?? nowMs, nowMs)
      return quiet || nowMs - seenAt >= graceMs
    }
  }
}
