/** What goes through one tunnel, as it is counted. */
import type { Failure } from '@domain/failure'

export interface Traffic {
  /** Connections now, and since the start. */
  readonly open: number
  readonly total: number
  /** Bytes towards this computer, and away from it. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** Why the latest connection came to nothing; undefined when it did not. */
  readonly error: Failure | undefined
}

export interface TrafficCounter extends Traffic {
  came(): void
  went(): void
  carried(way: 'in' | 'out', bytes: number): void
  /** The far end was reached, so what went wrong before is over. */
  reached(): void
  failed(failure: Failure): void
}

export function createTraffic(changed: () => void): TrafficCounter {
  const counts = { open: 0, total: 0, in: 0, out: 0 }
  let error: Failure | undefined
  return {
    get open() {
      return counts.open
    },
    get total() {
      return counts.total
    },
    get bytesIn() {
      return counts.in
    },
    get bytesOut() {
      return counts.out
    },
    get error() {
      return error
    },
    came: () => {
      counts.open++
      counts.total++
      changed()
    },
    went: () => {
      counts.open--
      changed()
    },
    carried: (way, bytes) => {
      counts[way] += bytes
      changed()
    },
    reached: () => {
      error = undefined
    },
    failed: failure => {
      error = failure
      changed()
    }
  }
}
