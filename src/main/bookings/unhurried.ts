/** Long work of the engine in pieces, between which windows, terminals and transfers have their turn. */
import { setImmediate as turnOfOthers } from 'node:timers/promises'

/** Of one piece. Milliseconds. */
const mostMs = 10

/** Does all steps of the work and gives its result; the signal's reason when it aborts. */
export async function inTurns<Result>(work: Iterator<unknown, Result>, signal?: AbortSignal): Promise<Result> {
  let since = performance.now()
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value
    if (performance.now() - since < mostMs) continue
    await turnOfOthers()
    signal?.throwIfAborted()
    since = performance.now()
  }
}

/** Takes all that the work gives, one after the other; the signal's reason when it aborts. */
export async function unhurried<T>(work: Iterable<T>, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = []
  function* taken(): Generator<void, void, void> {
    for (const one of work) yield void all.push(one)
  }
  await inTurns(taken(), signal)
  return all
}

/** Small pieces of work that come up all at once, when what they wait for is there. */
export interface Pace {
  /** Does it now or soon: in the order in which they were asked for, some milliseconds of them at a time. */
  turn<Result>(work: () => Result): Promise<Result>
}

export function createPace(): Pace {
  let waiting: (() => void)[] = []
  let busy = false
  async function drain(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const round = waiting
      waiting = []
      let since = performance.now()
      for (const work of round) {
        work()
        if (performance.now() - since < mostMs) continue
        await turnOfOthers()
        since = performance.now()
      }
      await turnOfOthers()
    }
    busy = false
  }
  return {
    turn: work =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(work())
          } catch (thrown) {
            reject(thrown)
          }
        })
        if (!busy) void drain()
      })
  }
}
