/** What every call of the calendar begins with: the store's folder, who calls, and the moment by the store's clock. */
import type { Refusal } from '@contract/booking'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { isoSeconds } from '@domain/bookings/booking'
import { isAdministrator } from '@domain/bookings/judging'
import {
  generalEntry,
  grantedEntries,
  type LogAct,
  type LoggedBooking,
  type LogWords,
  refusedEntries
} from '@domain/bookings/log-words'
import type { OverrunState } from '@domain/bookings/overrun'
import { Failure } from '@domain/failure'
import type { BookingFolder, StoreChanges, StoreContents } from '../booking-folder'
import type { Clock, Log } from '../platform'

type Signal = AbortSignal | undefined

/** Where a call goes, and for whom an administrator speaks. */
export interface InStore {
  readonly store: BookingStore
  readonly as?: string | undefined
}

export interface BookingsDependencies {
  /** The same object for the same store. */
  openFolder(store: BookingStore): BookingFolder
  readonly clock: Clock
  readonly log: Log
  /** Unique for ever. */
  ids(): string
  /** As whom the store's site logs in, as far as that is known without asking it. */
  likelyUser(store: BookingStore): Promise<string>
  /** Minutes before a booking at which an exported calendar reminds of it; null, or unset: not at all. */
  reminderMinutes?(): number | null
}

/** The store as an act sees it. */
export type DeskState = OverrunState

/** What an act would write and what stands against it; with a `refusal` nothing is written. */
export interface Decision<Result> {
  readonly changes: StoreChanges
  readonly result: Result
  readonly refusal: Failure | null
  /** For the log: what was refused, and what was granted. */
  readonly judged: readonly { booking: LoggedBooking; refusals: readonly Refusal[] }[]
  readonly granted: readonly LoggedBooking[]
  /** Logged where it is granted and about no booking. */
  readonly text?: string
}

export interface Desk {
  folder(store: BookingStore): BookingFolder
  /** The caller's name there. Connects; `automatic` raises no prompt. */
  userOf(folder: BookingFolder, signal: Signal, automatic?: boolean): Promise<string>
  /** The same while the store is away: as it was told last, or as the site is set up. */
  likelyUser(folder: BookingFolder): Promise<string>
  newUid(): string
  /** The caller, or for whom he speaks. `not-allowed` unless he is an administrator. */
  callerOf(user: string, file: ResourcesFile, as: string | undefined): string
  /** `at` unset: now, by the store's clock as far as it is known. */
  stateOf(contents: StoreContents, caller: string, at?: Date): DeskState
  /** Appends to the store's log; where that fails it is told in the engine's own, and nothing else changes. */
  record(folder: BookingFolder, entries: readonly LogWords[], signal: Signal): Promise<void>
  /** Decides by what the store holds at that moment, writes or refuses, and logs either. */
  transact<Result>(
    input: InStore,
    act: LogAct,
    decide: (state: DeskState, contents: StoreContents) => Decision<Result>,
    signal: Signal
  ): Promise<Result>
}

export function createDesk({ openFolder, clock, log, ids, likelyUser }: BookingsDependencies): Desk {
  const users = new WeakMap<BookingFolder, string>()

  const userOf: Desk['userOf'] = async (folder, signal, automatic = false) => {
    const user = await folder.user(signal, { automatic })
    users.set(folder, user)
    return user
  }

  const callerOf: Desk['callerOf'] = (user, file, as) => {
    if (as === undefined || as === user || isAdministrator(file, user)) return as ?? user
    throw new Failure('not-allowed', `${user} is no administrator of this calendar and cannot speak for ${as}.`, {
      hint: 'Administrators are listed in its resources.json.'
    })
  }

  const stateOf: Desk['stateOf'] = ({ file, bookings, waiting, overruns, clockOffsetMs }, caller, at) => {
    const time = at?.getTime() ?? clock.now().getTime() + clockOffsetMs
    return { file, bookings, waiting, overruns, caller, now: isoSeconds(time) }
  }

  const record: Desk['record'] = async (folder, entries, signal) => {
    if (entries.length === 0) return
    try {
      await folder.log(entries, signal)
    } catch (error) {
      const { site, folder: path } = folder.store
      const where = site === null ? path : `${site}:${path}`
      log.warn(`The log of the calendar ${where} could not be written: ${Failure.from(error).message}`)
    }
  }

  const transact: Desk['transact'] = async (input, act, decide, signal) => {
    const folder = openFolder(input.store)
    const user = await userOf(folder, signal)
    const by = input.as === undefined || input.as === user ? '' : ` (by ${user} for ${input.as})`
    let refused: LogWords[] = []
    let granted: LogWords[] = []
    try {
      const result = await folder.transact((contents, at) => {
        const decision = decide(stateOf(contents, callerOf(user, contents.file, input.as), at), contents)
        refused = refusedEntries(act, decision.judged, by)
        granted = grantedEntries(act, decision.granted, by)
        if (decision.text !== undefined) granted.push(generalEntry(act, true, decision.text + by))
        if (decision.refusal) throw decision.refusal
        return { changes: decision.changes, result: decision.result }
      }, signal)
      await record(folder, [...refused, ...granted], signal)
      return result
    } catch (error) {
      const { code, message } = Failure.from(error)
      const notAllowed = refused.length === 0 && code === 'not-allowed' ? [generalEntry(act, false, message)] : refused
      await record(folder, notAllowed, signal)
      throw error
    }
  }

  return {
    folder: openFolder,
    userOf,
    likelyUser: async folder => users.get(folder) ?? likelyUser(folder.store),
    newUid: () => `${ids()}@farscope`,
    ...{ callerOf, stateOf, record, transact }
  }
}
