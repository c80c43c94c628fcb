/**
 * A store of bookings as its calls see it: a shared folder, one file an event. `resources.json` · `RESOURCE/UID.ics` ·
 * `RESOURCE/changes/UID@USER.ics` (a booking as somebody left it who did not make it) · `RESOURCE/waitlist/ID.json` ·
 * `RESOURCE/requests/ID.json` · `log/USER-YYYY-MM.jsonl` · `locks/`, the one folder in which everybody may remove what
 * others made.
 */
import type { Booking, LogEntry, Overrun, StoreProblem, Waiter } from '@contract/booking'
import type { StoreReading } from '@contract/bookings'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import type { Failure } from '@domain/failure'

type Signal = AbortSignal | undefined

/** Who waits, as it is stored; whether there is an offer is worked out (domain/bookings/waitlist). */
export type Waiting = Omit<Waiter, 'offer'>

/** All of a store at one moment. Of an event whose file belongs to somebody else than it says, the file's owner is `owner`. */
export interface StoreContents {
  readonly file: ResourcesFile
  /** Of the file `resources.json`. */
  readonly version: string
  /** All resources, all times, cancelled ones too; in no order. */
  readonly bookings: readonly Booking[]
  readonly waiting: readonly Waiting[]
  readonly overruns: readonly Overrun[]
  readonly problems: readonly StoreProblem[]
  /** By this computer's clock. */
  readonly readAt: Date
  /** Server's clock minus this computer's. Milliseconds. */
  readonly clockOffsetMs: number
  /** Why it could not be read now: this is the kept copy. */
  readonly offline: Failure | null
}

/** What is written together. Each file is whole or not there at all; of several, what was written is taken back when one fails. */
export interface StoreChanges {
  /** Written whether they are there or not; of one that is there `sequence` is higher than before. */
  readonly bookings?: readonly Booking[]
  readonly waiting?: readonly Waiting[]
  /** Ids of those who wait no longer. */
  readonly left?: readonly string[]
  readonly overruns?: readonly Overrun[]
  readonly resources?: ResourcesFile
}

export interface BookingFolder {
  readonly store: BookingStore
  /** The caller's login name there: the SSH user, or the user of this computer. Connects; `automatic` as in `read`. */
  user(signal: Signal, options?: { automatic?: boolean }): Promise<string>
  /**
   * `not-found` where there is no store and no copy of one. With `kept`, a copy that is younger than half a minute will
   * do; `automatic`: nobody just asked, so it raises no prompt (main/site-access).
   */
  read(signal: Signal, options?: { kept?: boolean; automatic?: boolean }): Promise<StoreContents>
  /** How far a read of many files has come: at once, then each change; null while there is none. */
  reading(signal: Signal): AsyncGenerator<StoreReading, void, void>
  /** What is kept of it on this computer, without asking anybody; null: nothing. */
  copy(): Promise<StoreContents | null>
  /**
   * Holds the store's lock while `decide` looks at what is there now and says what to write. Its error leaves all as it
   * was. `conflict` when the lock is not had within 60 s; `permission` where the folder does not let one write.
   */
  transact<Result>(
    decide: (now: StoreContents, at: Date) => { changes: StoreChanges; result: Result },
    signal: Signal
  ): Promise<Result>
  /** `exists`. */
  init(file: ResourcesFile, signal: Signal): Promise<void>
  /** Appends to the caller's own file; needs no lock. */
  log(entries: readonly Omit<LogEntry, 'user' | 'at'>[], signal: Signal): Promise<void>
  /**
   * The same under the store's lock, unless what was logged since `from` already says so: of several computers that
   * would log one event, one does. False: it was there.
   */
  logOnce(
    entry: Omit<LogEntry, 'user' | 'at'>,
    from: Date,
    isThere: (log: readonly LogEntry[]) => boolean,
    signal: Signal
  ): Promise<boolean>
  /** Of everybody, newest first; `user` is the owner of the file. */
  readLog(from: Date | null, to: Date | null, signal: Signal): Promise<LogEntry[]>
  /** Runs after each change made through this object; with `found`, also after a read that found others' changes. */
  onChanged(listener: () => void, options?: { found?: boolean }): () => void
}
