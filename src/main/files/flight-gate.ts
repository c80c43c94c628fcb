/** Holds what is in flight on one connection to the window of its controller; what is more waits in order. */
import { Failure } from '@domain/failure'
import type { FlightControl } from '@domain/transfers/flight-control'

export interface FlightGate {
  /**
   * Runs `work`, which moves about `bytes` over the connection, as soon as the window has room. An abort ends the wait
   * with the signal's reason.
   */
  run<T>(bytes: number, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>
  /** Most bytes that one request should move on this connection now. */
  readonly pieceBytes: number
}

/** `now`: milliseconds of a clock that never jumps. */
export function createFlightGate(control: FlightControl, now: () => number = () => performance.now()): FlightGate {
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

  return {
    get pieceBytes() {
      return control.pieceBytes
    },
    async run(bytes, work, signal) {
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
