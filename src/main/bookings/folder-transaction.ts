/** One change of a store: lock, look, decide, write, look again, unlock. */
import type { Booking } from '@contract/booking'
import { conflictsOf, holdsSlot, mayChange } from '@domain/bookings/booking'
import { isAdministrator } from '@domain/bookings/judging'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { quote } from '@domain/shell'
import type { StoreChanges, StoreContents } from '../booking-folder'
import type { Log } from '../platform'
import { tellsNothing } from './folder-contents'
import type { FolderCopy } from './folder-copy'
import { makeStoreFolder } from './folder-init'
import { foldersOf, locksName, loginName, resourcesName } from './folder-layout'
import { wishesOf } from './folder-wishes'
import { leftThere, removeLeftBehind, type WriterParts, type Written, writeFiles } from './folder-writer'
import type { StoreClock } from './store-clock'
import { mostHeldMs, type StoreLock, takeLock } from './store-lock'

/** The store's folder as this change reaches it. */
export interface TransactionParts extends WriterParts {
  /** The caller's login name there. */
  readonly user: string
  /** Of this computer, told in the lock. */
  readonly host: string
  readonly clock: StoreClock
  /** Milliseconds since 1970 by our clock. */
  readonly ours: () => number
  readonly copy: FolderCopy
  readonly log: Log
  bringUpToDate(signal: AbortSignal): Promise<StoreContents>
}

/** The look after writing is not given up with the work. Milliseconds. */
const lookMs = 10_000

type Decide<Result> = (now: StoreContents, at: Date) => { changes: StoreChanges; result: Result }

