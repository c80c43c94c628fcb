/** Whether inputs go up, or only try to: a machine is not to be paid for days because a site is down. */
import type { Run } from '@contract/cloud-runs'
import { movedSoFar } from '@domain/cloud/run-look'
import { Failure } from '@domain/failure'

export interface StalledInputs {
  /** To be asked at each look: why nothing goes up; null where something does, or where nothing is to go up. */
  look(run: Pick<Run, 'state' | 'uploaded' | 'fetched' | 'error'>): Failure | null
}

/**
 * `calmMs`: an error that was seen counts for so long, unless something moved since. Between two tries none stands in
 * the run, so it is longer than the longest pause between them. Milliseconds.
 */
export function createStalledInputs(calmMs: number, now: () => number = () => performance.now()): StalledInputs {
  let seen: { readonly error: NonNullable<Run['error']>; readonly at: number } | null = null
  let best = 0
  return {
    look(run) {
      const moved = movedSoFar(run)
      if (run.state !== 'uploading') [seen, best] = [null, 0]
      else if (moved > best) [seen, best] = [null, moved]
      else if (run.error !== null) seen = { error: run.error, at: now() }
      else if (seen !== null && now() - seen.at > calmMs) seen = null
      return seen && stalled(Failure.fromData(seen.error))
    }
  }
}

const stalled = (failure: Failure): Failure =>
  new Failure(failure.code, `Its inputs do not go up: ${failure.message}`, { cause: failure, hint: failure.hint })
