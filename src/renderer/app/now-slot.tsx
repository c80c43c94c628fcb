/** The room "Now" with what it needs of the rest of the window. */
import type { QualityLimits } from '@contract/cockpit'
import type { Session } from '@contract/sessions'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { NowRoom } from '../features/cockpit/now-room'
import { ActDialogs } from '../features/sessions/act-dialogs'
import { sameSession, sessionFeed } from '../features/sessions/session-feed'
import { currentSession } from '../features/sessions/session-words'
import { useEngineState } from './engine-state'
import { goTo, openBookedDisplay, openBooking, openJob, toggleLinks, useNavigation } from './navigation'
import { useClock } from './use-clock'

/** The session that is shown changes by the clock, so a room in sight looks at it each second. */
export function NowSlot({ limits, visible }: { limits: QualityLimits; visible: boolean }): ReactNode {
  const { sessions } = useStore(sessionFeed)
  const { connections } = useEngineState()
  const { linksOf } = useNavigation()
  const [handing, setHanding] = useState<Session | null>(null)
  const session = currentSession(sessions, useClock())
  const asked = handing && sessions.find(one => sameSession(one, handing))
  return (
    <>
      <NowRoom
        {...{ sessions, session, limits, visible }}
        links={connections}
        onOpenDisplay={openBookedDisplay}
        onOpenJob={openJob}
        onShowBooking={({ store, booking }) => openBooking({ store, uid: booking.uid, start: booking.start })}
        onLinks={site => site !== linksOf && toggleLinks(site)}
        onGo={goTo}
        onHandOver={setHanding}
      />
      {asked && (
        <ActDialogs client={client} session={asked} asked={{ act: 'hand-over' }} onClose={() => setHanding(null)} />
      )}
    </>
  )
}
