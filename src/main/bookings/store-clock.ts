/**
 * The clock of the computer that holds a store: ages of locks and files are judged by it, never by ours. It is learned
 * from files that we make there, and so is by which name we own them.
 */
import { randomUUID } from 'node:crypto'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'
import type { Clock } from '../platform'

/** Where nobody may write, the two clocks are taken to differ by no more than this. Milliseconds. */
const unknownMs = 10 * 60_000
/** How long the last step of something that was given up may take. Milliseconds. */
const endMs = 5000

export interface StoreClock {
  /** Server's clock minus ours; 0 while it is not known. Milliseconds. */
  readonly offsetMs: number
  /** The same as it was measured, for the next run: without what a test adds. */
  readonly measuredMs: number
  /** Milliseconds since 1970. */
  now(): number
  /** Whether a time of the server's certainly lies so long back. */
  isOlder(mtime: number, milliseconds: number): boolean
  /** Who owns what we make there, in the words of the file system: a name or a number; unset: not known yet. */
  readonly owner: string | undefined
  /** We have just made a file, between these two moments of ours; it has this time (whole seconds) and owner. */
  learn(made: Pick<FileInfo, 'mtime' | 'owner'>, before: number, after: number): void
  /**
   * Makes a file in the folder, looks at its time and removes it; nothing where one may not, or when it was measured
   * less than `goodForMs` ago.
   */
  measure(files: FileSystem, folder: string, goodForMs: number, signal: AbortSignal | undefined): Promise<void>
}

/** `knownOffsetMs`: of an earlier run, until it is measured. */
export function createStoreClock(clock: Clock, knownOffsetMs: number): StoreClock {
  let measuredMs = knownOffsetMs
  let measuredAt: number | undefined
  let owner: string | undefined
  const ours = (): number => clock.now().getTime()
  const offset = (): number => measuredMs + (clock.storesAheadMs?.() ?? 0)
  // Times of files are never moved: they are the server's own.
  const age = (mtime: number): number => ours() + measuredMs - mtime * 1000
  const learn: StoreClock['learn'] = ({ mtime, owner: told }, before, after) => {
    owner = told
    // The server's time lay within a second of what it told, ours between the two moments.
    const [least, most] = [mtime * 1000 - after, mtime * 1000 + 1000 - before]
    measuredMs = least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2)
    measuredAt = performance.now()
  }
  return {
    get offsetMs() {
      return offset()
    },
    get measuredMs() {
      return measuredMs
    },
    get owner() {
      return owner
    },
    now: () => ours() + offset(),
    isOlder: (mtime, milliseconds) => age(mtime) > milliseconds + (measuredAt === undefined ? unknownMs : 0),
    learn,
    async measure(files, folder, goodForMs, signal) {
      if (measuredAt !== undefined && performance.now() - measuredAt < goodForMs) return
      const probe = joinPath(folder, `clock-${randomUUID()}`)
      const before = ours()
      const isMade = await files.writeSmall(probe, new Uint8Array(), { mode: 0o600 }, signal).then(
        () => true,
        // Nobody may write there, or the folder is not there: then it stays unknown.
        () => false
      )
      if (!isMade) return
      try {
        const made = await files.lstat(probe, signal)
        learn(made, before, ours())
      } finally {
        await files.removeFile(probe, AbortSignal.timeout(endMs)).catch(() => undefined)
      }
    }
  }
}
