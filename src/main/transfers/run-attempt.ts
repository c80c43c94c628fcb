/** One attempt at a transfer, from open ends to the last folder's time. What it did is in the journal, however it ends. */
import { Failure } from '@domain/failure'
import { isWithin } from '@domain/files/path'
import type { CopyRoot } from '@domain/transfers/copy-roots'
import type { JournalFile } from '../store/journal-file'
import type { Attempt } from './attempt'
import { prepareMany } from './bulk/copy-many'
import { type CopyWaitingParts, copyWaiting } from './copy-waiting'
import { findRoots } from './find-roots'
import type { Proofs } from './prove-copies'
import { createRoomWatch, type RoomWatch } from './room'
import { knownAs, noteFailed, scanSources } from './scan-sources'
import { createSlots } from './slots'

export interface AttemptSteps extends Pick<CopyWaitingParts, 'copyFile' | 'throttle' | 'checksum' | 'many'> {
  readonly proofs: Proofs | undefined
  /** Rejects when so many bytes do not fit into this folder of the destination. */
  checkRoom(folder: string, bytes: number): Promise<void>
}

/** Resolves when every file is settled; rejects with why it could not go on. */
export async function runAttempt(attempt: Attempt, steps: AttemptSteps): Promise<void> {
  const { journal, signal } = attempt
  let scanning = true
  /** What makes one part impossible ends the others. */
  const orStop = async (work: Promise<void> | undefined): Promise<void> => {
    try {
      await work
    } catch (thrown) {
      attempt.stop(Failure.from(thrown))
      throw thrown
    }
  }
  const scan = findAllFiles(attempt, steps).finally(() => {
    scanning = false
    journal.wake()
    attempt.changed()
  })
  const { copyFile, throttle, checksum, many, proofs } = steps
  const verify = proofs && ((file: JournalFile): void => proofs.add(file))
  const copy = copyWaiting(attempt, { copyFile, throttle, checksum, many, verify, scanEnded: () => !scanning })
  const proven = proofs?.takeUp()
  try {
    const ended = await Promise.allSettled([orStop(scan), orStop(copy), orStop(proven)])
    // The first is why the others ended.
    const reason = ended.find(result => result.status === 'rejected')
    if (reason) throw signal.aborted ? Failure.from(signal.reason) : reason.reason
    await proofs?.end()
    await finishFolders(attempt)
  } finally {
    journal.flush()
  }
}

/** Nothing to do when an earlier attempt came to its end, except for what is to be tried again. */
async function findAllFiles(attempt: Attempt, { checkRoom, many }: AttemptSteps): Promise<void> {
  const { record, journal, to, request } = attempt
  const again = [...journal.all({ kinds: ['entry'], states: ['waiting'] })]
  const before = attempt.tally.counts.sentBytes
  const watchFor = (folder: string): RoomWatch =>
    createRoomWatch(
      bytes => checkRoom(folder, bytes),
      () => attempt.tally.counts.sentBytes - before
    )
  if (!record.scanned) {
    const { roots, refused, folder } = await findRoots(attempt)
    const known = startOver(attempt)
    const target = to.absolute(request.destination)
    for (const { path, code, message } of request.refused)
      noteFailed(attempt, { source: path, target }, new Failure(code, message))
    for (const { source, failure } of refused) noteFailed(attempt, { source, target }, failure)
    const room = watchFor(folder)
    await room.need(bytesToCopy(attempt))
    await scanSources(attempt, roots, known, room, () => many && prepareMany(attempt, many))
    await room.complete()
    record.scanned = true
    journal.touch()
  } else if (again.length > 0) {
    const known = knownSources(attempt)
    const roots = await rootsAgain(attempt, again)
    await scanSources(attempt, roots, known, watchFor(to.absolute(request.destination)))
    // Not before: an attempt that ends early has to know them.
    drop(attempt, again)
  }
}

/** What was no failure of a copy has no place of its own to be copied to: it stays failed. */
async function rootsAgain(attempt: Attempt, again: readonly JournalFile[]): Promise<CopyRoot[]> {
  const { request } = attempt
  const plan = await findRoots(attempt)
  const never = new Map(plan.refused.map(({ source, failure }) => [source, failure]))
  for (const { path, code, message } of request.refused) never.set(path, new Failure(code, message))
  return again.flatMap(({ source, target }) => {
    const isStep = request.items !== null && source === target
    const failure = never.get(source) ?? (isStep ? stepFailed() : undefined)
    if (failure) noteFailed(attempt, { source, target }, failure)
    const own = plan.roots.find(root => root.source === source && root.target === target)
    if (own && !failure) return [own]
    const within = plan.roots.find(root => isWithin(source, root.source))?.source ?? source
    return failure ? [] : [{ source, target, contents: false, follow: false, within }]
  })
}

const stepFailed = (): Failure => new Failure('partial', 'Deletions of a mirror are not tried again.')

/** A scan that did not end begins again: what failed in it is looked at anew, what it found is known. */
function startOver(attempt: Attempt): Set<string> {
  drop(attempt, [...attempt.journal.all({ kinds: ['entry'] })])
  return knownSources(attempt)
}

function knownSources({ journal }: Attempt): Set<string> {
  const known = new Set<string>()
  for (const file of journal.all({ kinds: ['file', 'folder'] })) known.add(knownAs(file))
  return known
}

function drop({ journal, tally }: Attempt, files: readonly JournalFile[]): void {
  for (const file of files) tally.dropped(file)
  if (files.length > 0) journal.remove(files)
}

/** Of what an earlier scan found. */
function bytesToCopy({ journal }: Attempt): number {
  let bytes = 0
  for (const { size, doneBytes } of journal.all({ kinds: ['file'], states: ['waiting', 'copying'] }))
    bytes += Math.max(0, size - doneBytes)
  return bytes
}

/** Folders that are given their mode and time at once: one after the other each would cost a round trip. */
const foldersAtOnce = 32

/** Mode and time of the folders we made, the innermost first: writing into them changed their times. */
async function finishFolders(attempt: Attempt): Promise<void> {
  const { journal, signal } = attempt
  const made = [...journal.all({ kinds: ['folder'], states: ['waiting'] })]
  const levels = new Map<number, JournalFile[]>()
  for (const folder of made) {
    const depth = folder.target.split('/').length
    const level = levels.get(depth)
    if (level) level.push(folder)
    else levels.set(depth, [folder])
  }
  for (const [, folders] of [...levels].sort(([one], [other]) => other - one)) {
    const slots = createSlots(foldersAtOnce)
    // One that rejects has stopped the attempt, which ends the loop.
    for (const folder of folders) {
      const release = await slots.take(signal)
      void finishFolder(attempt, folder)
        .catch(() => undefined)
        .finally(release)
    }
    await slots.idle()
    signal.throwIfAborted()
  }
}

/** Rejects only with why the attempt is over. */
async function finishFolder(
  { from, to, signal, tally, journal, stopIfLost }: Attempt,
  folder: JournalFile
): Promise<void> {
  const kept = to.kind === 'local' ? 0o777 : 0o7777
  // Folders of a bucket have no time to be kept.
  const timed = from.kind !== 's3'
  try {
    await to.setAttributes(folder.target, { mode: folder.mode & kept, ...(timed && { mtime: folder.mtime }) }, signal)
    tally.settle(folder, 'copied')
  } catch (thrown) {
    signal.throwIfAborted()
    tally.fail(folder, stopIfLost(thrown))
  }
  journal.save(folder)
}
