/** Work that is given up when it takes too long. */
import { setMaxListeners } from 'node:events'
import type { Failure } from '@domain/failure'
import { orAborted } from './ssh/errors'

/**
 * Hands the work a signal that aborts with `signal`, or after `limitMs` milliseconds; then it fails as `late` says, also
 * where the work does not listen.
 */
export async function withinTime<Value>(
  limitMs: number,
  signal: AbortSignal | undefined,
  late: (cause: unknown) => Failure,
  work: (signal: AbortSignal) => Promise<Value>
): Promise<Value> {
  const limit = AbortSignal.timeout(limitMs)
  const inner = signal ? AbortSignal.any([signal, limit]) : limit
  // Each read listens for it; Node takes more than ten listeners for a leak.
  setMaxListeners(0, inner)
  try {
    return await orAborted(inner, work(inner))
  } catch (thrown) {
    if (!limit.aborted || signal?.aborted) throw thrown
    throw late(thrown)
  }
}
