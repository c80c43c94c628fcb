/** Long work of the engine in pieces, between which windows, terminals and transfers have their turn. */
import { setImmediate as turnOfOthers } from 'node:timers/promises'

/** Of one piece. Milliseconds. */
const mostMs = 10

/** Takes all that the work gives, one after the other; the signal's reason when it aborts. */
export async function unhurried<T>(work: Iterable<T>, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = []
  let since = performance.now()
  for (const one of work) {
    all.push(one)
    if (performance.now() - since < mostMs) continue
    await turnOfOthers()
    signal?.throwIfAborted()
    since = performance.now()
  }
  return all
}
