/** Attempts at one transfer until it is done: each goes on where the one before was ended by a lost link. */
import type { LedgerEntry } from '@contract/transfers'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { isLostLink, type RetryDelays, retryDelayMs } from '@domain/transfers/lost-link'
import { pause } from '../broadcast'
import type { Clock, Log } from '../platform'
import { orAborted } from '../ssh/errors'
import { type Attempt, beginAttempt } from './attempt'
import { manyEndsOf } from './bulk/copy-many'
import type { AfterCopies } from './compare/explicit-copy'
import { createCopyFile } from './copy-file'
import type { FileJournal } from './file-journal'
import { type Limiter, limitedByBoth } from './limiter'
import { proveCopies } from './prove-copies'
import { removeParts } from './remove-parts'
import type { CheckRoom } from './room'
import type { ChooseRoute, OpenRoute } from './route'
import { type AttemptSteps, runAttempt } from './run-attempt'
import { addEntry, noteFailed } from './scan-sources'
import { type Asker, createConflictSettler } from './settle-conflict'
import { createSlots } from './slots'
import type { Tally } from './tally'
import type { TransferRecord } from './transfer-record'
import { nameOfEnd, type TransferRequest } from './transfer-request'
import type { Verifier } from './verify/verifier'

/** Chunks in memory and on the way, for all files of a transfer together. */
const requestsAtOnce = 128
/** Attempts in a row that open both ends and then bring nothing: that is no lost link any more. */
const mostVainAttempts = 5
const mostNotices = 100
/** How long a cancelled transfer tries to remove its part files. Milliseconds. */
const removeMs = 10_000

export interface RetryRules extends RetryDelays {
  /** Without anything arriving for so long it fails; null: never. Milliseconds. */
  readonly giveUpMs: number | null
}

export interface TransferRunParts {
  readonly id: string
  readonly request: TransferRequest
  readonly record: TransferRecord
  readonly journal: FileJournal
  readonly tally: Tally
  readonly limiter: Limiter
  readonly globalLimiter: Limiter
  readonly asker: Asker
  readonly clock: Clock
  readonly log: Log
  readonly retry: RetryRules
  readonly chooseRoute: ChooseRoute
  readonly checkRoom: CheckRoom
  /** Nobody asked for its first attempt just now. */
  readonly startsByItself: boolean
  openVerifier(
    ends: { from: FileSystem; to: FileSystem },
    signal: AbortSignal,
    options: { automatic: boolean }
  ): Promise<Verifier>
  recordCopies(entries: readonly LedgerEntry[]): void
  /** See ExplicitCopy. */
  after?(signal: AbortSignal): Promise<AfterCopies>
  changed(): void
  newId(): string
}

export interface TransferRun {
  /** The next attempt raises no prompt. */
  automatic: boolean
  /** Rejects with why it cannot go on. `kept`: what `signal` ends is to be gone on with. */
  untilDone(signal: AbortSignal, kept: () => boolean): Promise<void>
  /** Ends the wait for a lost link. */
  tryNow(automatic: boolean): void
  notice(text: string): void
  /** Of a cancelled transfer, as far as its link allows. Never rejects, and has an end. */
  removeParts(): Promise<void>
}

