/** The running session in the top bar, drawn by itself: its countdown draws nothing else anew. */
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { thisDoor } from '../features/notices/system-notices'
import { SessionBar } from '../features/sessions/session-bar'
import { type SessionNotice, sessionFeed, useFollowSessions } from '../features/sessions/session-feed'
import { currentSession } from '../features/sessions/session-words'
import { notify } from '../ui/toasts'
import { openBookedDisplay, openFolder } from './navigation'
import { useClock } from './use-clock'

/**
 * A window that nobody sees would show them all at once later: then the system tells of them (Electron's door does so
 * from the engine). Quiet hours are for jobs; whoever sits at a microscope at night has to hear that it ends.
 */
function tell({ title, text }: SessionNotice): void {
  if (!document.hidden) notify(title, { description: text })
  const door = thisDoor()
  if (door.permission === 'granted' && !door.looked)
    door.show(title, text, `farscope-session-${title} ${text}`, () => {})
}

/** Mounted once, by the app. */
export function useSessions(): void {
  useFollowSessions(client, tell)
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
    />
  )
}
