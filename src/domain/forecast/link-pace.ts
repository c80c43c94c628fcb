/**
 * What a link carries while it has something to carry: the pace that a forecast is reckoned with. The rate of the last
 * seconds is no such thing: it is nothing between two transfers and doubles with a small file.
 */

/** What a look at the transfers saw since the one before. */
export interface CarriedBytes {
  /** Bytes that arrived. */
  readonly bytes: number
  /** There is something under way whose bytes are not all there. */
  readonly busy: boolean
}

export interface LinkPace {
  /** `now`: milliseconds since 1970. The first look only begins. */
  look(seen: CarriedBytes, now: number): void
  /** Bytes per second; null before there was enough to go by. */
  readonly pace: number | null
}

/** Busy time that the pace is of, at most, and the pieces in which it is forgotten. Milliseconds. */
const windowMs = 10 * 60_000
const pieceMs = 10_000
/** Over less busy time it would be chance. */
const leastMs = 10_000
/** Between two looks; over more the computer slept, or its clock was set. */
const longestGapMs = 5000
/** What is told stays until it is wrong by so much: the time of an end does not jump with every file. */
const band = 0.15

export function createLinkPace(): LinkPace {
  const pieces: { busyMs: number; bytes: number }[] = []
  let lookedAt: number | null = null
  let wasBusy = false
  let told: number | null = null

  function tell(): void {
    const busyMs = pieces.reduce((sum, one) => sum + one.busyMs, 0)
    if (busyMs < leastMs) return
    const found = (pieces.reduce((sum, one) => sum + one.bytes, 0) * 1000) / busyMs
    if (told === null || Math.abs(found - told) > told * band) told = found
  }

  return {
    look({ bytes, busy }, now) {
      const gap = lookedAt === null ? 0 : Math.min(longestGapMs, Math.max(0, now - lookedAt))
      lookedAt = now
      // The time before this look was busy as it began, or something came in it.
      const busyMs = wasBusy || bytes > 0 ? gap : 0
      wasBusy = busy
      if (busyMs === 0) return
      let last = pieces.at(-1)
      if (!last || last.busyMs >= pieceMs) {
        last = { busyMs: 0, bytes: 0 }
        pieces.push(last)
        if (pieces.length > windowMs / pieceMs) pieces.shift()
      }
      last.busyMs += busyMs
      last.bytes += bytes
      tell()
    },
    get pace() {
      return told
    }
  }
}
