/** When everything that has to be copied is copied. */

export interface BacklogFacts {
  /** Still to be copied. Bytes. */
  readonly backlogBytes: number
  /** What comes in an hour until the session ends, and what the link carries. Bytes. */
  readonly arrivingPerHour: number
  readonly linkPerHour: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly sessionEnd: number
}

export interface BacklogForecast {
  /** Milliseconds since 1970; null: never, nothing moves. */
  readonly clearsAt: number | null
  /** False also where it never does. */
  readonly beforeEnd: boolean
  /** How long after the end of the session; 0 before it. Null: never. Milliseconds. */
  readonly lateMs: number | null
  /** What is left when the session ends. Bytes. */
  readonly leftAtEndBytes: number
  /** What the backlog gains an hour; less than 0: it shrinks. Bytes. */
  readonly growsPerHour: number
}

const hourMs = 3_600_000

/**
 * While movies come the backlog changes by the difference of both rates; after the end only the link counts. With an
 * empty backlog and a link that keeps up it is cleared now.
 */
export function backlogClears(facts: BacklogFacts): BacklogForecast {
  const { backlogBytes, arrivingPerHour, linkPerHour, now, sessionEnd } = facts
  const left = Math.max(0, sessionEnd - now)
  const arriving = left > 0 ? Math.max(0, arrivingPerHour) : 0
  const growsPerHour = backlogBytes === 0 && arriving <= linkPerHour ? 0 : arriving - linkPerHour
  const leftAtEndBytes = Math.max(0, backlogBytes + (growsPerHour * left) / hourMs)
  const clearsIn = clearsInMs({ backlogBytes, growsPerHour, leftAtEndBytes, linkPerHour, left })
  if (clearsIn === null) return { clearsAt: null, beforeEnd: false, lateMs: null, leftAtEndBytes, growsPerHour }
  return {
    clearsAt: now + clearsIn,
    beforeEnd: clearsIn <= left,
    lateMs: Math.max(0, now + clearsIn - Math.max(now, sessionEnd)),
    leftAtEndBytes,
    growsPerHour
  }
}

function clearsInMs(known: {
  backlogBytes: number
  growsPerHour: number
  leftAtEndBytes: number
  linkPerHour: number
  left: number
}): number | null {
  const { backlogBytes, growsPerHour, leftAtEndBytes, linkPerHour, left } = known
  if (backlogBytes === 0 && growsPerHour <= 0) return 0
  if (left > 0 && growsPerHour < 0) {
    const inMs = (backlogBytes / -growsPerHour) * hourMs
    if (inMs <= left) return inMs
  }
  if (leftAtEndBytes === 0) return left
  return linkPerHour > 0 ? left + (leftAtEndBytes / linkPerHour) * hourMs : null
}
