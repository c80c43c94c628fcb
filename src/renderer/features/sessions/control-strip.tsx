/** Above an open display of a session: who asks to drive it, or the way to ask. */
import type { FarscopeClient } from '@contract/contract'
import type { Session } from '@contract/sessions'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../client/use-act'
import { Note } from '../../ui/note'
import { ActDialogs, type AskedAct } from './act-dialogs'
import { ControlRows, concernsControl } from './control-rows'
import styles from './sessions.module.css'
import { takeBackOf } from './take-back'

interface ControlStripProps {
  readonly client: FarscopeClient
  readonly session: Session
  /** This computer's clock. Milliseconds since 1970. */
  readonly now: number
}

/** Nothing where the caller neither answers nor asks. */
export function ControlStrip({ client, session, now }: ControlStripProps): ReactNode {
  const [asked, setAsked] = useState<AskedAct | null>(null)
  const { busy, failure, run } = useAct()
  return (
    <>
      {concernsControl(session, now) && (
        <section className={styles.strip} aria-label='Control of this display'>
          <ControlRows
            {...{ session, now, busy }}
            onAsk={(act, user) => setAsked({ act, user })}
            onTakeBack={takeBackOf(client, session, run)}
          />
          {failure && (
            <Note tone='error' what={failure.message}>
              {failure.hint}
            </Note>
          )}
        </section>
      )}
      <ActDialogs {...{ client, session, asked }} onClose={() => setAsked(null)} />
    </>
  )
}
