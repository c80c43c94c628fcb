/** The running session in the top bar, drawn by itself: its countdown draws nothing else anew. */
import type { BookingNotice } from '@contract/sessions'
import { type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import { client } from '../client/engine-link'
import { bookingNotices } from '../features/notices/notice-feed'
import { SessionBar } from '../features/sessions/session-bar'
import { sessionFeed, useFollowSessions } from '../features/sessions/session-feed'
import { currentSession, instrumentName } from '../features/sessions/session-words'
import { countOf } from '../ui/format'
import { notify } from '../ui/toasts'
import { openBookedDisplay, openBooking, openFolder } from './navigation'
import { tellNotice } from './tell-notice'
import { useClock } from './use-clock'

/** Shows the booking of a notice in the calendar, or the slot that is offered. */
export function showBooking({ store, uid, start }: BookingNotice): void {
  openBooking({ store, uid, start })
}

/** Quiet hours are for jobs; whoever sits at a microscope at night has to hear that it ends. */
function tell(notice: BookingNotice): void {
  tellNotice(notice, `farscope-booking-${notice.number}`, () => showBooking(notice))
}

/** More at once are told in one toast. */
const mostTold = 3

function tellAll(fresh: readonly BookingNotice[]): void {
  if (fresh.length <= mostTold) for (const notice of fresh) tell(notice)
  else if (!document.hidden)
    notify(`News of ${countOf(fresh.length, 'booking')}`, { description: 'They stand under the bell.' })
}

/** Mounted once, by the app. */
export function useSessions(): void {
  useFollowSessions(client)
  bookingNotices.useFollow(client, tellAll)
}

/** The sessions that a cloud run can belong to. */
export function useSessionChoices() {
  const { sessions } = useStore(sessionFeed)
  return useMemo(
    () =>
      sessions.map(session => ({
        uid: session.booking.uid,
        label: [instrumentName(session), session.booking.title].filter(Boolean).join(', '),
        running: session.phase === 'running'
      })),
    [sessions]
  )
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
