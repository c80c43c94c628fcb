/** Puts together what the files of a store say: who may say it, and what contradicts. */
import type { Booking, Overrun, StoreProblem } from '@contract/booking'
import type { ResourcesFile } from '@contract/resources'
import { mayChange } from '@domain/bookings/booking'
import { withAgreedTime } from '@domain/bookings/overrun'
import { isNewer, ofVersionsAlone, type Version, withVersions } from '@domain/bookings/versions'
import { Failure } from '@domain/failure'
import type { StoreContents, Waiting } from '../booking-folder'
import type { Answer, FileValue, Request } from './folder-files'
import { bookingPath, resourceOf } from './folder-layout'

/** One file as it was read. */
export interface KeptFile {
  /** Name of its owner, a number where the place knows no name. */
  readonly owner: string
  readonly value: FileValue
}

export type StoreParts = Pick<StoreContents, 'bookings' | 'waiting' | 'overruns' | 'problems'>

const problemOf = (file: string, message: string, hint: string): StoreProblem => ({
  file,
  error: new Failure('mismatch', message, { hint }).toData()
})

/** The system's own administrator may have put back a backup. A number says nothing. */
export const tellsNothing = (owner: string): boolean => owner === 'root' || /^\d*$/.test(owner)

interface FoundBooking {
  readonly path: string
  readonly booking: Booking
  /** Whether who wrote the file may speak for the user. */
  mayWriteFor(user: string): boolean
}

interface FoundVersion extends Version {
  readonly path: string
  /** In the folder of a resource that is no longer lent. */
  readonly former: boolean
}

interface Gathered {
  readonly bookings: Map<string, FoundBooking>
  readonly versions: Map<string, FoundVersion[]>
  readonly waiting: Map<string, Waiting>
  readonly requests: { owner: string; value: Request }[]
  readonly answers: { owner: string; value: Answer }[]
  readonly problems: StoreProblem[]
}

/**
 * Files of resources that the file no longer names are left out, but for changes: a booking that was moved to one has
 * left its own folder, and would else stand where it was before.
 */
export function putTogether(files: ReadonlyMap<string, KeptFile>, resources: ResourcesFile): StoreParts {
  const work = puttingTogether([...files], resources)
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value
}

/** The same in small steps, after each of which others may have their turn. */
export function* puttingTogether(
  files: Iterable<readonly [string, KeptFile]>,
  resources: ResourcesFile
): Generator<void, StoreParts, void> {
  const named = new Set(resources.resources.map(({ name }) => name))
  const administrators = new Set(resources.administrators)
  const speaksFor: SpeaksFor = (owner, user) => owner === user || tellsNothing(owner) || administrators.has(owner)
  const all: Gathered = {
    ...{ bookings: new Map(), versions: new Map(), waiting: new Map() },
    ...{ requests: [], answers: [], problems: [] }
  }
  for (const [path, file] of files) {
    const former = !named.has(resourceOf(path))
    if (!former || file.value.kind === 'change') addFile(all, path, file, { speaksFor, former })
    yield
  }
  const booked = bookingsOf(all, speaksFor)
  yield
  const overruns = overrunsOf(all, booked, speaksFor)
  return {
    // Time that the next gave is the one's before also where his file does not say so yet.
    bookings: withAgreedTime([...booked.values()], overruns),
    waiting: [...all.waiting.values()],
    overruns,
    problems: all.problems
  }
}

/** Whether who owns a file may speak for the user. */
type SpeaksFor = (owner: string, user: string) => boolean

function addFile(
  all: Gathered,
  path: string,
  { owner, value }: KeptFile,
  { speaksFor, former }: { speaksFor: SpeaksFor; former: boolean }
): void {
  /** The person who is meant, or who owns the file where that is somebody who may not speak for others. */
  const honest = (user: string): string => {
    if (speaksFor(owner, user)) return user
    const message = `${path} says that it is by ${user}, but ${owner} wrote it.`
    all.problems.push(problemOf(path, message, `It counts as ${owner}'s. An administrator can correct it.`))
    return owner
  }
  switch (value.kind) {
    case 'problem':
      all.problems.push({ file: path, error: value.value })
      break
    case 'booking': {
      const booking = { ...value.value, owner: honest(value.value.owner) }
      addBooking(all, { path, booking, mayWriteFor: user => speaksFor(owner, user) })
      break
    }
    case 'change': {
      const { uid } = value.value
      all.versions.set(uid, [...(all.versions.get(uid) ?? []), { path, writer: owner, booking: value.value, former }])
      break
    }
    case 'waiting':
      addWaiting(all.waiting, { ...value.value, user: honest(value.value.user) })
      break
    case 'request':
      all.requests.push({ owner, value: value.value })
      break
    case 'answer':
      all.answers.push({ owner, value: value.value })
  }
}

