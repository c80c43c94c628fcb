/** So many at once and no more; the rest waits in order. */
import { Failure } from '@domain/failure'

export interface Slots {
  /** Resolves to what gives the slot back; rejects with `cancelled` when `signal` aborts first. */
  take(signal: AbortSignal): Promise<() => void>
  /** Resolves when no slot is taken. */
  idle(): Promise<void>
}

export function createSlots(count: number): Slots {
  let taken = 0
  const waiting = new Set<() => void>()
  const idlers: (() => void)[] = []

  const release = (): void => {
    taken--
    const [next] = waiting
    if (next) next()
    else if (taken === 0) for (const idler of idlers.splice(0)) idler()
  }
  const once = (): (() => void) => {
    let open = true
    return () => {
      if (open) release()
      open = false
    }
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(Failure.from(signal.reason))
      if (taken < count) {
        taken++
        return Promise.resolve(once())
      }
      return new Promise((resolve, reject) => {
        const enter = (): void => {
          waiting.delete(enter)
          signal.removeEventListener('abort', giveUp)
          taken++
          resolve(once())
        }
        const giveUp = (): void => {
          waiting.delete(enter)
          reject(Failure.from(signal.reason))
        }
        waiting.add(enter)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
    idle: () => (taken === 0 ? Promise.resolve() : new Promise(resolve => idlers.push(resolve)))
  }
}
