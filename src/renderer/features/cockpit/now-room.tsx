/** The running session at one glance; without one, the next and what needs a person. */
import type { QualityLimits } from '@contract/cockpit'
import type { Place } from '@contract/files'
import type { Job } from '@contract/job'
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import type { ConnectionView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { labelOf, mayChange } from '@domain/bookings/booking'
import { rulesOf } from '@domain/cockpit/session-rules'
import { openTransfers } from '@domain/cockpit/session-work'
import { phaseOf } from '@domain/sessions/phase'
import { type CSSProperties, memo, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { transferFeed } from '../../client/transfer-feed'
import { useProcessing } from '../../client/use-processing'
import { useWatches } from '../../client/use-watches'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { Banner } from '../../ui/note'
import { visibleName } from '../../ui/visible-name'
import { type Care, careOf } from './care-words'
import { CloudLine } from './cloud-line'
import styles from './cockpit.module.css'
import { lookCare } from './cockpit-words'
import { FiguresBand } from './figures-band'
import { HeadBand } from './head-band'
import { LowBand } from './low-band'
import { MiddleBand } from './middle-band'
import { NoSession } from './no-session'
import { useLaterBooking } from './use-later-booking'
import { useLook, usePageVisible, useSessionJobs } from './use-look'
import { useWall } from './use-wall'

export interface NowRoomProps {
  /** Of the caller, by begin: those that run, are armed or begin within a day. */
  readonly sessions: readonly Session[]
  /** The one that the top bar shows; null: none. */
  readonly session: Session | null
  /** Whether it is under way by now. */
  readonly on: boolean
  readonly links: readonly ConnectionView[]
  /** Beyond these a micrograph is pointed at. */
  readonly limits: QualityLimits
  readonly visible: boolean
  readonly onOpenDisplay: (booking: { store: BookingStore; uid: string; name: string }) => void
  readonly onOpenJob: (job: { site: string; id: string; at: number }) => void
  readonly onShowBooking: (booked: Pick<Session, 'store' | 'booking'>) => void
  readonly onLinks: (site: string) => void
  readonly onGo: (room: 'files' | 'jobs' | 'calendar') => void
  readonly onHandOver: (session: Session) => void
  /** Shows what cloud runs cost. */
  readonly onSpend: () => void
  /** Draws the newest pictures of a folder. */
  readonly newestOf: (place: Place) => ReactNode
}

/** Armed or running: there is something to look at. */
export const isOn = ({ booking, clockOffsetMs }: Session, now: number): boolean =>
  ['armed', 'running'].includes(phaseOf(booking, now + clockOffsetMs))

/** Drawn anew for news only: its clocks have their own seconds. */
export const NowRoom = memo(function NowRoom(props: NowRoomProps): ReactNode {
  const { sessions, session, on, links, visible, onLinks, onGo, onShowBooking } = props
  const seen = usePageVisible() && visible
  const transfers = useStore(transferFeed, feed => feed.transfers)
  const later = useLaterBooking(seen && sessions.length === 0, links)
  const watches = useWatches(seen).watches ?? []
  if (session && on) return <Cockpit {...props} {...{ session, watches }} visible={seen} />
  const act = (care: Care): void => {
    if (care.go === 'links') onLinks(care.site ?? '')
    else onGo(care.go)
  }
  return (
    <NoSession
      {...{ sessions, later, visible: seen }}
      care={careOf({ sessions, transfers, links, watches })}
      onCare={act}
      onShow={onShowBooking}
      onCalendar={() => onGo('calendar')}
      cloud={<CloudLine onSpend={props.onSpend} />}
    />
  )
})

function Cockpit(props: NowRoomProps & { session: Session; watches: readonly Watch[] }): ReactNode {
  const { session, watches, limits, visible, onOpenDisplay, onOpenJob, onGo, onHandOver, newestOf } = props
  const { booking, store, user } = session
  const { look, failure } = useLook(session, limits, visible)
  const jobs = useSessionJobs(session, visible)
  const { rules } = useProcessing(visible)
  const transfers = useStore(transferFeed, feed => feed.transfers)
  const wall = useWall()
  const openJob = ({ id }: Job): void =>
    onOpenJob({ site: session.folder?.site ?? '', id, at: jobs.asOf === null ? Date.now() : Date.parse(jobs.asOf) })
  // React's types know `zoom` as text or number, like any other property.
  const style: CSSProperties | undefined = wall.on ? { zoom: wall.zoom } : undefined
  return (
    <div className={classNames(styles.room, wall.on && styles.wall)} style={style}>
      <HeadBand
        {...{ session, visible }}
        onOpenDisplay={() => onOpenDisplay({ store, uid: booking.uid, name: labelOf(session.resource) })}
        wall={wall.on}
        onWall={wall.toggle}
      />
      <Warnings {...{ session, look }} links={props.links} failure={failure?.message ?? null} onLinks={props.onLinks} />
      <CloudLine onSpend={props.onSpend} />
      <FiguresBand {...{ session, look, watches, visible }} />
      <MiddleBand {...{ session, look, limits, visible, watches, newestOf }} />
      <LowBand
        {...{ session, jobs, watches, visible, onGo }}
        rules={rulesOf(session, watches, rules ?? [])}
        onOpenRule={({ site, lastJob }) =>
          lastJob === null ? onGo('files') : onOpenJob({ site, id: lastJob, at: Date.now() })
        }
        transfers={openTransfers(transfers)}
        onOpenJob={openJob}
        onHandOver={() => onHandOver(session)}
        mayHandOver={mayChange(booking, user)}
      />
    </div>
  )
}

/** What the last look warns of, in one line each; nothing while all is well. */
function Warnings(props: {
  session: Session
  look: ReturnType<typeof useLook>['look']
  links: readonly ConnectionView[]
  failure: string | null
  onLinks: (site: string) => void
}): ReactNode {
  const { session, look, links, failure, onLinks } = props
  const { booking, clockOffsetMs, timeZone, folder } = session
  const site = folder?.site
  const needsPerson = [look?.errors.collected, look?.errors.quality].some(error => error?.code === 'answer-needed')
  // Without its folder nothing is looked at: what keeps it from being made is all that can be told, once for all steps.
  const unmade = folder ? [] : careOf({ sessions: [session], links, transfers: [], watches: [] })
  const reasons = new Set(unmade.map(({ text }) => text))
  const words = lookCare(look, Date.parse(booking.end) - clockOffsetMs, timeZone)
  return (
    <>
      {failure !== null && <Banner>{visibleName(failure)} What was known last is shown.</Banner>}
      {needsPerson && site && (
        <Banner
          acts={
            <Button size='small' onClick={() => onLinks(site)}>
              Show its links
            </Button>
          }
        >
          {visibleName(site)} is not connected, and connecting needs you. What was known last is shown.
        </Banner>
      )}
      {[...reasons].map(text => (
        <Banner key={text}>{text}</Banner>
      ))}
      {words.map(text => (
        <Banner key={text}>{text}</Banner>
      ))}
    </>
  )
}
