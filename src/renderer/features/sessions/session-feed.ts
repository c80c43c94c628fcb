/** The caller's sessions, followed once for the whole window: the top bar, the strip and new jobs share one stream. */
import type { FarscopeClient } from '@contract/contract'
import type { Session } from '@contract/sessions'
import { createStore } from 'zustand'
import { useEngineStream } from '../../client/use-engine-stream'

/** What a facility's clock shows: its zone, and its server's clock minus this computer's in milliseconds. */
export type FacilityClock = Pick<Session, 'timeZone' | 'clockOffsetMs'>

/** By begin. `clock`: of the facility whose session was seen last; null before the first. */
export interface SessionFeed {
  readonly sessions: readonly Session[]
  readonly clock: FacilityClock | null
}

export const sessionFeed = createStore<SessionFeed>(() => ({ sessions: [], clock: null }))

/** Mounted once, by the app. */
export function useFollowSessions(client: FarscopeClient): void {
  useEngineStream(
    'sessions',
    signal => client.sessions.watch(undefined, { signal }),
    sessions => sessionFeed.setState(({ clock }) => ({ sessions, clock: sessions[0] ?? clock }))
  )
}

/** What an act gives back takes the place of what is shown, without waiting for the stream. */
export function renewSession(session: Session): void {
  sessionFeed.setState(({ sessions }) => ({
    sessions: sessions.map(one => (sameSession(one, session) ? session : one))
  }))
}

/** What tells one session from another: the store of its booking, and the booking's name in it. */
interface SessionName {
  readonly store: Session['store']
  readonly booking: Pick<Session['booking'], 'uid'>
}

/** Whether both are of the same booking, as it is or as it was. */
export const sameSession = (a: SessionName, b: SessionName): boolean =>
  a.booking.uid === b.booking.uid && a.store.site === b.store.site && a.store.folder === b.store.folder
