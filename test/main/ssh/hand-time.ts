/** A time that stands still until the test moves it on. */
import type { Clock } from '../../../src/main/platform'
import type { Timers } from '../../../src/main/ssh/timers'

export interface HandTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Does what becomes due meanwhile, in its order, before it returns. */
  pass(milliseconds: number): void
}

interface Due {
  at: number
  readonly work: () => void
  /** Milliseconds until it is due again; undefined: never. */
  readonly again: number | undefined
}

export function createHandTime(): HandTime {
  let now = Date.UTC(2026, 0, 1)
  const waiting = new Set<Due>()
  const add = (milliseconds: number, work: () => void, again?: number): (() => void) => {
    const due: Due = { at: now + milliseconds, work, again }
    waiting.add(due)
    return () => waiting.delete(due)
  }
  return {
    clock: { now: () => new Date(now) },
    timers: {
      after: (milliseconds, work) => add(milliseconds, work),
      every: (milliseconds, work) => add(milliseconds, work, milliseconds)
    },
    pass(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        now = next.at
        if (next.again === undefined) waiting.delete(next)
        else next.at += next.again
        next.work()
      }
      now = end
    }
  }
}
