/**
 * One file of a release. It gets another name first and its copies are looked at once more: had one of them been the
 * file itself by another way (a linked folder, a second site for the same disk), it would now be gone, and nothing is.
 */
import type { Place } from '@contract/files'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { mtimeSeconds } from '@domain/files/mtime-seconds'
import { baseName, joinPath, parentPath } from '@domain/files/path'
import { deletionProblem, type FoundCopy } from '@domain/ledger/deletion-rule'
import { placeText, separatePlace } from '@domain/ledger/place-text'
import type { ComparePlaces } from '@domain/ledger/places'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import { isLostLink, needsPerson } from '@domain/transfers/lost-link'
import { originalName } from '@domain/transfers/part-name'
import type { Deletion } from '../store/releases'
import { notRegular } from './check-end'
import type { CheckedCopy, CheckedFile } from './check-files'
import { comparableDigest } from './check-outcome'
import { filesAt, type LedgerEnds } from './ends'

export interface ReleaseStep {
  readonly ends: LedgerEnds
  /** In how many different places, and which folders are one. */
  readonly asked: number
  readonly compare: ComparePlaces
  /** Of the release. */
  readonly id: string
  now(): number
  /** Written to the journal before it returns. */
  save(deletion: Deletion): void
  /** Not that of the person who may stop the release: what was begun with a file is ended. */
  readonly signal: AbortSignal
}

/** Deletes it, or says why not in the journal. Rejects when the link to its source is lost on the way. */
export async function releaseFile(step: ReleaseStep, checked: CheckedFile, line: Deletion): Promise<Deletion> {
  const { file } = checked
  const source = await filesAt(step.ends, file.source, step.signal)
  const early = await problemNow(step, checked, () => lookAgain(step, file.source, checked.source?.found))
  if (early) return stopOrRefuse(step, line, early)
  const path = file.source.path
  // A bucket has no links and no folders: there is no second way to an object, and renaming would copy it.
  const aside = source.kind === 's3' ? null : joinPath(parentPath(path), asideName(path, step.id, line.seq))
  const away = { ...line, state: 'aside' as const, aside }
  if (aside !== null) {
    step.save(away)
    const failure = await failureOf(source, step.signal, () => source.rename(path, aside, step.signal))
    if (failure) return refuse(step, { ...line, aside: null }, failure)
  }
  const at: Place = { ...file.source, path: aside ?? path }
  const late =
    (await problemNow(step, checked, () => lookAgain(step, at, checked.source?.found))) ??
    (aside === null ? null : await sourceSeenAt(step, checked, baseName(aside)))
  if (late) return putBack(step, source, file, away, late)
  const deleting = { ...line, state: 'deleting' as const, aside, copies: proofsOf(checked) }
  step.save(deleting)
  const failure = await failureOf(source, step.signal, () => source.removeFile(aside ?? path, step.signal))
  if (failure) return putBack(step, source, file, deleting, failure)
  return done(step, deleting)
}

/** Ends by the rule what a killed engine left in the middle; null: it waits for its turn again, nothing was deleted. */
export async function takeUpFile(step: ReleaseStep, file: RecordedFile, line: Deletion): Promise<Deletion | null> {
  const source = await filesAt(step.ends, file.source, step.signal)
  const there = await exists(source, file.source.path, step.signal)
  const aside = line.aside !== null && (await exists(source, line.aside, step.signal))
  if (aside && line.aside !== null) {
    if (there && (await areOneFile(source, file.source.path, line.aside, step.signal)))
      await source.removeFile(line.aside, step.signal)
    else if (there)
      return refuse(
        step,
        line,
        new Failure('exists', `${placeText(file.source)} is there again; what was to be released is ${line.aside}.`, {
          hint: 'Look at both and keep what is wanted.'
        })
      )
    else await source.rename(line.aside, file.source.path, step.signal)
  }
  if (aside || there) {
    step.save({ ...line, state: 'waiting', aside: null })
    return null
  }
  if (line.state === 'deleting') return done(step, line)
  return refuse(
    step,
    line,
    new Failure('not-found', `${placeText(file.source)} is gone; this release did not delete it.`)
  )
}

/**
 * Two names of one file, as a rename of this computer leaves them when it is killed: it makes the second name and removes
 * the first. The stamp holds the inode there, and the folder is the same. Elsewhere nobody can tell: false.
 */
async function areOneFile(files: FileSystem, one: string, other: string, signal: AbortSignal): Promise<boolean> {
  if (files.kind !== 'local') return false
  const [first, second] = await Promise.all([files.lstat(one, signal), files.lstat(other, signal)])
  // Windows may tell no inode, which is 0 then.
  return first.type === 'file' && first.stamp === second.stamp && !first.stamp.endsWith(':0')
}

const asideName = (path: string, id: string, seq: number): string =>
  originalName(baseName(path), `${id.slice(0, 8)}-${seq}`)

const done = (step: ReleaseStep, line: Deletion): Deletion => {
  const deleted = { ...line, state: 'deleted' as const, at: instant(step), message: '', aside: null }
  step.save(deleted)
  return deleted
}

function refuse(step: ReleaseStep, line: Deletion, { message }: Failure): Deletion {
  const refused = { ...line, state: 'refused' as const, at: instant(step), message }
  step.save(refused)
  return refused
}

const instant = (step: ReleaseStep): string => new Date(step.now()).toISOString()

