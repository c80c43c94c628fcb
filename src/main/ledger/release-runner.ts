/** Runs one release at a time and writes down how it ends. */
import type { Release } from '@contract/ledger'
import { Failure } from '@domain/failure'
import type { ReleaseRecord } from '../store/releases'
import { runRelease } from './release-run'
import type { ReleasesParts } from './releases'

export interface ReleaseRunner {
  /** `record`: as it is in the journal. Returns when it has begun. */
  run(record: ReleaseRecord): void
  running(): boolean
  /** Resolves when nothing more of it is deleted; at once where it does not run. */
  stop(id: string): Promise<void>
  /** The same, because the engine ends: it can be gone on with. */
  close(): Promise<void>
}

interface Running {
  readonly id: string
  readonly stop: AbortController
  readonly ended: Promise<void>
}

/** Why a release stops when the engine ends. */
const leaving = new Failure('cancelled', 'Farscope was ended.')

export function createReleaseRunner(parts: ReleasesParts, changed: () => void): ReleaseRunner {
  const { journal, files, ends, disks, clock } = parts
  let running: Running | undefined

  function run(record: ReleaseRecord): void {
    const stop = new AbortController()
    const end = (state: Release['state'], failure?: Failure): void => {
      const failed = failure ? [{ path: '', code: failure.code, message: failure.message }] : []
      running = undefined
      try {
        journal.save({ ...record, state, failed, endedAt: clock.now().toISOString() })
      } catch (thrown) {
        // The disk of the journal is full, say: the next engine finds it interrupted.
        parts.log.warn(`The end of a release could not be written down: ${Failure.from(thrown).message}`)
      }
      changed()
    }
    const { id, copies: asked } = record
    const apart = new Set(record.apart)
    const now = (): number => clock.now().getTime()
    const ended = runRelease({ id, asked, apart, ends, disks, files, journal, now, changed, signal: stop.signal }).then(
      () => end(journal.show(id)?.refused ? 'finished-with-errors' : 'finished'),
      (thrown: unknown) => {
        if (stop.signal.aborted) return end(stop.signal.reason === leaving ? 'interrupted' : 'stopped')
        parts.log.warn(`A release stopped: ${Failure.from(thrown).message}`)
        return end('stopped', Failure.from(thrown))
      }
    )
    running = { id, stop, ended }
    changed()
  }

  async function stop(which: Running | undefined, reason?: Failure): Promise<void> {
    which?.stop.abort(reason)
    await which?.ended
  }

  return {
    run,
    running: () => running !== undefined,
    stop: id => stop(running?.id === id ? running : undefined),
    close: () => stop(running, leaving)
  }
}
