/** What the steps of one attempt at a transfer share. An attempt ends with its link, a pause, or all work done. */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import type { ConflictDecision } from '@domain/transfers/conflict'
import { isFull, isLostLink } from '@domain/transfers/lost-link'
import type { FileJournal } from './file-journal'
import type { Taken } from './settle-conflict'
import type { Tally } from './tally'
import type { TransferRecord } from './transfer-record'
import type { TransferRequest } from './transfer-request'

export interface AttemptParts {
  readonly request: TransferRequest
  readonly record: TransferRecord
  readonly from: FileSystem
  readonly to: FileSystem
  /** Nobody just asked for this: a question that nobody answers pauses it. */
  readonly automatic: boolean
  readonly journal: FileJournal
  readonly tally: Tally
  settle(taken: Taken, signal: AbortSignal): Promise<ConflictDecision>
  newId(): string
  changed(): void
  /** Something the person should know although it is no error. */
  notice(text: string): void
}

export interface Attempt extends AttemptParts {
  /** Aborts when the attempt ends early: its reason says why. */
  readonly signal: AbortSignal
  /** Ends the attempt. */
  stop(failure: Failure): void
  /** The failure of one file; when it is that of the link, the attempt is over and this throws. */
  stopIfLost(thrown: unknown): Failure
  /** Whether this error is no fault of a file: the link is gone. */
  isLost(thrown: unknown): boolean
  /** What is not copied now is to be gone on with later: parts stay. */
  readonly toBeContinued: () => boolean
}

/** `outer`: pause and cancel. `kept`: whether what `outer` ends is to be gone on with. */
export function beginAttempt(parts: AttemptParts, outer: AbortSignal, kept: () => boolean): Attempt {
  const stopping = new AbortController()
  const signal = AbortSignal.any([outer, stopping.signal])
  // Every request in flight listens, which is no leak; Node would print a warning from the eleventh on.
  setMaxListeners(0, outer, signal)
  const { from, to } = parts
  const isLost = (thrown: unknown): boolean => !from.connected || !to.connected || isLostLink(Failure.from(thrown).code)
  const stop = (failure: Failure): void => stopping.abort(failure)
  return {
    ...parts,
    signal,
    stop,
    isLost,
    stopIfLost(thrown) {
      const failure = Failure.from(thrown)
      if (!isLost(thrown)) return failure
      stop(failure)
      throw failure
    },
    toBeContinued: () => {
      if (outer.aborted) return kept()
      // Where there is no room, half a file only takes some of it.
      return stopping.signal.aborted && !isFull(Failure.from(stopping.signal.reason).code)
    }
  }
}
