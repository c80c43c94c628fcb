/** What was cancelled may fail after everybody who waited for it has gone: that must not end the engine. */
import { Failure } from '@domain/failure'
import type { Log } from './platform'

let heard = false

/** From now on a rejection of cancelled work that nobody takes is only logged; any other ends the process, as Node does. */
export function hearLateCancellations(log: Pick<Log, 'error'>): void {
  if (heard) return
  heard = true
  process.on('unhandledRejection', thrown => letCancelledPass(thrown, log))
}

/** Throws what is no cancellation. */
export function letCancelledPass(thrown: unknown, log: Pick<Log, 'error'>): void {
  if (!(thrown instanceof Failure) || thrown.code !== 'cancelled') throw thrown
  log.error(`Nobody waited for what was cancelled: ${thrown.message}`, thrown)
}
