/** Copies the files of the journal in their order, many at a time, while the scan may still be adding some. */
import { setMaxListeners } from 'node:events'
import { Failure } from '@domain/failure'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import { batchesOf, copyBatch, type ManyEnds } from './bulk/copy-many'
import { type CopyOneParts, type CopyRun, copyOne, type LeftBehind, leftBefore, notTried } from './copy-one'
import { batchesAtOnce, filesAtOnce, isSmallFile } from './files-at-once'
import { createSlots, type Slots } from './slots'

export interface CopyWaitingParts extends CopyOneParts {
  /** Unset: small files go one by one, too. */
  readonly many: ManyEnds | undefined
  /** All files are in the journal. */
  scanEnded(): boolean
}

/** Resolves when every file is settled; rejects with why the attempt was stopped, when nothing is on the way any more. */
export async function copyWaiting(attempt: Attempt, parts: CopyWaitingParts): Promise<void> {
  const { journal, record, signal, request } = attempt
  const slots: CopySlots = {
    small: createSlots(request.jobs ?? filesAtOnce.small),
    large: createSlots(Math.min(filesAtOnce.large, request.jobs ?? filesAtOnce.large)),
    batches: createSlots(batchesAtOnce)
  }
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
      await dispatch(run, await sendBatches(run, parts.many, page, slots), slots)
    }
  } finally {
    await slots.batches.idle()
    await Promise.all([slots.small.idle(), slots.large.idle()])
  }
  signal.throwIfAborted()
  if (noRoom.signal.aborted) await giveUpTheRest(attempt, parts, Failure.from(noRoom.signal.reason))
}

/** How much is on its way at once. */
interface CopySlots {
  readonly small: Slots
  readonly large: Slots
  readonly batches: Slots
}

/** Resolves with what is left for the usual way, when each batch has begun or ended. */
async function sendBatches(
  run: CopyRun,
  many: ManyEnds | undefined,
  page: readonly JournalFile[],
  slots: CopySlots
): Promise<readonly JournalFile[]> {
  // Who asked for few files at once is to get that.
  if (!many || run.attempt.request.jobs !== null) return page
  const { batches, others } = await batchesOf(run, many, page)
  for (const batch of batches) {
    const release = await slots.batches.take(run.signal).catch(() => undefined)
    if (!release) return []
    const alone: Promise<void>[] = []
    const copying = copyBatch(run, many, batch, (file, left) => alone.push(copyAlone(run, file, left, slots)))
    void copying.then(() => Promise.all(alone)).finally(release)
  }
  return others
}

async function copyAlone(run: CopyRun, file: JournalFile, left: LeftBehind, slots: CopySlots): Promise<void> {
  const release = await slots.small.take(run.attempt.signal).catch(() => undefined)
  if (release) await copyOne(run, file, left).finally(release)
}

async function dispatch(run: CopyRun, files: readonly JournalFile[], slots: CopySlots): Promise<void> {
  for (const file of files) {
    let release: () => void
    try {
      release = await (isSmallFile(file.size) ? slots.small : slots.large).take(run.signal)
    } catch {
      // The attempt is stopped, or there is no room: who asked looks at the signals.
      return
    }
    void copyOne(run, file, leftBefore(run, file)).finally(release)
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
