/** The caller's sessions, followed once for the whole window: the top bar, the strip and new jobs share one stream. */
import type { FarscopeClient } from '@contract/contract'
import type { Session } from '@contract/sessions'
import { createStore } from 'zustand'
import { useEngineStream } from '../../client/use-engine-stream'

/** By begin. `zone`: of the facility whose session was seen last; null before the first. */
export interface SessionFeed {
  readonly sessions: readonly Session[]
  readonly zone: string | null
}

export const sessionFeed = createStore<SessionFeed>(() => ({ sessions: [], zone: null }))

/** Mounted once, by the app. */
export function useFollowSessions(client: FarscopeClient): void {
  useEngineStream(
    'sessions',
    signal => client.sessions.watch(undefined, { signal }),
    sessions => sessionFeed.setState(({ zone }) => ({ sessions, zone: sessions[0]?.timeZone ?? zone }))
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
