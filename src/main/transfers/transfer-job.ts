/** One transfer from the queue to its end, over lost links, pauses and restarts of the engine. */
import type { FailedFile, RateLimit, Transfer, TransferPriority, TransferResult } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { needsPerson } from '@domain/transfers/lost-link'
import { orAborted } from '../ssh/errors'
import { createFileJournal } from './file-journal'
import type { HoldLinks } from './hold-links'
import { createLimiter } from './limiter'
import { unfinishedFiles } from './remove-parts'
import { createTally } from './tally'
import type { TransferRecord } from './transfer-record'
import type { TransferRequest } from './transfer-request'
import { createTransferRun, type TransferRunParts } from './transfer-run'
import { viewOf } from './transfer-view'

export interface TransferJob {
  readonly id: string
  readonly request: TransferRequest
  readonly record: Readonly<TransferRecord>
  /** It is being worked on, or its end is being tidied up. */
  readonly active: boolean
  readonly ended: boolean
  view(): Transfer
  /** Resolves when it ended; rejects with why when all of it failed or was cancelled. */
  result(signal: AbortSignal | undefined): Promise<TransferResult>
  /** Works until it ends, is paused or waits for a person. Never rejects. */
  run(): Promise<void>
  /** Resolves when what was on the way is confirmed and kept. */
  pause(): Promise<void>
  /** It is to go on: it waits for its turn, or tries its lost link at once. `automatic`: without asking anybody. */
  resume(automatic?: boolean): void
  /** Resolves when its part files are gone, as far as its link allows. */
  cancel(): Promise<void>
  /** What failed waits again. `usage` when nothing failed, or it still runs. */
  retryFailed(): void
  change(change: { priority?: TransferPriority | undefined; limit?: RateLimit | undefined }): void
  /** Part files of it may be at the destination. */
  readonly leftParts: boolean
  /** Resolves when they are gone, as far as its link allows. */
  removeParts(): Promise<void>
  /** The engine ends: stops so that the next one goes on with it. */
  close(): Promise<void>
}

/** States that only a person changes again. */
export const endedStates: ReadonlySet<Transfer['state']> = new Set([
  'finished',
  'finished-with-errors',
  'failed',
  'cancelled'
])

export interface JobParts extends Omit<TransferRunParts, 'journal' | 'tally' | 'limiter' | 'record'> {
  readonly stored: Parameters<typeof createFileJournal>[0]['journal']
  readonly record: TransferRecord
  /** Goes on by itself after a restart, and waits for a lost link as long as it takes. */
  readonly lasting: boolean
  readonly holdLinks: HoldLinks
  /** It came to an end by itself. */
  onEnded(transfer: Transfer): void
  /** It waited for a sign-in that has happened: it waits for its turn now. */
  onLinkBack(): void
}

type Intent = 'pause' | 'cancel' | 'close'
const weight: Record<Intent, number> = { close: 0, pause: 1, cancel: 2 }

const cancelledFailure = (): Failure => new Failure('cancelled', 'The transfer was cancelled.')

