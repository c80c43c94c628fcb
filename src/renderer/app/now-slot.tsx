/** The room "Now" with what it needs of the rest of the window. */
import type { QualityLimits } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { isOn, NowRoom } from '../features/cockpit/now-room'
import { ActDialogs } from '../features/sessions/act-dialogs'
import { sameSession, sessionFeed } from '../features/sessions/session-feed'
import { currentSession } from '../features/sessions/session-words'
import { useEngineState } from './engine-state'
import { goTo, navigation, openBookedDisplay, openBooking, openJob, openSpend, toggleLinks } from './navigation'
import { useClock } from './use-clock'

const showBooking = ({ store, booking }: Pick<Session, 'store' | 'booking'>): void =>
  openBooking({ store, uid: booking.uid, start: booking.start })

const showLinks = (site: string): void => {
  if (navigation.getState().linksOf !== site) toggleLinks(site)
}

/** Which session it is changes by the clock. */
export function NowSlot({ limits, visible }: { limits: QualityLimits; visible: boolean }): ReactNode {
  const { sessions } = useStore(sessionFeed)
  const { connections } = useEngineState()
  const [handing, setHanding] = useState<Session | null>(null)
  const now = useClock()
  const session = currentSession(sessions, now)
  const asked = handing && sessions.find(one => sameSession(one, handing))
  return (
    <>
      <NowRoom
        {...{ sessions, session, limits, visible }}
        on={session !== null && isOn(session, now)}
        links={connections}
        onOpenDisplay={openBookedDisplay}
        onOpenJob={openJob}
        onShowBooking={showBooking}
        onLinks={showLinks}
        onGo={goTo}
        onHandOver={setHanding}
        onSpend={openSpend}
      />
      {asked && (
        <ActDialogs client={client} session={asked} asked={{ act: 'hand-over' }} onClose={() => setHanding(null)} />
      )}
    </>
  )
}