export function createTransferRun(parts: TransferRunParts): TransferRun {
  const { request, record, journal, tally, clock, retry } = parts
  let waiting: AbortController | undefined
  const asker: Asker = {
    async ask(prompt, signal) {
      hold('answer')
      try {
        return await parts.asker.ask(prompt, signal)
      } finally {
        if (record.hold === 'answer') hold(null)
      }
    }
  }
  const settle = createConflictSettler(request.conflict ?? undefined, asker, {
    transfer: parts.id,
    site: nameOfEnd(request.to.kind === 'local' ? request.from : request.to)
  })

  function hold(reason: TransferRecord['hold']): void {
    record.hold = reason
    journal.touch()
    parts.changed()
  }

  function notice(text: string): void {
    if (record.notices.length >= mostNotices || record.notices.includes(text)) return
    record.notices.push(text)
    parts.log.warn(`Transfer ${parts.id}: ${text}`)
    journal.touch()
  }

  /** What failed before the copy does not keep it from being taken; it judges that itself. */
  async function lastStep(current: Attempt, steps: AttemptSteps): Promise<void> {
    if (record.deleted !== null || tally.counts.failedCount > request.refused.length) return
    if (!parts.after) {
      if (request.lastStep) noteFailed(current, { source: request.destination, target: request.destination }, notDone())
      return
    }
    const { deleted, failed, items } = await parts.after(current.signal)
    record.deleted = deleted
    for (const item of items) addEntry(current, item, null)
    if (items.length > 0) await runAttempt(current, steps)
    for (const { path, code, message } of failed) addEntry(current, { source: path, target: path }, { code, message })
    journal.flush()
  }

  /** Resolves to how its link was lost, or to nothing when all is done. */
  async function attempt(open: OpenRoute, signal: AbortSignal, kept: () => boolean): Promise<Failure | undefined> {
    const { from, to } = open
    const shared = { request, record, from, to, automatic: run.automatic, journal, tally, settle, notice }
    const { newId, changed } = parts
    const current = beginAttempt({ ...shared, newId, changed }, signal, kept)
    const now = (): Date => clock.now()
    const { automatic } = run
    let verifier: Verifier | undefined
    try {
      if (request.verify) verifier = await parts.openVerifier({ from, to }, current.signal, { automatic })
      const steps: AttemptSteps = {
        copyFile: open.copyFile ?? createCopyFile({ from, to, requests: createSlots(requestsAtOnce), newId }),
        // Files that do not pass here do not go together either.
        many: open.copyFile ? undefined : manyEndsOf(from, to),
        throttle: limitedByBoth(parts.limiter, parts.globalLimiter),
        checksum: await verifier?.streamAlgorithm(),
        checkRoom: (folder: string, bytes: number) => parts.checkRoom(to, folder, bytes, current.signal),
        proofs: verifier && proveCopies(current, verifier, { transfer: parts.id, record: parts.recordCopies, now })
      }
      await runAttempt(current, steps)
      await lastStep(current, steps)
      return undefined
    } catch (thrown) {
      if (!signal.aborted && current.isLost(thrown)) return linkFailure(open, Failure.from(thrown))
      throw thrown
    } finally {
      verifier?.close()
    }
  }

  /** Whether there is something to try again for, and the failure if it fails for good. */
  async function once(signal: AbortSignal, kept: () => boolean): Promise<{ lost?: Failure; opened: boolean }> {
    const options = { automatic: run.automatic }
    let open: OpenRoute
    try {
      const route = await parts.chooseRoute(request, signal, options)
      open = await route.open(signal, options)
      record.route = open.kind ?? route.kind
    } catch (thrown) {
      const failure = Failure.from(thrown)
      signal.throwIfAborted()
      if (options.automatic && isLostLink(failure.code, true)) return { lost: failure, opened: false }
      throw failure
    }
    try {
      const lost = await attempt(open, signal, kept)
      return lost ? { lost, opened: true } : { opened: true }
    } finally {
      open.close()
    }
  }

  async function wait(tries: number, signal: AbortSignal): Promise<void> {
    waiting = new AbortController()
    hold('link')
    await pause(retryDelayMs(tries, retry, Math.random()), AbortSignal.any([signal, waiting.signal]))
    waiting = undefined
    hold(null)
    signal.throwIfAborted()
  }

  const run: TransferRun = {
    automatic: parts.startsByItself,
    async untilDone(signal, kept) {
      const progress = (): number => tally.counts.sentBytes + tally.counts.files + tally.counts.skipped
      let tries = 0
      let vain = 0
      let lastMs = clock.now().getTime()
      for (let before = progress(); ; before = progress()) {
        const { lost, opened } = await once(signal, kept)
        if (!lost) return
        const nowMs = clock.now().getTime()
        if (progress() > before) {
          tries = 0
          vain = 0
          lastMs = nowMs
        } else if (opened) vain++
        if (vain >= mostVainAttempts || (retry.giveUpMs !== null && nowMs - lastMs >= retry.giveUpMs)) throw lost
        run.automatic = true
        await wait(tries++, signal)
      }
    },
    tryNow(automatic) {
      if (!waiting) return
      run.automatic = automatic
      waiting.abort()
    },
    notice,
    async removeParts() {
      const limit = AbortSignal.timeout(removeMs)
      const open = async (signal: AbortSignal): Promise<OpenRoute> =>
        (await parts.chooseRoute(request, signal, { automatic: true })).open(signal, { automatic: true })
      try {
        await orAborted(limit, removeParts(journal, record, open, limit))
      } catch {
        notice('Its part files (.farscope-part) could not be removed.')
      }
    }
  }
  return run
}

const notDone = (): Failure =>
  new Failure('partial', 'Farscope was ended before it had deleted what was to go, and copied what waited for that.', {
    hint: 'Mirror the folders again.'
  })

/** What broke off the work says less about the link than that it is gone. */
function linkFailure({ from, to }: OpenRoute, thrown: Failure): Failure {
  if (isLostLink(thrown.code)) return thrown
  const label = from.connected ? to.label : from.label
  return new Failure('unreachable', `The connection to ${label} was lost.`, {
    hint: 'Connect again when the network is back.',
    cause: thrown
  })
}
