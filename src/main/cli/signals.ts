/** Signals of the system that end a command in good order. */
import { constants } from 'node:os'
import { Failure } from '@domain/failure'

/** SIGINT, SIGTERM or SIGHUP: 128 plus its number, as a shell reports it. */
export class Interrupted extends Failure {
  readonly exitStatus: number

  constructor(signal: string, exitStatus: number) {
    super('cancelled', `The command was interrupted (${signal}).`)
    this.exitStatus = exitStatus
  }
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The first signal stops the command in good order, the second ends it at once. Returns how to stop watching. */
export function watchSignals(stop: AbortController): () => void {
  const onSignal = (signal: (typeof endingSignals)[number]): void => {
    const status = 128 + constants.signals[signal]
    if (stop.signal.aborted) process.exit(status)
    stop.abort(new Interrupted(signal, status))
  }
  for (const signal of endingSignals) process.on(signal, onSignal)
  return () => {
    for (const signal of endingSignals) process.off(signal, onSignal)
  }
}

/** Resolves when a signal or --timeout ends a command that otherwise stays; throws what was not a signal's doing. */
export async function untilTold(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  if (!(signal.reason instanceof Interrupted)) throw signal.reason
}
