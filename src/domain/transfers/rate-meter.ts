/** Speed over the last seconds, from what was counted when. */

/** How far back the speed looks, milliseconds. */
const windowMs = 3000
/** Counts of one such span are added up, so that the memory does not grow with the speed. */
const spanMs = 100

export interface RateMeter {
  add(bytes: number, nowMs: number): void
  /** Bytes per second over the last three seconds, or since the first count if that is less. */
  rate(nowMs: number): number
}

export function createRateMeter(): RateMeter {
  let spans: { at: number; bytes: number }[] = []
  let first: number | undefined
  const drop = (nowMs: number): void => {
    spans = spans.filter(span => span.at > nowMs - windowMs)
  }
  return {
    add(bytes, nowMs) {
      first ??= nowMs
      const last = spans.at(-1)
      if (last && nowMs - last.at < spanMs) last.bytes += bytes
      else {
        drop(nowMs)
        spans.push({ at: nowMs, bytes })
      }
    },
    rate(nowMs) {
      drop(nowMs)
      if (first === undefined || spans.length === 0) return 0
      const bytes = spans.reduce((sum, span) => sum + span.bytes, 0)
      return (bytes * 1000) / Math.max(spanMs, Math.min(windowMs, nowMs - first))
    }
  }
}