async function exists(files: FileSystem, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    await files.lstat(path, signal)
    return true
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return false
    throw thrown
  }
}

/** Rejects when the link is lost or its time is over: then it is not known what was done, and the journal keeps it. */
async function failureOf(files: FileSystem, signal: AbortSignal, work: () => Promise<void>): Promise<Failure | null> {
  try {
    await work()
    return null
  } catch (thrown) {
    if (!files.connected || signal.aborted) throw thrown
    return Failure.from(thrown)
  }
}

/** What stands against deleting it in this moment, by the rule, after source and copies were looked at once more. */
async function problemNow(
  step: ReleaseStep,
  { file, source, copies }: CheckedFile,
  lookAtSource: () => Promise<FileInfo>
): Promise<Failure | null> {
  if (source?.found.found !== 'content')
    return (
      source?.found.failure ??
      new Failure('changed-at-source', `${placeText(file.source)} is no longer what was copied.`)
    )
  try {
    const { size, mtime } = await lookAtSource()
    const seenAt = step.now()
    const found = await Promise.all(copies.map(copy => copyNow(step, file, copy)))
    return deletionProblem({
      ...{ source: file.source, compare: step.compare },
      recorded: { size: file.size, mtime: mtimeSeconds(file), digests: file.digests },
      now: { size, mtime, digests: source.found.digests, hashedAt: source.found.hashedAt, seenAt },
      copies: found,
      asked: step.asked,
      at: step.now()
    })
  } catch (thrown) {
    return Failure.from(thrown)
  }
}

async function copyNow(step: ReleaseStep, file: RecordedFile, { place, found }: CheckedCopy): Promise<FoundCopy> {
  if (found.found !== 'content') return { place, found: found.found, message: found.failure.message }
  const digest = comparableDigest(file, found)
  if (!digest) return { place, found: 'away', message: `${placeText(place)} could not be compared.` }
  try {
    const { size } = await lookAgain(step, place, found)
    return { place, found: 'content', size, digest, hashedAt: found.hashedAt, seenAt: step.now() }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (isLinkProblem(failure)) throw failure
    const { code, message } = failure
    return { place, found: code === 'not-found' || code === 'changed-at-source' ? 'missing' : 'away', message }
  }
}

/** It must be what it was when it was read: `changed-at-source` otherwise. */
async function lookAgain(step: ReleaseStep, place: Place, before: CheckedCopy['found'] | undefined): Promise<FileInfo> {
  const files = await filesAt(step.ends, place, step.signal)
  const info = await files.lstat(place.path, step.signal)
  if (info.type !== 'file') throw notRegular(place.path, files.label)
  const same = before?.found === 'content' && before.info.size === info.size && before.info.mtime === info.mtime
  if (!same) throw new Failure('changed-at-source', `${placeText(place)} changed while it was verified.`)
  return info
}

const isLinkProblem = ({ code }: Failure): boolean =>
  isLostLink(code, true) || needsPerson(code) || code === 'cancelled' || code === 'channel-refused'

/** What says nothing of the file (a lost link) is no verdict: it waits for its turn, and the release stops. */
function stopOrRefuse(step: ReleaseStep, line: Deletion, why: Failure): Deletion {
  if (!isLinkProblem(why)) return refuse(step, line, why)
  step.save({ ...line, state: 'waiting', aside: null })
  throw why
}

async function putBack(
  step: ReleaseStep,
  source: FileSystem,
  file: RecordedFile,
  line: Deletion,
  why: Failure
): Promise<Deletion> {
  const { aside } = line
  if (aside === null) return stopOrRefuse(step, line, why)
  const failure = await failureOf(source, step.signal, () => source.rename(aside, file.source.path, step.signal))
  if (!failure) return stopOrRefuse(step, { ...line, aside: null }, why)
  return refuse(
    step,
    line,
    new Failure(
      why.code,
      `${why.message} It is now called ${placeText({ ...file.source, path: aside })}: ${failure.message}`
    )
  )
}

/**
 * Where a copy lies in the source's own folder by another way, the new name of the source is beside it. Nobody has asked
 * for that name before, so it is not answered from what a mount remembers, as the old one may be for a minute.
 */
async function sourceSeenAt(step: ReleaseStep, { file, copies }: CheckedFile, aside: string): Promise<Failure | null> {
  const seenAt = async ({ place }: CheckedCopy): Promise<boolean> => {
    const files = await filesAt(step.ends, place, step.signal)
    return exists(files, joinPath(parentPath(place.path), aside), step.signal)
  }
  // What lies at the source's own place counts for nothing, and a bucket remembers nothing.
  const counted = copies.filter(
    ({ place, found }) =>
      found.found === 'content' && place.kind !== 's3' && separatePlace(place) !== separatePlace(file.source)
  )
  try {
    for (const copy of counted)
      if (await seenAt(copy))
        return new Failure(
          'rule',
          `${placeText(copy.place)} lies in the folder of its source by another way, so ${placeText(file.source)} stays.`,
          { hint: 'Copy it to another disk with verification first.' }
        )
    return null
  } catch (thrown) {
    return Failure.from(thrown)
  }
}

const proofsOf = ({ copies }: CheckedFile): Deletion['copies'] =>
  copies.flatMap(({ place, found }) =>
    found.found === 'content' ? [{ place: placeText(place), verifiedAt: new Date(found.hashedAt).toISOString() }] : []
  )
