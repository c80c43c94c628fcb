/** Copies the files of the journal in their order, many at a time, while the scan may still be adding some. */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import { type CopyOneParts, type CopyRun, copyOne, notTried } from './copy-one'
import { filesAtOnce, isSmallFile } from './files-at-once'
import { createSlots } from './slots'

export interface CopyWaitingParts extends CopyOneParts {
  /** All files are in the journal. */
  scanEnded(): boolean
}

/** Resolves when every file is settled; rejects with why the attempt was stopped, when nothing is on the way any more. */
export async function copyWaiting(attempt: Attempt, parts: CopyWaitingParts): Promise<void> {
  const { journal, record, signal, request } = attempt
  const small = createSlots(request.jobs ?? filesAtOnce.small)
  const large = createSlots(Math.min(filesAtOnce.large, request.jobs ?? filesAtOnce.large))
  const noRoom = new AbortController()
  const copying = AbortSignal.any([signal, noRoom.signal])
  setMaxListeners(0, copying)
  const run: CopyRun = {
    attempt,
    parts,
    given: new Set(),
    touchedUpTo: record.reached,
    signal: copying,
    noRoom: failure => noRoom.abort(failure)
  }
  try {
    let after = -1
    while (!noRoom.signal.aborted) {
      signal.throwIfAborted()
      // Asked before the page: what is added in between comes with the next one.
      const last = parts.scanEnded()
      const page = journal.page({ kinds: ['file'], states: ['waiting', 'copying'] }, after)
      if (page.length === 0 && last) break
      if (page.length === 0) {
        await journal.more(signal)
        continue
      }
      after = page.at(-1)?.seq ?? after
      record.reached = Math.max(record.reached, after)
      journal.touch()
      journal.flush()
      await dispatch(run, page, file => (isSmallFile(file.size) ? small : large))
    }
  } finally {
    await Promise.all([small.idle(), large.idle()])
  }
  signal.throwIfAborted()
  if (noRoom.signal.aborted) await giveUpTheRest(attempt, parts, Failure.from(noRoom.signal.reason))
}

async function dispatch(
  run: CopyRun,
  page: readonly JournalFile[],
  slotsFor: (file: JournalFile) => ReturnType<typeof createSlots>
): Promise<void> {
  for (const file of page) {
    let release: () => void
    try {
      release = await slotsFor(file).take(run.signal)
    } catch {
      // The attempt is stopped, or there is no room: who asked looks at the signals.
      return
    }
    void copyOne(run, file).finally(release)
  }
}

/** The scan goes on, so that the list of what was not copied is whole. */
async function giveUpTheRest(attempt: Attempt, { scanEnded }: CopyWaitingParts, failure: Failure): Promise<void> {
  const { journal, tally, signal } = attempt
  while (!scanEnded()) {
    signal.throwIfAborted()
    await journal.more(signal)
  }
  for (const file of journal.all({ kinds: ['file'], states: ['waiting', 'copying'] })) {
    tally.fail(file, notTried(failure))
    journal.save(file)
  }
}
