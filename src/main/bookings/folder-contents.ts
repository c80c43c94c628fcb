/** Puts together what the files of a store say: who may say it, and what contradicts. */
import type { Booking, Overrun, StoreProblem } from '@contract/booking'
import type { ResourcesFile } from '@contract/resources'
import { mayChange } from '@domain/bookings/booking'
import { withAgreedTime } from '@domain/bookings/overrun'
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

interface Gathered {
  readonly bookings: Map<string, FoundBooking>
  readonly waiting: Waiting[]
  readonly requests: { owner: string; value: Request }[]
  readonly answers: { owner: string; value: Answer }[]
  readonly problems: StoreProblem[]
}

/** Files of resources that the file no longer names are left out. */
export function putTogether(files: ReadonlyMap<string, KeptFile>, resources: ResourcesFile): StoreParts {
  const named = new Set(resources.resources.map(({ name }) => name))
  const speaksFor = (owner: string, user: string): boolean =>
    owner === user || tellsNothing(owner) || resources.administrators.includes(owner)
  const all: Gathered = { bookings: new Map(), waiting: [], requests: [], answers: [], problems: [] }
  /** The person who is meant, or who owns the file where that is somebody who may not speak for others. */
  const honest = (path: string, owner: string, user: string): string => {
    if (speaksFor(owner, user)) return user
    const message = `${path} says that it is by ${user}, but ${owner} wrote it.`
    all.problems.push(problemOf(path, message, `It counts as ${owner}'s. An administrator can correct it.`))
    return owner
  }
  for (const [path, { owner, value }] of files) {
    if (!named.has(resourceOf(path))) continue
    if (value.kind === 'problem') all.problems.push({ file: path, error: value.value })
    else if (value.kind === 'booking') {
      const booking = { ...value.value, owner: honest(path, owner, value.value.owner) }
      addBooking(all, { path, booking, mayWriteFor: user => speaksFor(owner, user) })
    } else if (value.kind === 'waiting')
      all.waiting.push({ ...value.value, user: honest(path, owner, value.value.user) })
    else if (value.kind === 'request') all.requests.push({ owner, value: value.value })
    else all.answers.push({ owner, value: value.value })
  }
  const overruns = overrunsOf(all, speaksFor)
  return {
    // Time that the next gave is the one's before also where his file does not say so yet.
    bookings: withAgreedTime(
      [...all.bookings.values()].map(({ booking }) => booking),
      overruns
    ),
    waiting: all.waiting,
    overruns,
    problems: all.problems
  }
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

const isNewer = (a: Booking, b: Booking): boolean =>
  a.sequence > b.sequence || (a.sequence === b.sequence && a.changed > b.changed)

/**
 * A request of somebody else's name, and an answer by somebody who may not change the booking that would begin later,
 * are as if they were not there. The first answer counts.
 */
function overrunsOf(all: Gathered, speaksFor: (owner: string, user: string) => boolean): Overrun[] {
  const mayAnswer = (owner: string, { next, resource }: Request): boolean => {
    const booking = all.bookings.get(next)?.booking
    if (!booking || booking.resource !== resource) return false
    return mayChange(booking, owner) || speaksFor(owner, booking.owner)
  }
  return all.requests
    .filter(({ owner, value }) => speaksFor(owner, value.asks))
    .map(({ value }) => {
      const [answer] = all.answers
        .filter(one => one.value.id === value.id && mayAnswer(one.owner, value))
        .map(one => one.value)
        .sort((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? -1 : 1))
      return { ...value, answer: answer?.answer ?? null, answeredAt: answer?.answeredAt ?? null }
    })
}
