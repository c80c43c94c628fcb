/** Holds what is sent to a rate that can change at any time. */
import { createThrottle } from '@domain/transfers/throttle'
import { pause } from '../broadcast'
import { orAborted } from '../ssh/errors'

export interface Limiter {
  /** Resolves when so many bytes may go, in the order asked; rejects when `signal` aborts first. */
  take(bytes: number, signal: AbortSignal): Promise<void>
  /** Bytes per second, null: none. Those who wait wait by it at once. */
  setLimit(limit: number | null): void
}

export function createLimiter(limit: number | null, now: () => number = () => performance.now()): Limiter {
  const throttle = createThrottle(limit, now())
  let turn: Promise<void> = Promise.resolve()
  let changed = new AbortController()

  async function passed(bytes: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = throttle.waitMs(now()); waitMs > 0; waitMs = throttle.waitMs(now())) {
      signal.throwIfAborted()
      await pause(waitMs, AbortSignal.any([signal, changed.signal]))
    }
    signal.throwIfAborted()
    throttle.spend(bytes, now())
  }

  return {
    async take(bytes, signal) {
      signal.throwIfAborted()
      if (throttle.limit === null) return
      const mine = turn.then(() => passed(bytes, signal))
      turn = mine.catch(() => undefined)
      // Who gave up does not wait for those before; its turn passes without a byte.
      return orAborted(signal, mine)
    },
    setLimit(next) {
      if (next === throttle.limit) return
      throttle.setLimit(next, now())
      const waiting = changed
      changed = new AbortController()
      waiting.abort()
    }
  }
}

/** Both limits hold. */
export function limitedByBoth(one: Limiter, other: Limiter): Pick<Limiter, 'take'> {
  return {
    async take(bytes, signal) {
      await one.take(bytes, signal)
      await other.take(bytes, signal)
    }
  }
}
