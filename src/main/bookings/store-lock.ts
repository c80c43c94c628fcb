/**
 * The one who may write to a store: a file that only one can make (open with create-exclusive). One whose holder died is
 * broken by renaming it away; how old it is, the server's clock tells.
 */
import { randomUUID } from 'node:crypto'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import { pause } from '../broadcast'
import { orAborted } from '../ssh/errors'
import { lockName } from './folder-layout'
import type { StoreClock } from './store-clock'

export interface StoreLock {
  /** `conflict` when it is not ours any more, or is held for so long that somebody may break it. */
  check(signal: AbortSignal | undefined): Promise<void>
  /** However long it is held. */
  isOurs(signal: AbortSignal | undefined): Promise<boolean>
  /** Never rejects, and waits no longer than some seconds. */
  release(): Promise<void>
}

export interface LockParts {
  readonly files: FileSystem
  /** The folder of locks; not made here. */
  readonly folder: string
  readonly clock: StoreClock
  /** Milliseconds since 1970 by our clock. */
  readonly ours: () => number
  /** Told in the lock, so that whoever waits sees for whom. */
  readonly holder: { user: string; host: string; pid: number }
}

/** By the server's clock. */
const staleMs = 30_000
/** Well below `staleMs`, so that nobody who follows the rules writes under a lock that was broken. */
export const mostHeldMs = 15_000
const mostWaitedMs = 60_000
/** Between two looks at how old a lock is that is in the way. */
const lookMs = 2000
const [leastPauseMs, mostPauseMs] = [50, 400]
/** So often in a row nobody has the lock, and yet it cannot be made: then that is the server's last word. */
const mostUnexplained = 20
/** Steps that undo something are not given up with the work; they end by themselves. */
const endMs = 5000
/** Whoever may rename or remove the lock (everybody, in that folder) may also link it, which some servers do to rename. */
const lockMode = 0o666
const mostBytes = 4096

interface SeenLock {
  readonly text: string
  readonly mtime: number
}

async function lookAt(files: FileSystem, path: string, signal: AbortSignal | undefined): Promise<SeenLock | undefined> {
  try {
    const read = await files.readSmall(path, mostBytes, signal)
    return read && { text: Buffer.from(read.data).toString('utf8'), mtime: read.before.mtime }
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return undefined
    throw thrown
  }
}

/**
 * `taken`: somebody else has it. A failure: version 3 of SFTP says no more than that, and when one looked why, nothing
 * was there; most likely it was just released. What was begun when the signal aborts is taken back.
 */
async function make(
  files: FileSystem,
  path: string,
  text: string,
  signal: AbortSignal | undefined
): Promise<'made' | 'taken' | Failure> {
  const work = files.writeSmall(path, Buffer.from(text), { mode: lockMode })
  try {
    await orAborted(signal, work)
    return 'made'
  } catch (thrown) {
    if (signal?.aborted) {
      const undone = work.then(() => files.removeFile(path)).catch(() => undefined)
      await Promise.race([undone, pause(endMs, undefined)])
      throw Failure.from(signal.reason)
    }
    const failure = Failure.from(thrown)
    if (failure.code === 'exists') return 'taken'
    if (failure.code === 'remote-error') return failure
    throw failure
  }
}

/** Renames a stale lock away. Two may judge the same one; what the second takes away is then a fresh lock: it goes back. */
async function breakStale({ files, folder, clock }: LockParts, signal: AbortSignal | undefined): Promise<void> {
  const path = joinPath(folder, lockName)
  const seen = await lookAt(files, path, signal)
  if (!seen) return
  await clock.measure(files, folder, lookMs, signal)
  if (!clock.isOlder(seen.mtime, staleMs)) return
  const aside = joinPath(folder, `stale-${randomUUID()}`)
  try {
    await files.replace(path, aside)
  } catch (thrown) {
    if (Failure.from(thrown).code === 'not-found') return
    throw thrown
  }
  const taken = await lookAt(files, aside, AbortSignal.timeout(endMs)).catch(() => undefined)
  const judged = taken === undefined || (taken.text === seen.text && taken.mtime === seen.mtime)
  if (!judged && (await putBack(files, aside, path))) return
  await files.removeFile(aside, AbortSignal.timeout(endMs)).catch(() => undefined)
}

/** False when meanwhile a third has made one: then the robbed one notices before it writes. */
const putBack = (files: FileSystem, aside: string, path: string): Promise<boolean> =>
  files.rename(aside, path, AbortSignal.timeout(endMs)).then(
    () => true,
    () => false
  )

async function stillTaken({ files, folder }: LockParts): Promise<Failure> {
  const seen = await lookAt(files, joinPath(folder, lockName), AbortSignal.timeout(endMs)).catch(() => undefined)
  const [, user] = /"user":"([^"\\]{1,255})"/.exec(seen?.text ?? '') ?? []
  const [, host] = /"host":"([^"\\]{1,255})"/.exec(seen?.text ?? '') ?? []
  const who = user === undefined ? 'Others' : `${user}${host === undefined ? '' : ` on ${host}`} and others`
  return new Failure('conflict', `${who} were writing to the calendar for more than a minute, so nothing was booked.`, {
    hint: 'Try again in a moment.'
  })
}

/**
 * Waits until the lock is had: `conflict` after a minute. `not-found` without the folder, `permission` where it cannot
 * be written to.
 */
export async function takeLock(parts: LockParts, signal: AbortSignal | undefined): Promise<StoreLock> {
  const { files, folder, clock, ours, holder } = parts
  const path = joinPath(folder, lockName)
  const text = `${JSON.stringify({ ...holder, nonce: randomUUID() })}\n`
  const until = performance.now() + mostWaitedMs
  let lookAfter = 0
  let before = ours()
  let unexplained = 0
  for (;;) {
    const made = await make(files, path, text, signal)
    if (made === 'made') break
    unexplained = made === 'taken' ? 0 : unexplained + 1
    if (made !== 'taken' && unexplained > mostUnexplained) throw made
    if (performance.now() > until) throw await stillTaken(parts)
    if (performance.now() >= lookAfter) {
      await breakStale(parts, signal)
      lookAfter = performance.now() + lookMs
    }
    await pause(leastPauseMs + Math.random() * (mostPauseMs - leastPauseMs), signal)
    if (signal?.aborted) throw Failure.from(signal.reason)
    before = ours()
  }
  const lock = heldLock(files, path, text)
  try {
    clock.learn(await files.lstat(path, signal), before, ours())
    return lock
  } catch (thrown) {
    await lock.release()
    throw thrown
  }
}

function heldLock(files: FileSystem, path: string, text: string): StoreLock {
  const takenAt = performance.now()
  const isOurs: StoreLock['isOurs'] = async signal => (await lookAt(files, path, signal))?.text === text
  return {
    isOurs,
    async check(signal) {
      const late = performance.now() - takenAt > mostHeldMs
      if (!late && (await isOurs(signal))) return
      const message = late
        ? 'Writing to the calendar took too long, so nothing was booked.'
        : 'Somebody else took over the calendar in the middle of writing, so nothing was booked.'
      throw new Failure('conflict', message, { hint: 'Try again.' })
    },
    async release() {
      const signal = AbortSignal.timeout(endMs)
      try {
        if (await isOurs(signal)) await files.removeFile(path, signal)
      } catch {
        // The link is lost: the others break it when it is old enough.
      }
    }
  }
}