/** Of two files about one who waits that counts which says that he left: an administrator cannot remove the other. */
function addWaiting(all: Map<string, Waiting>, one: Waiting): void {
  const key = JSON.stringify([one.id, one.user])
  if (one.left !== undefined || !all.has(key)) all.set(key, one)
}

/** All bookings by uid, each as the last who might left it. */
function bookingsOf(all: Gathered, speaksFor: SpeaksFor): Map<string, Booking> {
  const booked = new Map([...all.bookings].map(([uid, { booking }]) => [uid, booking]))
  for (const [uid, versions] of all.versions) {
    const base = booked.get(uid)
    // All of it is gone with the resource.
    if (!base && versions.every(({ former }) => former)) continue
    const found = base ? withVersions(base, versions, speaksFor) : ofVersionsAlone(versions, speaksFor)
    if (found) booked.set(uid, found.booking)
    for (const { path, writer } of found?.refused ?? versions) {
      const message = found
        ? `${path} changes a booking of ${found.booking.owner}, which ${writer} may not change.`
        : `${path} changes the booking ${uid}, which is not there.`
      all.problems.push(problemOf(path, message, `It does not count. ${writer} can remove it.`))
    }
  }
  return booked
}

/** Of two files with the same UID one counts: a move to another resource was cut short, or it is a copy. */
function addBooking({ bookings, problems }: Gathered, mine: FoundBooking): void {
  const { uid } = mine.booking
  const known = bookings.get(uid)
  if (!known) {
    bookings.set(uid, mine)
    return
  }
  const kept = counting(known, mine)
  const other = kept === mine ? known : mine
  bookings.set(uid, kept)
  const message = `${other.path} and ${kept.path} are the same booking.`
  problems.push(problemOf(other.path, message, `Remove ${other.path}.`))
}

/**
 * The one changed last, if who wrote it may speak for the owner of the other. Else somebody uses another's UID: then the
 * one that has the name of a booking counts, and of two of that kind the first.
 */
function counting(a: FoundBooking, b: FoundBooking): FoundBooking {
  const [newer, older] = isNewer(b.booking, a.booking) ? [b, a] : [a, b]
  if (newer.mayWriteFor(older.booking.owner)) return newer
  if (older.mayWriteFor(newer.booking.owner)) return older
  const isNamed = ({ path, booking: { resource, uid } }: FoundBooking): boolean => path === bookingPath(resource, uid)
  return isNamed(newer) && !isNamed(older) ? newer : older
}

/**
 * A request of somebody else's name or by a stranger to the booking that would go on, and an answer by somebody who may
 * not change the booking that would begin later, are as if they were not there. The first answer counts.
 */
function overrunsOf(all: Gathered, booked: ReadonlyMap<string, Booking>, speaksFor: SpeaksFor): Overrun[] {
  const mayAnswer = (owner: string, { next }: Request): boolean => {
    const booking = booked.get(next)
    return booking !== undefined && (mayChange(booking, owner) || speaksFor(owner, booking.owner))
  }
  // Whoever asked may have handed it over since, and is on it still.
  const mayAsk = ({ uid, asks }: Request): boolean => {
    const booking = booked.get(uid)
    return !booking || speaksFor(asks, booking.owner) || booking.people.some(({ user }) => user === asks)
  }
  return all.requests
    .filter(({ owner, value }) => speaksFor(owner, value.asks) && mayAsk(value))
    .map(({ value }) => {
      const [answer] = all.answers
        .filter(one => one.value.id === value.id && mayAnswer(one.owner, value))
        .map(one => one.value)
        .sort((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? -1 : 1))
      return { ...value, answer: answer?.answer ?? null, answeredAt: answer?.answeredAt ?? null }
    })
}
