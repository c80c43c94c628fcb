/** A token bucket: how long each piece has to wait so that all together keep to a rate. */

/** What may go at once after a pause, as time at the full rate. Milliseconds. */
const burstMs = 250

export interface Throttle {
  /** Bytes per second; null: none. */
  readonly limit: number | null
  /** What was let through before stays counted at its own rate. */
  setLimit(limit: number | null, nowMs: number): void
  /** Milliseconds until the next piece may go; 0: now. */
  waitMs(nowMs: number): number
  /** A piece goes. It may be larger than what is there: the next ones then wait for it. */
  spend(bytes: number, nowMs: number): void
}

export function createThrottle(initial: number | null, startMs: number): Throttle {
  let limit = initial
  let tokens = 0
  let countedMs = startMs

  function refill(nowMs: number): void {
    if (limit !== null) {
      const most = (limit * burstMs) / 1000
      tokens = Math.min(most, tokens + (limit * Math.max(0, nowMs - countedMs)) / 1000)
    }
    countedMs = nowMs
  }

  return {
    get limit() {
      return limit
    },
    setLimit(next, nowMs) {
      refill(nowMs)
      // A debt is time to wait; it must not become longer or shorter because the rate changes.
      if (limit !== null && next !== null && tokens < 0) tokens = (tokens / limit) * next
      if (next === null || limit === null) tokens = 0
      limit = next
    },
    waitMs(nowMs) {
      if (limit === null) return 0
      refill(nowMs)
      return tokens >= 0 ? 0 : Math.ceil((-tokens * 1000) / limit)
    },
    spend(bytes, nowMs) {
      if (limit === null) return
      refill(nowMs)
      tokens -= bytes
    }
  }
}
