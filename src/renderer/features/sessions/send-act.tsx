/** An act on a session that a dialog asks about: sent once, with the refusal where it comes back. */
import type { FarscopeClient } from '@contract/contract'
import type { Session } from '@contract/sessions'
import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { useAct } from '../../client/use-act'
import { Note } from '../../ui/note'
import { visibleName } from '../../ui/visible-name'
import { renewSession } from './session-feed'

export interface ActProps {
  readonly client: FarscopeClient
  readonly session: Session
  readonly onClose: () => void
}

/** Sends it, and closes when it is done. */
export function useSendAct({ onClose }: Pick<ActProps, 'onClose'>, call: () => Promise<Session>) {
  const { busy, failure, run } = useAct()
  const send = (): void =>
    void run(async () => {
      renewSession(await call())
      onClose()
    })
  return { busy, failure, send }
}

/** The nearest slot that a rule would allow is of no use here: the session stays where it is. */
export function ActRefusal({ failure }: { failure: Failure | null }): ReactNode {
  if (!failure) return null
  const refused = failure.code === 'rule' || failure.code === 'conflict'
  return (
    <Note tone='error' what={visibleName(failure.message)}>
      {refused ? 'The session stays as it is.' : visibleName(failure.hint)}
    </Note>
  )
}
