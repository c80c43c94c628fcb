/** What is to be done with one file of the journal. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo } from '@domain/files/file-system'
import { baseName, parentPath } from '@domain/files/path'
import { looksSame } from '@domain/transfers/conflict'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import type { FileTask } from './copy-file'
import { findAt, findFreeName, findNumbered } from './free-name'
import { type Taken, takenFailure } from './settle-conflict'

/** `arrived`: an earlier attempt had brought it and was ended before it could say so. */
export type FilePlan = 'skip' | 'arrived' | FileTask

const sourceOf = ({ size, mtime }: JournalFile) => ({ type: 'file' as const, size, mtime })

/** `given`: targets of this transfer that are being written. `touched`: an earlier attempt may have been at it. */
export async function planFile(
  attempt: Attempt,
  file: JournalFile,
  given: Set<string>,
  touched: boolean
): Promise<FilePlan> {
  const { to, signal } = attempt
  const { source, part, stamp, how } = file
  const wasSame = file.existing !== null && looksSame(sourceOf(file), file.existing)
  if (part !== null && stamp !== null && how !== null) {
    const partial = { part, stamp, confirmed: file.ranges }
    // Gone, and the whole file is there: the engine ended between giving it its name and writing that down. What looked
    // like the source before says nothing.
    const renamed =
      touched &&
      !(how !== 'new' && wasSame) &&
      (await arrivedAlready(attempt, file)) &&
      (to.wholeFilesOnly || !(await findAt(to, part, signal)))
    if (renamed) return 'arrived'
    const old = how === 'resume' && file.existing ? { resumeFrom: file.existing } : {}
    return { source, target: file.target, how: how === 'new' ? how : 'replace', partial, ...old }
  }
  if (how === 'replace') return { source, target: file.target, how }
  // The list of a bucket has only the time of storing; the file's own costs a question.
  const asked = touched || (to.wholeFilesOnly && file.existing !== null)
  const existing = asked ? await findAt(to, file.target, signal) : file.existing
  if (!existing) {
    if (!given.has(file.target)) return { source, target: file.target, how: 'new' }
    return { source, target: await findFreeName(to, file.target, signal, given), how: 'new' }
  }
  if (touched && !wasSame && looksSame(sourceOf(file), existing)) return 'arrived'
  const plan = await bySettling(attempt, file, existing, given)
  if (!touched || typeof plan === 'string' || plan.target === file.target) return plan
  // It may have got a name of its own already, and the engine ended before that was written down.
  const ours = await findNumbered(to, file.target, signal, info => looksSame(sourceOf(file), info))
  if (ours === undefined) return plan
  given.delete(plan.target)
  file.target = ours
  return 'arrived'
}

/** The name was free and is not any more: what was copied already is kept for the new plan. */
export async function planTaken(attempt: Attempt, file: JournalFile, given: Set<string>): Promise<FilePlan> {
  const { part, stamp, ranges } = file
  const existing = await findAt(attempt.to, file.target, attempt.signal)
  const plan: FilePlan = existing
    ? await bySettling(attempt, file, existing, given)
    : { source: file.source, target: file.target, how: 'new' }
  if (typeof plan === 'string' || part === null || stamp === null) return plan
  const { source, target, how } = plan
  return { source, target, how, partial: { part, stamp, confirmed: ranges } }
}

/**
 * What has the name is another file of this very transfer, under a name that is the same to the destination: a disk that
 * takes no notice of case or of Unicode forms. No rule for files that were there before is meant for it.
 */
async function isTwin({ to, journal, signal }: Attempt, { target, seq }: JournalFile): Promise<boolean> {
  if (to.wholeFilesOnly) return false
  for await (const batch of to.readDirectory(parentPath(target), signal))
    if (batch.some(({ name }) => name === baseName(target))) return false
  const folded = (path: string): string => path.normalize('NFC').toLowerCase()
  for (const other of journal.all({ kinds: ['file'], states: broughtStates }))
    if (other.seq !== seq && folded(other.target) === folded(target)) return true
  return false
}

const broughtStates = ['copying', 'copied', 'verifying', 'verified', 'size-only', 'mismatch'] as const

const twinFailure = ({ source, target }: JournalFile): Failure =>
  new Failure('conflict', `${displayName(source)} and another source are one name at ${displayName(target)}.`, {
    hint: 'Rename one of them at the source, or copy it to another folder.'
  })

async function arrivedAlready({ to, signal }: Attempt, file: JournalFile): Promise<boolean> {
  const there = await findAt(to, file.target, signal)
  return there !== undefined && looksSame(sourceOf(file), there)
}

async function bySettling(
  attempt: Attempt,
  file: JournalFile,
  existing: Pick<FileInfo, 'type' | 'size' | 'mtime'>,
  given: Set<string>
): Promise<FilePlan> {
  const { to, signal, settle, request } = attempt
  const { source, target, size, mtime } = file
  const taken: Taken = {
    source: { path: source, info: { type: 'file', size, mtime } },
    existing: { path: target, info: existing }
  }
  const decision = await settle(taken, signal)
  const counts =
    decision === 'overwrite' || decision === 'resume' || (decision === 'skip' && request.conflict !== 'skip')
  if (counts && file.existing === null && (await isTwin(attempt, file))) throw twinFailure(file)
  switch (decision) {
    case 'skip':
      return 'skip'
    case 'overwrite':
      return { source, target, how: 'replace' }
    case 'resume':
      file.existing = (({ type, size, mtime }) => ({ type, size, mtime }))(existing)
      return { source, target, how: 'replace', resumeFrom: existing }
    case 'rename':
      return { source, target: await findFreeName(to, target, signal, given), how: 'new' }
    case 'refuse-exists':
    case 'refuse-directory':
      throw takenFailure(displayName(target), decision)
  }
}
