/** A session with all that belongs to it, read from its store, its log and what this computer did. */
import type { Booking, LogEntry } from '@contract/booking'
import type { Session } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { armedFrom, isArmed, phaseOf } from '@domain/sessions/phase'
import { isNear, ownBookings, resourceOf, type SessionFacts, sessionOf } from '@domain/sessions/session'
import { isTakenBack, type StepFacts } from '@domain/sessions/steps'
import type { Clock } from '../platform'
import type { SessionRecords } from '../store/session-records'
import { type StepPlace, sessionKey } from './session-steps'
import { type Looked, storeKey } from './session-stores'

/** How long after its end a session may still be told as ended by an engine that was off. Milliseconds. */
const lateMs = 86_400_000

export interface SessionState {
  /** The caller's sessions of a store that run, are armed, begin within a day, or have ended a short time ago. */
  placesOf(looked: Looked): StepPlace[]
  /** `not-found`. */
  place(looked: Looked, uid: string): StepPlace
  /** `fresh`: the log is read anew. */
  facts(place: StepPlace, fresh: boolean, signal: AbortSignal | undefined): Promise<StepFacts>
  view(place: StepPlace, fresh: boolean, signal: AbortSignal | undefined): Promise<Session>
  isDisarmed(looked: Looked, booking: Booking, signal: AbortSignal | undefined): Promise<boolean>
  /** Whether a session of the caller is armed or runs. */
  isPressing(looked: Looked): boolean
  /** Milliseconds since 1970 by the store's clock. */
  at(looked: Looked): number
}

/** A log that was read so long ago is read again. Milliseconds. */
const keepLogMs = 30_000

export function createSessionState(parts: { clock: Clock; records: SessionRecords }): SessionState {
  const { clock, records } = parts
  const logs = new Map<string, { entries: LogEntry[]; from: number; readAt: number }>()
  const at = ({ contents }: Looked): number => clock.now().getTime() + contents.clockOffsetMs

  const factsOf = (looked: Looked): SessionFacts => ({
    ...{ store: looked.store, user: looked.user, at: at(looked) },
    file: looked.contents.file,
    bookings: looked.contents.bookings,
    clockOffsetMs: looked.contents.clockOffsetMs
  })

  /** Nothing is logged of a session that is not armed yet. */
  async function logOf(
    { looked, booking }: StepPlace,
    fresh: boolean,
    signal: AbortSignal | undefined
  ): Promise<LogEntry[]> {
    const now = at(looked)
    if (phaseOf(booking, now) === 'coming') return []
    const from = armedFrom(booking)
    const key = storeKey(looked.store)
    const known = logs.get(key)
    const old = !known || known.from > from || Math.abs(now - known.readAt) > keepLogMs
    if (known && !old && !fresh) return known.entries
    // Nobody is asked for a link that is not there: what was read before is better than nothing.
    if (looked.contents.offline && !fresh) return known?.entries ?? []
    const entries = await looked.folder.readLog(new Date(from), null, signal).catch((thrown: unknown) => {
      // Without a link what was read before is better than nothing.
      if (fresh || !known) throw thrown
      return known.entries
    })
    logs.set(key, { entries, from, readAt: now })
    return entries
  }

  const facts: SessionState['facts'] = async (place, fresh, signal) => {
    const { looked, booking, resource } = place
    const log = (await logOf(place, fresh, signal)).filter(({ uid }) => uid === booking.uid)
    const { file } = looked.contents
    return { file, booking, resource, log, records: records.steps(sessionKey(place)), at: at(looked) }
  }

  const placeOf = (looked: Looked, booking: Booking): StepPlace[] => {
    const resource = resourceOf(looked.contents.file, booking)
    return resource ? [{ looked, booking, resource }] : []
  }

  return {
    at,
    facts,
    isPressing: looked => ownBookings(factsOf(looked), booking => isArmed(phaseOf(booking, at(looked)))).length > 0,
    placesOf(looked) {
      const now = at(looked)
      const ended = (booking: Booking): boolean =>
        phaseOf(booking, now) === 'over' && now - Date.parse(booking.end) < lateMs
      const own = ownBookings(factsOf(looked), booking => isNear(booking, now) || ended(booking))
      return own.flatMap(booking => placeOf(looked, booking))
    },
    place(looked, uid) {
      const booking = looked.contents.bookings.find(one => one.uid === uid)
      const [place] = booking ? placeOf(looked, booking) : []
      if (place) return place
      throw new Failure('not-found', `There is no booking ${uid}.`, { hint: 'See them with farscope book list.' })
    },
    async view(place, fresh, signal) {
      const { looked, booking, resource } = place
      const { log, records: done } = await facts(place, fresh, signal)
      return sessionOf(factsOf(looked), booking, resource, { log, records: done })
    },
    async isDisarmed(looked, booking, signal) {
      const [place] = placeOf(looked, booking)
      if (!place) return false
      const known = await facts(place, false, signal)
      return (
        known.records.some(({ step, state }) => step === 'armed' && state === 'undone') || isTakenBack('armed', known)
      )
    }
  }
}
