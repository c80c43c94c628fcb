/** A value that changes, and those who follow it. Slow followers see the newest value, never a backlog. */
export interface Broadcast<T> {
  publish(): void
  /** The present value at once, then each newer one, until `signal` aborts. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<T, void, void>
  readonly followers: number
}

/** `read` gives the present value when a follower is ready for it; `least` is the least time between two, milliseconds. */
export function createBroadcast<T>(read: () => T, least: number | (() => number) = 0): Broadcast<T> {
  const wakers = new Set<() => void>()

  async function* follow(signal: AbortSignal | undefined): AsyncGenerator<T, void, void> {
    let changed = true
    let wake = (): void => {}
    const waker = (): void => {
      changed = true
      wake()
    }
    wakers.add(waker)
    signal?.addEventListener('abort', waker)
    try {
      while (!signal?.aborted) {
        if (changed) {
          changed = false
          yield read()
          const minimumMs = typeof least === 'number' ? least : least()
          if (minimumMs > 0) await pause(minimumMs, signal)
        } else {
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
      }
    } finally {
      wakers.delete(waker)
      signal?.removeEventListener('abort', waker)
    }
  }

  return {
    publish: () => {
      for (const waker of wakers) waker()
    },
    follow,
    get followers() {
      return wakers.size
    }
  }
}

/** Resolves after `milliseconds`, or at once when `signal` aborts; never rejects. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end)
  })
}
