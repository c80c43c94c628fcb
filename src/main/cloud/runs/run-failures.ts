/** What a failure means for a run: a pause, its end, or that its machine cannot be ended. */
import { failedEnd, hasEndedItself, hasOutputsThere } from '@domain/cloud/runs/end-of-work'
import { isUnheard, refusalMeaning } from '@domain/cloud/runs/launch-refusals'
import type { EndAs, RunRecord } from '@domain/cloud/runs/run-record'
import { phaseOf } from '@domain/cloud/runs/states'
import type { Failure } from '@domain/failure'
import { cloudErrorName } from '../cloud-errors'

/** Launching is given up when no question could be asked for so long, awake. Milliseconds. */
const unaskedMs = 1_800_000

/**
 * Null: it may go away, or something is left that must not be given up. `unasked`: for how long no question could be
 * asked while it is launched, milliseconds.
 */
export function endOfFailure(failure: Failure, record: RunRecord, unasked: () => number): EndAs | null {
  const { run, own } = record
  if (run.state === 'launching') {
    // With a question open there may be a machine: that is found out, however long it takes.
    if (own.attempt !== null) return null
    return mayPass(failure) && unasked() < unaskedMs ? null : failedEnd(failure.toData())
  }
  if (run.state === 'booting') return mayPass(failure) || isSignIn(failure) ? null : failedEnd(failure.toData())
  const lost = phaseOf(record) === 'work' && isFinalOfWork(failure) && !hasOutputsThere(run)
  return lost ? failedEnd(failure.toData()) : null
}

/** The network's, or AWS is busy. */
const mayPass = (failure: Failure): boolean =>
  isUnheard(failure.code) || refusalMeaning(cloudErrorName(failure.cause)) === 'again'

/** Somebody signs in again, and it goes on. */
const isSignIn = ({ code }: Failure): boolean => code === 'expired-credentials' || code === 'auth-failed'

/** Its machine cannot be ended, and waiting changes nothing. Somebody usually signs in again, but not for ever. */
export const isStuck = (failure: Failure, record: RunRecord, now: Date): boolean =>
  !mayPass(failure) &&
  failure.code !== 'cancelled' &&
  (failure.code !== 'expired-credentials' || hasEndedItself(record, now))

/** Another try would meet the same. */
export const isFinalOfWork = (failure: Failure): boolean =>
  !mayPass(failure) && !isSignIn(failure) && !['cancelled', 'host-key-changed', 'answer-needed'].includes(failure.code)
