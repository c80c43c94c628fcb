/** One file of the journal, from its plan to its state afterwards. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { addRange, rangesLength } from '@domain/transfers/byte-ranges'
import { isFull } from '@domain/transfers/lost-link'
import { partPath } from '@domain/transfers/part-name'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import type { CopyContext, CopyFile, FileOutcome, FileTask } from './copy-file'
import { isSmallFile } from './files-at-once'
import { findAt } from './free-name'
import { letGo } from './let-go'
import { planFile, planTaken } from './plan-file'
import { discardPart } from './stage'
import { smallPartId } from './transfer-record'

export interface CopyOneParts {
  readonly copyFile: CopyFile
  readonly throttle: CopyContext['throttle']
  /** Algorithm for the checksums to compute on the way. */
  readonly checksum: CopyContext['checksum']
  /** A copy is to be proven before it counts. Settles its state. */
  readonly verify: ((file: JournalFile) => void) | undefined
}

export interface CopyRun {
  readonly attempt: Attempt
  readonly parts: CopyOneParts
  readonly given: Set<string>
  /** Rows up to this one may have been touched by an earlier attempt. */
  readonly touchedUpTo: number
  readonly signal: AbortSignal
  noRoom(failure: Failure): void
}

/** What an earlier try may have left: nothing; a part; a part, or the file under its name already. */
export type LeftBehind = 'nothing' | 'part' | 'anything'

/** What earlier attempts may have left of it. */
export const leftBefore = ({ touchedUpTo }: CopyRun, { seq }: JournalFile): LeftBehind =>
  seq <= touchedUpTo ? 'anything' : 'nothing'

/** Never rejects: what fails is the file's, or ends the attempt. */
export async function copyOne(run: CopyRun, file: JournalFile, left = leftBefore(run, file)): Promise<void> {
  const { attempt } = run
  const { journal, tally } = attempt
  try {
    // Whatever is planned: the file may have its name already, or another has it since.
    if (left !== 'nothing') await removeLeftPart(attempt, file, file.target)
    let plan = await planFile(attempt, file, run.given, left === 'anything')
    for (let tries = 0; typeof plan !== 'string'; tries++) {
      const taken = await carryOut(run, file, plan, { tries, left })
      if (!taken) return
      plan = await planTaken(attempt, file, run.given)
    }
    if (plan === 'arrived') arrived(run, file, file.size, null)
    else {
      if (file.part !== null) await letGo(discardPart(attempt.to, file.target, file.part))
      forgetPart(attempt, file)
      tally.setDone(file, file.size)
      tally.settle(file, 'skipped')
    }
  } catch (thrown) {
    await failed(run, file, thrown)
  } finally {
    journal.save(file)
  }
}

/** So often a name may be taken anew while a file was on its way to it. */
const mostTaken = 3

/** True: somebody else took the name meanwhile, and there is a rule for that. */
async function carryOut(
  run: CopyRun,
  file: JournalFile,
  plan: FileTask,
  { tries, left }: { tries: number; left: LeftBehind }
): Promise<boolean> {
  const { attempt, parts } = run
  const { tally, to, request } = attempt
  tally.currentFile = file.source
  run.given.add(plan.target)
  const before = file.target
  begin(attempt, file, plan)
  const isTaken = (thrown: unknown): boolean =>
    plan.how === 'new' && request.conflict !== null && tries < mostTaken && Failure.from(thrown).code === 'exists'
  try {
    const partId = smallPartId(attempt.record, file)
    if (left !== 'nothing' && plan.target !== before) await removeLeftPart(attempt, file, plan.target)
    const outcome = await parts.copyFile({ ...plan, size: file.size, partId }, contextOf(run, file, isTaken))
    run.given.delete(plan.target)
    tally.resumed(outcome.resumedBytes)
    if (outcome.gap) attempt.notice(`${to.label} cannot replace a file in one step; a name was free for a moment.`)
    if (outcome.throughHere) attempt.notice(throughHereText)
    if (outcome.restarted) attempt.notice(restartText(file, outcome.restarted))
    file.mtime = outcome.mtime
    arrived(run, file, outcome.bytes, outcome.checksum)
    return false
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown
    run.given.delete(plan.target)
    return true
  }
}