/** Does `work` while nobody else holds the lock of the store; its signal aborts before the lock may be taken for stale. */
export async function underLock<Result>(
  parts: TransactionParts,
  work: (lock: StoreLock, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal
): Promise<Result> {
  const lock = await lockOf(parts, signal)
  const limit = holdingLimit(signal)
  try {
    return await work(lock, limit.signal)
  } finally {
    limit.end()
    await lock.release()
  }
}

/** See `BookingFolder.transact`. */
export function runTransaction<Result>(
  parts: TransactionParts,
  decide: Decide<Result>,
  signal: AbortSignal
): Promise<Result> {
  const change = async (lock: StoreLock, inner: AbortSignal): Promise<Result> => {
    const [now] = await Promise.all([parts.bringUpToDate(inner), removeLeftBehind(parts, parts.clock, inner)])
    const { changes, result } = decide(now, new Date(parts.clock.now()))
    await write(parts, now, changes, lock, inner)
    return result
  }
  return underLock(parts, change, signal)
}

async function lockOf(parts: TransactionParts, signal: AbortSignal): Promise<StoreLock> {
  const { files, root, user, host, clock, ours } = parts
  const folder = joinPath(root, locksName)
  const holder = { user, host, pid: process.pid }
  const take = (): Promise<StoreLock> => takeLock({ files, folder, clock, ours, holder }, signal)
  try {
    return await take()
  } catch (thrown) {
    const reason = Failure.from(thrown)
    if (reason.code === 'permission') throw mayNotWrite(parts, reason)
    if (reason.code !== 'not-found') throw reason
    // Somebody removed the folder, or made the store by hand.
    await makeStoreFolder(files, root, locksName, signal)
    return take()
  }
}

async function write(
  parts: TransactionParts,
  now: StoreContents,
  changes: StoreChanges,
  lock: StoreLock,
  signal: AbortSignal
): Promise<void> {
  const { files, root, copy, user } = parts
  for (const booking of foreign(changes.bookings ?? [], now, user)) throw notTheirs(booking, user)
  const wishes = wishesOf(changes, copy, { user, administrators: now.file.administrators })
  if (wishes.length === 0) return
  const known = new Set(now.file.resources.map(({ name }) => name))
  for (const { name } of changes.resources?.resources ?? [])
    if (!known.has(name)) for (const folder of foldersOf(name)) await makeStoreFolder(files, root, folder, signal)
  const written = await writeFiles(parts, wishes, () => lock.check(signal), signal).catch(async (thrown: unknown) => {
    throw changes.resources ? await rulesRefused(parts, Failure.from(thrown)) : thrown
  })
  await lookAgain(parts, now, changes, lock, written)
}

/** In a folder with the sticky bit the rules are saved by the owner of their file alone: says who that is. */
async function rulesRefused({ files, root, user }: TransactionParts, failure: Failure): Promise<Failure> {
  if (failure.code !== 'permission') return failure
  const path = joinPath(root, resourcesName)
  const signal = AbortSignal.timeout(lookMs)
  const owner = await files
    .stat(path, signal)
    .then(info => files.ownerNames(info, signal))
    .then(
      names => names.owner,
      () => user
    )
  if (loginName(owner) === user) return failure
  return new Failure('permission', `The rules were not saved: ${displayName(path)} (${files.label}) is ${owner}'s.`, {
    hint: `In this folder a file is replaced by its owner alone. Ask ${owner} to save the change; or the system's administrator to give you the file, on the server: chown ${user} ${quote(displayName(path))}`,
    cause: failure
  })
}

/** Looks after writing, however the work was given up meanwhile: two may have written who each thought to be alone. */
async function lookAgain(
  parts: TransactionParts,
  now: StoreContents,
  changes: StoreChanges,
  lock: StoreLock,
  written: Written
): Promise<void> {
  const signal = AbortSignal.timeout(lookMs)
  const warn = (thrown: unknown): undefined => {
    parts.log.warn(`A calendar could not be looked at after writing: ${Failure.from(thrown).message}`)
  }
  // Before the look: whoever gets the lock after this reads what we wrote.
  const ours = await lock.isOurs(signal).catch(warn)
  const after = await parts.bringUpToDate(signal).catch(warn)
  const winner = after && slippedIn(changes.bookings ?? [], now.bookings, after.bookings, ours === true)
  if (!winner && ours !== false) return
  const failure = winner ? takenBy(winner) : robbed()
  if (await written.undo()) throw failure
  throw leftThere(parts, failure)
}

const takenBy = ({ owner, resource }: Booking): Failure =>
  new Failure('conflict', `${owner} booked ${resource} in the same moment, and was first.`, {
    hint: 'Look at the calendar and choose another time.'
  })

/** Who took over looked at the calendar perhaps before we wrote, and writes perhaps after we looked. */
const robbed = (): Failure =>
  new Failure('conflict', 'Somebody else took over the calendar while it was written to, so nothing was booked.', {
    hint: 'This computer was asleep or its link too slow. Try again.'
  })

/**
 * Those that are there and that the user may not change. What he wrote beside them would not count for anybody, and he
 * would take it for done.
 */
function foreign(changed: readonly Booking[], { bookings, file }: StoreContents, user: string): Booking[] {
  if (changed.length === 0 || tellsNothing(user) || isAdministrator(file, user)) return []
  const uids = new Set(changed.map(({ uid }) => uid))
  return bookings.filter(booking => uids.has(booking.uid) && !mayChange(booking, user))
}

const notTheirs = ({ uid, owner }: Booking, user: string): Failure =>
  new Failure('permission', `${user} may not change the booking ${uid}, which is ${owner}'s.`, {
    hint: `Ask ${owner}, its operator or an administrator.`
  })

const mayNotWrite = ({ user, root, files }: TransactionParts, cause: Failure): Failure =>
  new Failure('permission', `${user} may not book in the calendar ${displayName(root)} (${files.label}).`, {
    hint: 'Ask its administrator to let you write there; the guide says which rights the folder needs.',
    cause
  })

/** Gives the work up shortly before others may take the lock for stale. */
function holdingLimit(signal: AbortSignal): { signal: AbortSignal; end(): void } {
  const late = new AbortController()
  const reason = new Failure('conflict', 'Writing to the calendar took too long, so nothing was booked.', {
    hint: 'The link is slow at the moment; try again.'
  })
  const timer = setTimeout(() => late.abort(reason), mostHeldMs)
  return { signal: AbortSignal.any([signal, late.signal]), end: () => clearTimeout(timer) }
}

/**
 * Another booking of a slot that we have just booked, which nobody saw before: then a lock was broken that should not
 * have been. Who was made earlier wins, then the smaller uid, so that both sides come to the same end; but who lost the
 * lock yields to all: the other may have been told already that the slot is theirs.
 */
function slippedIn(
  mine: readonly Booking[],
  before: readonly Booking[],
  after: readonly Booking[],
  hadLock: boolean
): Booking | undefined {
  const slotOf = ({ resource, start, end, status }: Booking): string => `${resource} ${start} ${end} ${status}`
  const seen = new Map(before.map(booking => [booking.uid, slotOf(booking)]))
  const written = new Set(mine.map(({ uid }) => uid))
  const news = after.filter(booking => !written.has(booking.uid) && seen.get(booking.uid) !== slotOf(booking))
  return mine
    .filter(holdsSlot)
    .flatMap(one => conflictsOf(one, news).filter(other => !hadLock || wasFirst(other, one)))
    .at(0)
}

const wasFirst = (a: Booking, b: Booking): boolean =>
  a.created < b.created || (a.created === b.created && a.uid < b.uid)