export function createTransferJob(parts: JobParts): TransferJob {
  const { id, request, record, clock, changed } = parts
  const limiter = createLimiter(record.limit)
  let lostJournal = (_thrown: unknown): void => undefined
  const journal = createFileJournal({
    journal: parts.stored,
    id,
    record: () => ({ ...record, counts: tally.counts }),
    lost: thrown => lostJournal(thrown)
  })
  const failedBefore = parts.stored.page(id, { states: ['failed', 'mismatch'] }, -1, 1000)
  const tally = createTally({ clock, counts: { ...record.counts }, failed: failedBefore, changed })
  const run = createTransferRun({ ...parts, journal, tally, limiter, record })
  let intent: Intent | undefined
  let stopping = new AbortController()
  let work: Promise<void> | undefined
  let letGo: (() => void) | undefined
  const waiters: { resolve(): void; reject(failure: Failure): void }[] = []

  const ended = (): boolean => endedStates.has(record.state)

  function become(state: TransferRecord['state'], change: Partial<TransferRecord> = {}): void {
    Object.assign(record, { hold: null }, change, { state })
    record.endedAt = ended() ? clock.now().toISOString() : null
    holdWhileWanted()
    journal.touch()
    journal.flush()
    if (ended()) for (const waiter of waiters.splice(0)) waiter.resolve()
    changed()
  }

  /** Its links come back by themselves while it runs, or waits for somebody to sign in. */
  function holdWhileWanted(): void {
    const wanted = record.state === 'running' || record.hold === 'sign-in'
    if (wanted) letGo ??= parts.holdLinks(request, linkBack)
    else {
      letGo?.()
      letGo = undefined
    }
  }

  function linkBack(): void {
    if (work) run.tryNow(true)
    else if (record.hold === 'sign-in') {
      run.automatic = true
      become('waiting', { whole: null })
      parts.onLinkBack()
    }
  }

  function finish(thrown: unknown): void {
    const failure = Failure.from(thrown)
    if (intent === 'close') journal.flush()
    else if (intent) become(intent === 'cancel' ? 'cancelled' : 'paused')
    else if (needsPerson(failure.code) && run.automatic && parts.lasting) {
      run.notice(failure.message)
      become('paused', { hold: 'sign-in' })
    } else {
      const { code, message, hint } = failure
      become('failed', { whole: { code, message, hint } })
      parts.onEnded(view())
    }
  }

  async function runOnce(): Promise<void> {
    intent = undefined
    stopping = new AbortController()
    lostJournal = thrown => stopping.abort(Failure.from(thrown))
    const startedMs = clock.now().getTime()
    become('running', { whole: null })
    const spend = (): void => {
      record.seconds += (clock.now().getTime() - startedMs) / 1000
    }
    try {
      await run.untilDone(stopping.signal, () => intent !== 'cancel')
      spend()
      become(tally.counts.failedCount > 0 ? 'finished-with-errors' : 'finished')
      parts.onEnded(view())
    } catch (thrown) {
      spend()
      if (intent === 'cancel') await run.removeParts()
      finish(thrown)
    }
  }

  /** What weighs less does not undo what was asked before: a cancelled transfer is not paused, a paused one not gone on with. */
  function stop(next: Intent): Promise<void> {
    if (!work || intent === undefined || weight[next] > weight[intent]) intent = next
    stopping.abort(next === 'cancel' ? cancelledFailure() : new Failure('cancelled', 'The transfer was paused.'))
    return work ?? Promise.resolve()
  }

  function view(): Transfer {
    return viewOf(id, request, record, tally)
  }

  function result(): TransferResult {
    if (record.state === 'cancelled') throw cancelledFailure()
    if (record.whole) throw new Failure(record.whole.code, record.whole.message, { hint: record.whole.hint })
    const { files, bytes, skipped, verified, sizeOnly, sentBytes, resumedBytes } = tally.counts
    const failed = [...allFailed()]
    const counts = { files, bytes, skipped, verified, sizeOnly, sentBytes, resumedBytes }
    return { ...counts, seconds: record.seconds, failed, ...(record.deleted !== null && { deleted: record.deleted }) }
  }

  function* allFailed(): Generator<FailedFile, void, void> {
    for (const { source, error } of journal.all({ states: ['failed', 'mismatch'] }))
      if (error) yield { path: source, ...error }
  }

  return {
    id,
    request,
    record,
    get active() {
      return work !== undefined
    },
    get ended() {
      return ended()
    },
    view,
    async result(signal) {
      while (!ended() || work) {
        if (intent === 'close') throw new Failure('cancelled', 'Farscope ended before the transfer was done.')
        const end = work && ended() ? work : new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }))
        await orAborted(signal, end)
      }
      return result()
    },
    run() {
      work ??= runOnce()
        .catch(thrown => {
          // Only the journal can fail here: the disk that holds it is full, or it was damaged.
          parts.log.error(`Transfer ${id} could not be written down.`, thrown)
          record.state = 'failed'
          const { code, message, hint } = Failure.from(thrown)
          record.whole = { code, message, hint }
          for (const waiter of waiters.splice(0)) waiter.resolve()
        })
        .finally(() => {
          work = undefined
        })
      return work
    },
    async pause() {
      if (ended() || record.state === 'paused') return
      if (work) await stop('pause')
      else become('paused')
    },
    resume(automatic = false) {
      if (work) run.tryNow(automatic)
      else if (record.state === 'paused' || record.state === 'failed') {
        run.automatic = automatic
        become('waiting', { whole: null })
      }
    },
    async cancel() {
      if (ended() && record.state !== 'failed') return
      if (work) return stop('cancel')
      intent = 'cancel'
      become('cancelled', { whole: null })
      await run.removeParts()
    },
    retryFailed() {
      if (work)
        throw new Failure('usage', 'That transfer still runs.', { hint: 'Wait for its end, or pause it first.' })
      if (record.state === 'cancelled')
        throw new Failure('usage', 'That transfer was cancelled.', { hint: 'Start it again.' })
      if (tally.counts.failedCount === 0 && !record.whole)
        throw new Failure('usage', 'That transfer has no failed files to copy again.')
      for (const file of journal.all({ states: ['failed', 'mismatch'] })) {
        file.error = null
        tally.settle(file, 'waiting')
        journal.save(file)
      }
      run.automatic = false
      become('waiting', { whole: null })
    },
    change({ priority, limit }) {
      if (priority !== undefined) record.priority = priority
      if (limit !== undefined) {
        record.limit = limit
        limiter.setLimit(limit)
      }
      journal.touch()
      journal.flush()
      changed()
    },
    get leftParts() {
      return !unfinishedFiles(journal, record).next().done
    },
    removeParts: run.removeParts,
    async close() {
      await stop('close')
      letGo?.()
      journal.flush()
      for (const waiter of waiters.splice(0)) waiter.reject(new Failure('cancelled', 'Farscope is ending.'))
    }
  }
}
