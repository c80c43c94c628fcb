/** How room and backlog go on at the rates of now: what a plot of the forecast is drawn from. */

const hourMs = 3_600_000

/** Even moments from now on, the first and the last among them. Milliseconds since 1970. */
export function forecastTimes(now: number, until: number, points = 49): number[] {
  const span = Math.max(0, until - now)
  return Array.from({ length: points }, (_none, at) => now + (span * at) / (points - 1))
}

/**
 * Until when it is worth drawing: the end of the session, or later, while the last backlog clears; by as much again at
 * most. A session that is over is drawn an hour on. Milliseconds since 1970; `clears`: null is not known, or never.
 */
export function forecastEnd(now: number, sessionEnd: number, clears: readonly (number | null)[]): number {
  const end = sessionEnd > now ? sessionEnd : now + hourMs
  const last = Math.max(end, ...clears.filter(at => at !== null))
  return Math.min(last, end + (end - now))
}

/** What is free at a place while the session writes. Bytes; null after its end, and where it is not known how fast it fills. */
export function freeCourse(
  times: readonly number[],
  { freeBytes, bytesPerHour }: { readonly freeBytes: number | null; readonly bytesPerHour: number | null },
  { now, sessionEnd }: { readonly now: number; readonly sessionEnd: number }
): (number | null)[] {
  return times.map(at => {
    if (freeBytes === null || bytesPerHour === null || (at > sessionEnd && at > now)) return null
    return Math.max(0, freeBytes - (bytesPerHour * (at - now)) / hourMs)
  })
}

/** What has still to be sent; after the end of the session nothing more comes. Bytes; null where nothing is measured. */
export function backlogCourse(
  times: readonly number[],
  backlog: { readonly bytes: number; readonly arrivingPerHour: number; readonly sentPerHour: number | null },
  { now, sessionEnd }: { readonly now: number; readonly sessionEnd: number }
): (number | null)[] {
  const { bytes, arrivingPerHour, sentPerHour } = backlog
  if (sentPerHour === null) return times.map(() => null)
  const turn = Math.max(now, sessionEnd)
  const atTurn = Math.max(0, bytes + ((arrivingPerHour - sentPerHour) * (turn - now)) / hourMs)
  return times.map(at =>
    at <= turn
      ? Math.max(0, bytes + ((arrivingPerHour - sentPerHour) * (at - now)) / hourMs)
      : Math.max(0, atTurn - (sentPerHour * (at - turn)) / hourMs)
  )
}