/** What a try that was ended from one moment to the next left of a small file that was to be `target`. */
async function removeLeftPart({ to, record }: Attempt, file: JournalFile, target: string): Promise<void> {
  if (file.part !== null || to.wholeFilesOnly || !isSmallFile(file.size)) return
  await letGo(to.removeFile(partPath(target, smallPartId(record, file))))
}

/** It is on its way from now on. */
export function begin({ tally }: Attempt, file: JournalFile, plan: FileTask): void {
  file.state = 'copying'
  file.error = null
  file.target = plan.target
  // What is to be gone on with has to be judged anew after an interruption, until it is the part.
  if (plan.resumeFrom === undefined) file.how = plan.how
  else if (!plan.partial) file.how = null
  tally.setDone(file, plan.partial ? rangesLength(plan.partial.confirmed) : 0)
}

function contextOf(
  { attempt, parts, signal }: CopyRun,
  file: JournalFile,
  isTaken: (thrown: unknown) => boolean
): CopyContext {
  const { journal, tally } = attempt
  return {
    // One that was begun when the room ran out ends by itself, and tidies up: a small one soon does.
    signal: isSmallFile(file.size) ? attempt.signal : signal,
    ...(parts.throttle && { throttle: parts.throttle }),
    ...(parts.checksum !== undefined && { checksum: parts.checksum }),
    flush: parts.verify !== undefined,
    sent: bytes => tally.sent(file, bytes),
    began(part, stamp, kept = 0) {
      file.part = part
      file.stamp = stamp
      file.ranges = kept > 0 ? [[0, kept]] : []
      if (kept > 0) file.how = 'resume'
      else if (file.how !== 'new') file.how = 'replace'
      tally.setDone(file, kept)
      journal.save(file)
      // Before its first byte: a part that the journal does not know would stay behind for ever.
      journal.flush()
    },
    confirmed(range) {
      file.ranges = addRange(file.ranges, range)
      journal.confirmed(file, range[1] - range[0])
    },
    keepPart: thrown => attempt.toBeContinued() || attempt.isLost(thrown) || isTaken(thrown)
  }
}

/** It has its name at the destination. */
export function arrived(
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

/** It did not arrive: its own failure, or the end of the attempt, after which it waits again. */
export async function failed({ attempt, ...run }: CopyRun, file: JournalFile, thrown: unknown): Promise<void> {
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
  // One that could not be removed (no permission any more) is gone on with by the next try.
  if (await partStays(attempt, file)) tally.setDone(file, 0)
  else forgetPart(attempt, file)
  tally.fail(file, run.signal.aborted ? notTried(Failure.from(run.signal.reason)) : failure)
  if (isFull(failure.code)) run.noRoom(failure)
}

async function partStays({ to, signal }: Attempt, { part }: JournalFile): Promise<boolean> {
  if (part === null || to.wholeFilesOnly) return false
  try {
    return (await findAt(to, part, signal)) !== undefined
  } catch {
    // Nobody can say; a next try finds out.
    return true
  }
}

function forgetPart({ tally }: Attempt, file: JournalFile): void {
  Object.assign(file, { part: null, stamp: null, ranges: [], how: file.how === 'replace' ? file.how : null })
  tally.setDone(file, 0)
}

/** For a file that was not even begun. */
export const notTried = ({ code, message }: Failure): Failure =>
  new Failure(code, `Not copied, because before it: ${message}`)

const throughHereText =
  'Some files could not be copied by the hosts themselves; their bytes went through this computer.'

function restartText({ source }: JournalFile, why: NonNullable<FileOutcome['restarted']>): string {
  return why === 'changed-at-source'
    ? `${displayName(source)} changed while its copy was interrupted, so it was copied from its beginning.`
    : `What had been copied of ${displayName(source)} was no longer there, so it was copied from its beginning.`
}
