/** Signals of the system that end a command in good order. */
import { constants } from 'node:os'
import { Failure } from '@domain/failure'

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type EndingSignal = (typeof endingSignals)[number]

/** SIGINT, SIGTERM or SIGHUP: 128 plus its number, as a shell reports it. */
export class Interrupted extends Failure {
  readonly signal: EndingSignal
  readonly exitStatus: number

  constructor(signal: EndingSignal) {
    super('cancelled', `The command was interrupted (${signal}).`)
    this.signal = signal
    this.exitStatus = 128 + constants.signals[signal]
  }
}

/** The first signal stops the command in good order, the second ends it at once. Returns how to stop watching. */
export function watchSignals(stop: AbortController): () => void {
  const onSignal = (signal: EndingSignal): void => {
    const interrupted = new Interrupted(signal)
    if (stop.signal.aborted) process.exit(interrupted.exitStatus)
    stop.abort(interrupted)
  }
  for (const signal of endingSignals) process.on(signal, onSignal)
  return () => {
    for (const signal of endingSignals) process.off(signal, onSignal)
  }
}

/** Resolves when a signal ends a command that otherwise stays; throws what ends it but is none of `expected`. */
export async function untilTold(signal: AbortSignal, expected: readonly EndingSignal[] = endingSignals): Promise<void> {
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  if (!(signal.reason instanceof Interrupted && expected.includes(signal.reason.signal))) throw signal.reason
}
