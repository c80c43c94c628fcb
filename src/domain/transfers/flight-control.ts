/**
 * How many bytes a transfer keeps in flight on one connection. Too few leave the path idle; more than it holds only
 * queue, and every key typed on the same login waits behind them. So the delay of the transfer's own replies is watched,
 * as TCP Vegas (Brakmo, Peterson 1995) and LEDBAT (RFC 6817) do: what it is above the lowest ever seen is queue, and the
 * window is steered to keep that small but never empty. As in BBR, a rate that still grows is no queue, however long the
 * replies take (TCP's slow start), and now and then the window is halved for a moment to see the bare path again.
 *
 * Pure: times come in, in milliseconds of a clock that never jumps.
 */

/** One request on its way. */
export interface Flight {
  readonly bytes: number
  readonly sentMs: number
}

export interface FlightControl {
  /** Bytes that may be in flight. */
  readonly windowBytes: number
  /** Most bytes that one request should move: on a slow path a large one is a queue by itself. */
  readonly pieceBytes: number
  sent(bytes: number, nowMs: number): Flight
  /** Its reply came. `held`: more would have been sent if the window had let it. */
  arrived(flight: Flight, nowMs: number, held: boolean): void
}

export interface FlightOptions {
  /** Standing queue that is aimed at: this part of the bare delay, and at least `queueMs` or one piece. */
  readonly queueShare: number
  readonly queueMs: number
  /** A first idea of the bare delay: the round trip of the connection. Without it the first reply gives it. */
  readonly bareMs?: number
  readonly firstBytes: number
  readonly fewestBytes: number
  readonly mostBytes: number
}

/**
 * Measured on a path of 50 ms: an echo stays below 1.3 times its idle delay. What is downloaded waits mostly in the
 * server's own buffers, where an echo overtakes it, so it may have more. On loopback 4 ms of queue are as fast as 8 and
 * let an echo through in 7 to 12 ms.
 */
export const uploadFlight: FlightOptions = {
  ...{ queueShare: 0.2, queueMs: 4 },
  ...{ firstBytes: 2 * 1024 * 1024, fewestBytes: 64 * 1024, mostBytes: 32 * 1024 * 1024 }
}
export const downloadFlight: FlightOptions = { ...uploadFlight, queueShare: 0.6 }
/** A connection that carries nothing but bulk data: nobody types on it, so it may fill the path without care. */
export const bulkFlight: FlightOptions = { ...uploadFlight, queueShare: 1, queueMs: 30 }

const pieces = { fewest: 32 * 1024, most: 255 * 1024 } as const
/** The best rate counts for less and less: a third of it after so long. */
const forgetMs = 2000
/** A request should not take longer than this by its size alone. */
const pieceMs = 8
/** A round is at least so long, so that it sees more than one reply on a fast path. */
const shortestRoundMs = 10
/** Replies that make a round. */
const fewestReplies = 4
/** The lowest delay is trusted for so long, then the window is halved for a round to see it anew. */
const freshMs = 10_000
/** How much the window changes in one round, at most. */
const step = { up: 1.25, down: 0.5, start: 1.6 } as const
/** The rate has to grow by this in a round to count as growing; after so many rounds with queue but without growth the start is over. */
const growth = { factor: 1.15, rounds: 3 } as const

interface Round {
  startMs: number
  bytes: number
  delays: number[]
  held: boolean
}

/** Two samples of the bare delay: of the period that runs, and of the one before. */
interface Bare {
  now: number
  before: number
  sinceMs: number
}

export function createFlightControl(options: FlightOptions = uploadFlight): FlightControl {
  let windowBytes = options.firstBytes
  let pieceBytes: number = pieces.most
  let round: Round | undefined
  let bare: Bare | undefined
  if (options.bareMs !== undefined && options.bareMs > 0)
    bare = { now: options.bareMs, before: options.bareMs, sinceMs: 0 }
  let starting = true
  let bestRate = 0
  let roundsWithout = 0
  /** Before it was halved to look at the bare path. */
  let restore: number | undefined

  const clamp = (bytes: number): number => Math.min(options.mostBytes, Math.max(options.fewestBytes, Math.round(bytes)))

  function noteDelay(delay: number, nowMs: number): void {
    if (!bare) bare = { now: delay, before: delay, sinceMs: nowMs }
    else if (bare.sinceMs === 0) bare = { ...bare, now: Math.min(bare.now, delay), sinceMs: nowMs }
    else bare.now = Math.min(bare.now, delay)
  }

  function steer(done: Round, nowMs: number): void {
    const { bareMs, median } = { bareMs: lowest(), median: middle(done.delays) }
    const rate = done.bytes / Math.max(1, nowMs - done.startMs)
    pieceBytes = Math.round(Math.min(pieces.most, Math.max(pieces.fewest, rate * pieceMs)))
    if (restore !== undefined) {
      windowBytes = restore
      restore = undefined
      return
    }
    // One piece is a queue by itself where the line is slow.
    const queueMs = Math.max(options.queueMs, Math.min(pieceMs, pieceBytes / Math.max(1, rate)))
    const target = bareMs + Math.max(queueMs, bareMs * options.queueShare)
    roundsWithout = median <= target || rate > bestRate * growth.factor ? 0 : roundsWithout + 1
    bestRate = Math.max(rate, bestRate * Math.exp((done.startMs - nowMs) / forgetMs))
    if (starting) {
      // While the rate grows, long replies are TCP finding its own speed: neither more nor less is sent then.
      if (median <= target && done.held) windowBytes = clamp(windowBytes * step.start)
      starting = roundsWithout < growth.rounds
      return
    }
    const factor = Math.min(step.up, Math.max(step.down, target / median))
    const wanted = windowBytes * (factor < 1 ? (1 + factor) / 2 : factor)
    // What the path has lately carried, and the smallest queue: less would be an answer to a delay that is no queue of
    // ours, such as a busy processor or disk at one of the ends.
    const needed = bestRate * (bareMs + queueMs / 2)
    if (factor < 1) windowBytes = clamp(Math.max(wanted, Math.min(windowBytes, needed)))
    else if (done.held) windowBytes = clamp(wanted)
    lookAnew(nowMs)
  }

  /** The period is over: the window is halved for one round, and the lowest delay of the period before is forgotten. */
  function lookAnew(nowMs: number): void {
    if (!bare || nowMs - bare.sinceMs < freshMs) return
    bare = { now: Number.POSITIVE_INFINITY, before: bare.now, sinceMs: nowMs }
    restore = windowBytes
    windowBytes = clamp(windowBytes / 2)
  }

  const lowest = (): number => (bare ? Math.min(bare.now, bare.before) : 0)

  return {
    get windowBytes() {
      return windowBytes
    },
    get pieceBytes() {
      return pieceBytes
    },
    sent: (bytes, nowMs) => ({ bytes, sentMs: nowMs }),
    arrived(flight, nowMs, held) {
      const delay = nowMs - flight.sentMs
      noteDelay(delay, nowMs)
      round ??= { startMs: flight.sentMs, bytes: 0, delays: [], held: false }
      round.bytes += flight.bytes
      round.delays.push(delay)
      round.held ||= held
      const long = nowMs - round.startMs >= Math.max(shortestRoundMs, lowest())
      if (!long || round.delays.length < fewestReplies) return
      const done = round
      round = { startMs: nowMs, bytes: 0, delays: [], held: false }
      steer(done, nowMs)
    }
  }
}

/** The median; 0 of nothing. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
