/** What was cancelled may fail after everybody who waited for it has gone: that must not end the engine. */
import { Failure } from '@domain/failure'

let heard = false

/** From now on a rejection of cancelled work that nobody takes is let go; any other ends the process, as Node does. */
export function hearLateCancellations(): void {
  if (heard) return
  heard = true
  process.on('unhandledRejection', thrown => {
    if (thrown instanceof Failure && thrown.code === 'cancelled') return
    throw thrown
  })
}
