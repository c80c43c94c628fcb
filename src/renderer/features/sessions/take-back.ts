import type { FarscopeClient } from '@contract/contract'
import type { Session } from '@contract/sessions'
import type { Act } from '../../client/use-act'
import { renewSession } from './session-feed'

/** Takes the caller's own request for control of a session back; `run` tells that it goes on, and what it fails with. */
export function takeBackOf(client: FarscopeClient, session: Session, run: Act['run']): () => void {
  const one = { store: session.store, uid: session.booking.uid, user: session.user }
  return () => void run(async () => renewSession(await client.sessions.refuseControl(one)))
}
