/** The frame: it brings the rooms together and holds no feature. */
import type { Booking } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import { jobDefaultsOf } from '@domain/sessions/job-defaults'
import { memo, type ReactNode, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { client } from '../client/engine-link'
import { useFollowRuns } from '../client/run-feed'
import { useFollowSpend } from '../client/spend-feed'
import { transferFeed } from '../client/transfer-feed'
import { CalendarRoom } from '../features/bookings/calendar-room'
import { CloudRoom } from '../features/cloud/cloud-room'
import { WatchesList } from '../features/collection/watches-list'
import { DisplaysRoom } from '../features/displays/displays-room'
import type { OpenSource } from '../features/displays/open-task'
import { FilesRoom } from '../features/files/files-room'
import { LookDrawer } from '../features/files/look/look-drawer'
import { holdForUpload } from '../features/files/queue/window-uploads'
import { JobsRoom } from '../features/jobs/jobs-room'
import { LedgerRoom } from '../features/ledger/ledger-room'
import { NoticeBell } from '../features/notices/notice-bell'
import { PlanRoom } from '../features/plan/plan-room'
import { sessionFeed } from '../features/sessions/session-feed'
import { FirstRun } from '../features/sites/first-run'
import { LinksPanel } from '../features/sites/links/links-panel'
import { SettingsRoom } from '../features/sites/settings-room'
import { TerminalsRoom } from '../features/terminals/terminals-room'
import { AppFrame } from '../ui/frame/app-frame'
import { Rail } from '../ui/frame/rail'
import { TopBar } from '../ui/frame/top-bar'
import { Toasts } from '../ui/toasts'
import styles from './app.module.css'
import { BookingSteps } from './booking-steps'
import { DisplayControl } from './display-control'
import { useEngineState, useFollowEngine } from './engine-state'
import { keepRoom, keptRoom } from './kept-room'
import { LinkBanner } from './link-banner'
import {
  chooseSite,
  goTo,
  launchRun,
  lookAtFile,
  navigation,
  openFolder,
  openJob,
  openRun,
  openSpend,
  openTerminal,
  type Room,
  rooms,
  showEntry,
  toggleLinks,
  useNavigation
} from './navigation'
import { NowSlot } from './now-slot'
import { Palette } from './palette'
import { PromptDialogs } from './prompt-dialogs'
import { filesMark, footItems, railItems, siteItems } from './rail-items'
import { SessionSlot, showBooking, useSessionChoices, useSessions } from './session-slot'
import { Strip } from './strip'
import { setTheme } from './theme'
import { useBudgetNotices } from './use-budget-notices'
import { useFrameKeys } from './use-frame-keys'
import { showNotice, useJobNotices, useSiteLabel } from './use-job-notices'
import { useTransferNotices } from './use-transfer-notices'
import { useWakeLock } from './use-wake-lock'

export function App(): ReactNode {
  useFollowEngine()
  useFollowRuns()
  useFollowSpend()
  useFrameKeys()
  useFirstSite()
  useChosenTheme()
  const state = useEngineState()
  const { room, site, linksOf } = useNavigation()
  const filesState = useStore(transferFeed, ({ transfers }) => filesMark(transfers))
  const nowState = useStore(sessionFeed, ({ sessions }) =>
    sessions.some(({ phase }) => phase === 'running') ? ('running' as const) : undefined
  )
  useTransferNotices()
  useJobNotices()
  useSessions()
  useBudgetNotices()
  useWakeLock()
  const noSites = state.sites !== null && state.sites.length === 0
  return (
    <>
      <AppFrame
        top={
          <TopBar
            sites={siteItems(state, site, linksOf)}
            onSite={chooseSite}
            onLinks={toggleLinks}
            session={noSites ? 'No sites yet' : <SessionSlot />}
            onCommand={() => navigation.setState({ paletteOpen: true })}
            end={<Bell />}
          />
        }
        rail={
          <Rail
            items={railItems(nowState, filesState, noSites)}
            footItems={footItems}
            current={room ?? ''}
            onGo={id => goTo(asRoom(id))}
          />
        }
        strip={<Strip />}
      >
        <LinkBanner />
        <div className={styles.beside}>
          <div className={styles.rooms}>
            <Rooms />
          </div>
          <Looked />
          <Links />
        </div>
      </AppFrame>
      <Palette />
      <PromptDialogs />
      <Toasts />
    </>
  )
}

/** Drawn by itself: a notice draws nothing else anew. */
function Bell(): ReactNode {
  return (
    <NoticeBell
      client={client}
      siteLabel={useSiteLabel()}
      onOpenJob={showNotice}
      onOpenBooking={showBooking}
      onOpenSpend={openSpend}
    />
  )
}

/** The links of a site, beside whatever room is shown. */
function Links(): ReactNode {
  const { sites, connections } = useEngineState()
  const { linksOf } = useNavigation()
  const site = sites?.find(({ name }) => name === linksOf)
  if (!site) return null
  return (
    <LinksPanel
      key={site.name}
      site={site}
      connections={connections}
      onClose={() => navigation.setState({ linksOf: null })}
    />
  )
}

/** The quick look, beside the files. */
function Looked(): ReactNode {
  const { lookAt, room } = useNavigation()
  if (lookAt === null || room !== 'files') return null
  return <LookDrawer place={lookAt} onClose={() => navigation.setState({ lookAt: null })} />
}

const asRoom = (id: string): Room => rooms.find(room => room === id) ?? 'files'

/** Drawn beside a booking. */
const stepsOf = (store: BookingStore, booking: Booking): ReactNode => <BookingSteps store={store} booking={booking} />

/** Drawn above an open display. */
const controlOf = (source: OpenSource): ReactNode => <DisplayControl source={source} />

/** Rooms that were entered stay mounted: a terminal goes on while one looks at the jobs. */
const Rooms = memo(function Rooms(): ReactNode {
  const { sites, connections, settings, info } = useEngineState()
  const { room, site, entered, filesAt, terminalAt, jobAt, displayAt, bookingAt, cloudAt, addingSite } = useNavigation()
  const sessionFolder = useStore(
    sessionFeed,
    useShallow(({ sessions }) => jobDefaultsOf(sessions))
  )
  const sessions = useSessionChoices()
  if (sites === null || settings === null || info === null) return null
  if (room === null || addingSite)
    return (
      <FirstRun
        known={sites}
        onOpen={name => {
          chooseSite(name)
          goTo('files')
        }}
        {...(sites.length > 0 && { onBack: () => goTo(room ?? 'files') })}
      />
    )
  return (
    <>
      <RoomBox room='now' current={room} entered={entered}>
        <NowSlot limits={settings.qualityLimits} visible={room === 'now'} />
      </RoomBox>
      <RoomBox room='files' heading='Files' current={room} entered={entered}>
        <FilesRoom
          sites={sites}
          site={site}
          visible={room === 'files'}
          homeFolder={info.homeFolder}
          settings={settings}
          {...(filesAt && { startAt: filesAt })}
          onOpenTerminal={openTerminal}
          onLook={lookAtFile}
          watchesOf={(back, visible) => (
            <WatchesList {...{ sites, site, visible }} headEnd={back} onOpenJob={openJob} />
          )}
        />
      </RoomBox>
      <RoomBox room='terminals' heading='Terminals' current={room} entered={entered}>
        <TerminalsRoom
          sites={sites}
          site={site}
          visible={room === 'terminals'}
          connections={connections}
          settings={settings}
          onOpenFolder={openFolder}
          onShowEntry={showEntry}
          onDropFiles={holdForUpload}
          onFontSize={size => void client.app.saveSettings({ terminalFontSize: size })}
          {...(terminalAt && { request: terminalAt })}
        />
      </RoomBox>
      <RoomBox room='jobs' current={room} entered={entered}>
        <JobsRoom
          sites={sites}
          site={site}
          visible={room === 'jobs'}
          jobAt={jobAt?.site === site ? jobAt : undefined}
          sessionFolder={sessionFolder}
          onOpenFolder={openFolder}
          onOpenTerminal={(name, folder) => openTerminal({ kind: 'site', site: name }, folder)}
          onOpenRun={openRun}
        />
      </RoomBox>
      <RoomBox room='displays' current={room} entered={entered}>
        <DisplaysRoom
          {...{ sites, site }}
          visible={room === 'displays'}
          bookingAt={displayAt}
          onOpenTerminal={openTerminal}
          controlOf={controlOf}
        />
      </RoomBox>
      <RoomBox room='calendar' current={room} entered={entered}>
        <CalendarRoom {...{ sites, site, bookingAt }} visible={room === 'calendar'} sessionOf={stepsOf} />
      </RoomBox>
      <RoomBox room='planner' current={room} entered={entered}>
        <PlanRoom {...{ sites, site }} visible={room === 'planner'} kept={settings.planner} onRun={launchRun} />
      </RoomBox>
      <RoomBox room='cloud' current={room} entered={entered}>
        <CloudRoom
          {...{ settings, sites, sessions }}
          visible={room === 'cloud'}
          request={cloudAt}
          onOpenFolder={openFolder}
          onOpenTerminal={(name, folder) => openTerminal({ kind: 'site', site: name }, folder)}
        />
      </RoomBox>
      <RoomBox room='ledger' current={room} entered={entered}>
        <LedgerRoom {...{ sites, site }} visible={room === 'ledger'} />
      </RoomBox>
      <RoomBox room='settings' current={room} entered={entered}>
        <SettingsRoom
          sites={sites}
          settings={settings}
          info={info}
          onAddSite={() => navigation.setState({ addingSite: true })}
        />
      </RoomBox>
    </>
  )
})

function RoomBox(props: {
  room: Room
  /** Spoken where the room draws no title of its own. */
  heading?: string
  current: Room
  entered: ReadonlySet<Room>
  children: ReactNode
}): ReactNode {
  if (!props.entered.has(props.room)) return null
  return (
    <div className={styles.room} hidden={props.current !== props.room}>
      {props.heading && <h1 className='spoken'>{props.heading}</h1>}
      {props.children}
    </div>
  )
}

/**
 * With a site there is always one chosen, and a window that opens with sites opens where it was, else in the files. Later the first-run
 * page stays until it is done: it adds the site before it connects, and asks its questions meanwhile.
 */
function useFirstSite(): void {
  const { sites } = useEngineState()
  const before = useRef<number | null>(null)
  useEffect(keepRoom, [])
  useEffect(() => {
    if (sites === null) return
    const { site, room } = navigation.getState()
    const [first] = sites
    // A site that was opened a moment ago may not be in the list yet: only a list that lost its last one is empty.
    if (!first && before.current !== null && before.current > 0)
      navigation.setState({ room: null, site: null, entered: new Set() })
    if (first && !sites.some(({ name }) => name === site)) chooseSite(first.name)
    if (first && room === null && before.current === null) goTo(keptRoom() ?? 'files')
    before.current = sites.length
  }, [sites])
}

/** The theme is a setting of the program; the window keeps a copy for its first paint. */
function useChosenTheme(): void {
  const theme = useEngineState().settings?.theme
  useEffect(() => {
    if (theme) setTheme(theme)
  }, [theme])
}
