/** What the session of an open display says of its control: a session is known where it is near and the caller's. */
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import type { OpenSource } from '../features/displays/open-task'
import { ControlStrip } from '../features/sessions/control-strip'
import { sameSession, sessionFeed } from '../features/sessions/session-feed'
import { useClock } from './use-clock'

export function DisplayControl({ source }: { source: OpenSource }): ReactNode {
  const { sessions } = useStore(sessionFeed)
  const now = useClock()
  const session = sessions.find(one => {
    if (source.by === 'booking') return sameSession(one, { store: source.store, booking: { uid: source.uid } })
    const { kind, site, host, id } = source.display
    const named = one.resource.display
    return (
      named?.kind === kind &&
      named.session === id &&
      (named.site ?? one.store.site) === site &&
      (named.host ?? host) === host
    )
  })
  return session ? <ControlStrip key={session.booking.uid} {...{ client, session, now }} /> : null
}
