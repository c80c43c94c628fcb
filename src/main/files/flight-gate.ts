/** Holds what is in flight on one connection to the window of its controller; what is more waits in order. */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import type { FlightControl } from '@domain/transfers/flight-control'

export interface FlightGate {
  /**
   * Runs `work`, which moves about `bytes` over the connection, as soon as the window has room. An abort ends the wait
   * with the signal's reason.
   */
  run<T>(bytes: number, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>
  /**
   * The same for work whose replies are late for other reasons than the path: making a file takes a server longer than
   * sending it. Its window is steered by probes of the connection instead.
   */
  runSmall<T>(bytes: number, work: () => Promise<T>): Promise<T>
  /** Most bytes that one request should move on this connection now. */
  readonly pieceBytes: number
}

export interface FlightGateOptions {
  /** Goes there and back on the connection, past what is queued, and asks for no work. */
  probe?(): Promise<unknown>
  /** Milliseconds of a clock that never jumps. */
  now?(): number
}

/** Between two probes, and most of them on the way. Milliseconds. */
const probeEveryMs = 20
const probesAtOnce = 4

export function createFlightGate(
  control: FlightControl,
  { probe, now = () => performance.now() }: FlightGateOptions = {}
): FlightGate {
  let inFlight = 0
  const waiting = new Set<{ readonly bytes: number; go(): void }>()

  const letIn = (): void => {
    for (const one of waiting) {
      if (inFlight >= control.windowBytes) return
      waiting.delete(one)
      inFlight += one.bytes
      one.go()
    }
  }

  /** Resolves when the bytes are counted as in flight; undefined: at once. */
  const enter = (bytes: number, signal: AbortSignal | undefined): Promise<void> | undefined => {
    if (signal?.aborted) throw Failure.from(signal.reason)
    if (inFlight < control.windowBytes && waiting.size === 0) {
      inFlight += bytes
      return undefined
    }
    return new Promise((resolve, reject) => {
      const one = {
        bytes,
        go(): void {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
      }
      const abort = (): void => {
        waiting.delete(one)
        reject(Failure.from(signal?.reason))
      }
      signal?.addEventListener('abort', abort, { once: true })
      waiting.add(one)
    })
  }

  let probes = 0
  let probedMs = Number.NEGATIVE_INFINITY
  let moved = 0

  /** One of the replies that steer the window, with all bytes that arrived since the one before. */
  const look = (): void => {
    const at = now()
    if (!probe || probes >= probesAtOnce || at - probedMs < probeEveryMs) return
    probes++
    probedMs = at
    const flight = control.sent(moved, at)
    moved = 0
    probe()
      .then(() => control.arrived(flight, now(), waiting.size > 0))
      // The link is lost: the work itself says so.
      .catch(() => undefined)
      .finally(() => probes--)
  }

  return {
    async runSmall(bytes, work) {
      const turn = enter(bytes, undefined)
      if (turn) await turn
      try {
        const value = await work()
        moved += bytes
        look()
        return value
      } finally {
        inFlight -= bytes
        letIn()
      }
    },
    get pieceBytes() {
      return control.pieceBytes
    },
    async run(bytes, work, signal) {
      // The requests of a transfer share its signal, and each listens while it waits or is on its way: no leak.
      if (signal) setMaxListeners(0, signal)
      const turn = enter(bytes, signal)
      if (turn) await turn
      const flight = control.sent(bytes, now())
      try {
        const value = await work()
        control.arrived(flight, now(), waiting.size > 0)
        return value
      } finally {
        inFlight -= bytes
        letIn()
      }
    }
  }
}
