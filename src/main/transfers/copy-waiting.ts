/** Copies the files of the journal in their order, many at a time, while the scan may still be adding some. */
import { setMaxListeners } from 'node:events'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { addRange, rangesLength } from '@domain/transfers/byte-ranges'
import { isFull } from '@domain/transfers/lost-link'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import type { CopyContext, CopyFile, FileOutcome, FileTask } from './copy-file'
import { filesAtOnce, isSmallFile } from './files-at-once'
import { planFile } from './plan-file'
import { createSlots } from './slots'

export interface CopyWaitingParts {
  readonly copyFile: CopyFile
  readonly throttle: CopyContext['throttle']
  /** Algorithm for the checksums to compute on the way. */
  readonly checksum: CopyContext['checksum']
  /** All files are in the journal. */
  scanEnded(): boolean
  /** A copy is to be proven before it counts. Settles its state. */
  readonly verify: ((file: JournalFile) => void) | undefined
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

interface CopyRun {
  readonly attempt: Attempt
  readonly parts: CopyWaitingParts
  readonly given: Set<string>
  /** Rows up to this one may have been touched by an earlier attempt. */
  readonly touchedUpTo: number
  readonly signal: AbortSignal
  noRoom(failure: Failure): void
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

/** Never rejects: what fails is the file's, or ends the attempt. */
async function copyOne(run: CopyRun, file: JournalFile): Promise<void> {
  const { attempt, parts } = run
  const { journal, tally, to } = attempt
  try {
    const plan = await planFile(attempt, file, run.given, file.seq <= run.touchedUpTo)
    if (plan === 'skip') {
      tally.setDone(file, file.size)
      tally.settle(file, 'skipped')
    } else if (plan === 'arrived') arrived(run, file, file.size, null)
    else {
      tally.currentFile = file.source
      run.given.add(plan.target)
      begin(file, plan)
      const outcome = await parts.copyFile({ ...plan, size: file.size }, contextOf(run, file))
      if (plan.target === file.target) run.given.delete(plan.target)
      tally.resumed(outcome.resumedBytes)
      if (outcome.gap) attempt.notice(`${to.label} cannot replace a file in one step; a name was free for a moment.`)
      if (outcome.restarted) attempt.notice(restartText(file, outcome.restarted))
      arrived(run, file, outcome.bytes, outcome.checksum)
    }
  } catch (thrown) {
    failed(run, file, thrown)
  }
  journal.save(file)
}

function begin(file: JournalFile, plan: FileTask): void {
  file.state = 'copying'
  file.error = null
  file.target = plan.target
  // What is appended to has to be judged anew after an interruption.
  file.how = plan.resumeFrom === undefined ? plan.how : null
}

function contextOf({ attempt, parts, signal }: CopyRun, file: JournalFile): CopyContext {
  const { journal, tally } = attempt
  return {
    signal,
    ...(parts.throttle && { throttle: parts.throttle }),
    ...(parts.checksum !== undefined && { checksum: parts.checksum }),
    sent: bytes => tally.sent(file, bytes),
    began(part, stamp) {
      file.part = part
      file.stamp = stamp
      file.ranges = []
      tally.setDone(file, 0)
      journal.save(file)
      // Before its first byte: a part that the journal does not know would stay behind for ever.
      journal.flush()
    },
    confirmed(range) {
      file.ranges = addRange(file.ranges, range)
      journal.confirmed(file, range[1] - range[0])
    },
    keepPart: thrown => attempt.toBeContinued() || attempt.isLost(thrown)
  }
}

function arrived(
  { attempt: { tally, journal }, parts }: CopyRun,
  file: JournalFile,
  bytes: number,
  checksum: FileOutcome['checksum']
): void {
  tally.setSize(file, bytes)
  tally.setDone(file, bytes)
  Object.assign(file, { part: null, stamp: null, ranges: [], error: null, how: null, checksum })
  tally.settle(file, parts.verify ? 'verifying' : 'copied')
  journal.save(file)
  parts.verify?.(file)
}

function failed({ attempt, ...run }: CopyRun, file: JournalFile, thrown: unknown): void {
  const { tally } = attempt
  run.given.delete(file.target)
  const failure = Failure.from(thrown)
  const unanswered = attempt.automatic && failure.code === 'answer-needed'
  if (attempt.signal.aborted || unanswered || attempt.isLost(thrown)) {
    tally.setDone(file, rangesLength(file.ranges))
    tally.settle(file, 'waiting')
    if (!attempt.signal.aborted) attempt.stop(failure)
    return
  }
  forgetPart(attempt, file)
  tally.fail(file, run.signal.aborted ? notTried(Failure.from(run.signal.reason)) : failure)
  if (isFull(failure.code)) run.noRoom(failure)
}

function forgetPart({ tally }: Attempt, file: JournalFile): void {
  Object.assign(file, { part: null, stamp: null, ranges: [], how: file.how === 'replace' ? file.how : null })
  tally.setDone(file, 0)
}

const notTried = ({ code, message }: Failure): Failure => new Failure(code, `Not copied, because before it: ${message}`)

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

function restartText({ source }: JournalFile, why: NonNullable<FileOutcome['restarted']>): string {
  return why === 'changed-at-source'
    ? `${displayName(source)} changed while its copy was interrupted, so it was copied from its beginning.`
    : `What had been copied of ${displayName(source)} was no longer there, so it was copied from its beginning.`
}
