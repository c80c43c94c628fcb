/** The running session in the top bar, drawn by itself: its countdown draws nothing else anew. */
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { SessionBar } from '../features/sessions/session-bar'
import { sessionFeed, useFollowSessions } from '../features/sessions/session-feed'
import { currentSession } from '../features/sessions/session-words'
import { notify } from '../ui/toasts'
import { goTo, openBookedDisplay, openFolder } from './navigation'
import { useClock } from './use-clock'

/** Mounted once, by the app. */
export function useSessions(): void {
  useFollowSessions(client, ({ title, text }) => {
    // A window that nobody sees would show them all at once later; the system tells of them.
    if (!document.hidden) notify(title, { description: text })
  })
}

/** Nothing where no session of the caller is near. */
export function SessionSlot(): ReactNode {
  const now = useClock()
  const { sessions } = useStore(sessionFeed)
  const session = currentSession(sessions, now)
  if (!session) return null
  return (
    <SessionBar
      key={session.booking.uid}
      {...{ session, now, client }}
      others={sessions.filter(other => other !== session)}
      onOpenDisplay={openBookedDisplay}
      onOpenFolder={openFolder}
      onOpenCalendar={() => goTo('calendar')}
    />
  )
}
