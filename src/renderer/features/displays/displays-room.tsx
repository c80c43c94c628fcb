/** The displays room: what there is at a site, and in tabs of their own the displays that Farscope draws itself. */
import type { Display, Launch } from '@contract/display'
import type { BookingStore } from '@contract/resources'
import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { type ReactNode, useEffect, useState } from 'react'
import { EmptyState } from '../../ui/empty-state'
import { StateMark } from '../../ui/state-mark'
import { Tabs } from '../../ui/tabs'
import { visibleName } from '../../ui/visible-name'
import type { DisplayAct } from './display-drawer'
import { nameOf, oneOf } from './display-words'
import styles from './displays.module.css'
import { DisplaysList } from './displays-list'
import type { OpenSource } from './open-task'
import { OpeningDialog } from './opening-dialog'
import { type RoomDialog, RoomDialogs } from './room-dialogs'
import { useDisplays } from './use-displays'
import { type OpenTab, useOpenTabs } from './use-open-tabs'
import { useOpening } from './use-opening'
import { useTabMark } from './vnc/use-tab-mark'
import { VncView } from './vnc/vnc-view'

export interface DisplaysRoomProps {
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string | null
  readonly visible: boolean
  readonly onOpenTerminal: (place: TerminalPlace) => void
  /** What stands between an open display and its tools: who asks to drive it. */
  readonly controlOf?: ((source: OpenSource) => ReactNode) | undefined
  /** The display of a booking, to be opened; another `nonce` asks again. `name`: of its instrument. */
  readonly bookingAt?:
    | { readonly store: BookingStore; readonly uid: string; readonly name: string; readonly nonce: number }
    | undefined
}

export function DisplaysRoom(props: DisplaysRoomProps): ReactNode {
  const { site, sites, visible, bookingAt, onOpenTerminal, controlOf } = props
  const open = useOpenTabs(visible)
  const { tabs, shown, show, add, close } = open
  const opening = useOpening((source, launch: Launch) => add(source, launch))
  const [dialog, setDialog] = useState<RoomDialog | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each asking is answered once
  useEffect(() => {
    if (bookingAt) opening.begin({ by: 'booking', store: bookingAt.store, uid: bookingAt.uid, name: bookingAt.name })
  }, [bookingAt?.nonce])
  const begin = (display: Display, way?: Launch['way']): void =>
    opening.begin({ by: 'display', display: oneOf(display), name: nameOf(display) }, way)
  const act = (kind: DisplayAct, display: Display): void => {
    if (kind === 'open') begin(display)
    else if (kind === 'terminal') onOpenTerminal({ kind: 'site', site: display.site, host: display.host })
    else setDialog({ is: kind, display })
  }
  return (
    <>
      {shown !== 'list' && <h1 className='spoken'>Displays</h1>}
      <Tabs
        label='Displays and what is open'
        tabs={[
          { id: 'list', label: 'Displays' },
          ...tabs.map(tab => ({
            id: tab.id,
            label: <TabLabel tab={tab} />,
            closeLabel: `Disconnect ${tab.source.name}`
          }))
        ]}
        value={shown}
        onChange={show}
        onClose={close}
        hideSingle
      >
        <div className={styles.page} hidden={shown !== 'list'}>
          {site === null ? (
            <div className={styles.none}>
              <EmptyState>Remote displays of a site stand here. Add a site to see them.</EmptyState>
            </div>
          ) : (
            <SiteDisplays {...{ site, sites, setDialog }} visible={visible && shown === 'list'} onAct={act} />
          )}
        </div>
        {tabs.map(tab => (
          <VncView
            key={tab.id}
            session={tab.session}
            visible={visible && shown === tab.id}
            control={controlOf?.(tab.source)}
            onPeople={one => setDialog({ is: 'people', display: { ...one, name: tab.source.name } })}
            onClose={() => close(tab.id)}
          />
        ))}
      </Tabs>
      {opening.opening && (
        <OpeningDialog
          opening={opening.opening}
          onAgain={() => opening.opening && opening.begin(opening.opening.source)}
          onClose={opening.stop}
        />
      )}
      {dialog && (
        <RoomDialogs
          dialog={dialog}
          sites={sites}
          onOpen={begin}
          onMade={display => {
            setDialog(null)
            begin(display)
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}

/** The list of one site. It goes on while a display is in sight, but nothing is asked then. */
function SiteDisplays(props: {
  site: string
  sites: readonly SiteView[]
  visible: boolean
  onAct: (act: DisplayAct, display: Display) => void
  setDialog: (dialog: RoomDialog) => void
}): ReactNode {
  const { site, sites, visible, onAct, setDialog } = props
  const displays = useDisplays(site, visible)
  const siteLabel = visibleName(sites.find(({ name }) => name === site)?.label ?? site)
  const kinds = displays.list?.kinds ?? []
  return (
    <DisplaysList
      key={site}
      {...{ siteLabel, displays, onAct }}
      onNew={() => setDialog({ is: 'new', site, kinds })}
      onCheck={() => setDialog({ is: 'check-way', site, kinds })}
    />
  )
}

function TabLabel({ tab }: { tab: OpenTab }): ReactNode {
  const mark = useTabMark(tab.session)
  return (
    <span className={styles.name}>
      <StateMark state={mark.state} label={mark.word} />
      <span className='cut'>{visibleName(tab.source.name)}</span>
    </span>
  )
}
