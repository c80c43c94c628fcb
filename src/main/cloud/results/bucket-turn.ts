/** The turn of the bucket in the life of a run: its machine is gone, and what it wrote may wait there. */
import type { Run } from '@contract/cloud-runs'
import { bucketAddress } from '@domain/cloud/results/results-folder'
import { fetchedEnd } from '@domain/cloud/runs/end-of-work'
import { isUnheard } from '@domain/cloud/runs/launch-refusals'
import type { EndAs, RunRecord } from '@domain/cloud/runs/run-record'
import { changed, resultsFound, worked } from '@domain/cloud/runs/states'
import { Failure } from '@domain/failure'
import type { RunFile } from '../runs/run-file'
import type { RunParts } from '../runs/run-parts'

export interface BucketTurn {
  /** True: results wait there, and the run goes on with bringing them. Rejects where that cannot be found out yet. */
  takesOver(signal: AbortSignal): Promise<boolean>
  /** Brings them, and ends the run. */
  collect(signal: AbortSignal): Promise<void>
  /** Never rejects. */
  over(run: Run, signal: AbortSignal): Promise<void>
}

export function createBucketTurn(
  { clock, log, results }: Pick<RunParts, 'clock' | 'log' | 'results'>,
  file: RunFile,
  end: (endAs: EndAs) => void
): BucketTurn {
  return {
    async takesOver(signal) {
      const record = file.read()
      if (!mayWait(record)) return false
      const found = await results.look(record.run, signal).catch((thrown: unknown) => {
        const failure = Failure.from(thrown)
        // The network comes back by itself; for all else a person has to do something, and then fetches.
        if (signal.aborted || isUnheard(failure.code)) throw failure
        return failure
      })
      if (found instanceof Failure) {
        file.change(now => heldUp(now, found, clock.now()))
        return true
      }
      if (found === 'here') return false
      if (found !== null) file.change(now => resultsFound(now, found, clock.now()))
      else if (record.run.command.startedAt !== null) file.change(now => noneThere(now, clock.now()))
      return found !== null
    },
    async collect(signal) {
      const goesOn = file.read().own.endAs?.as === 'next'
      const missing = await results.collect({
        ...{ run: () => file.read().run, signal, goesOn },
        report: change => file.change(record => worked(record, change, clock.now()))
      })
      signal.throwIfAborted()
      file.change(record => changed(record, { run: { outputsHere: true } }, clock.now()))
      end(goesOn ? { as: 'next', error: null } : fetchedEnd(file.read(), missing))
    },
    over: (run, signal) =>
      results.over(run, signal).catch(thrown => {
        log.warn(`What a run had in its bucket could not be cleared away: ${Failure.from(thrown).message}`)
      })
  }
}

/** Its machine is gone, and nobody can say yet what waits. */
function heldUp(record: RunRecord, failure: Failure, now: Date): RunRecord {
  const { machine } = record.run
  const gone = machine && { ...machine, endedAt: machine.endedAt ?? now.toISOString() }
  const endAs = record.own.endAs?.as === 'next' ? record.own.endAs : null
  const error = failure.toData()
  return changed(record, { run: { state: 'waiting', site: null, machine: gone, error }, own: { endAs } }, now)
}

/** A person who ends a machine wants nothing of it; what waits there stays. */
const mayWait = ({ run, own }: RunRecord): boolean =>
  run.asked.results !== null && run.machine !== null && own.endAs?.as !== 'done' && own.endAs?.as !== 'stopped'

function noneThere(record: RunRecord, now: Date): RunRecord {
  const { results } = record.run
  if (results === null || results.error !== null) return record
  const error = new Failure('not-found', `The machine put nothing whole into ${bucketAddress(results.path)}.`, {
    hint: 'Parts of it may be there: farscope cloud orphans lists them.'
  }).toData()
  return changed(record, { run: { results: { ...results, error } } }, now)
}
