import type { Bookmark, Settings, SettingsChange } from '@contract/app'
import type { Place } from '@contract/files'
import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { SplitPane } from '../../ui/split-pane'
import { ActDialog } from './acts/act-dialog'
import type { DialogRequest } from './acts/dialog-request'
import { push, pushDropped } from './desktop-drop'
import styles from './files-room.module.css'
import { placeLabel, toggledBookmark } from './pane/bookmarks'
import type { Held } from './pane/listing'
import type { Pane } from './pane/pane'
import { createPaneActs, type PaneActs } from './pane/pane-acts'
import { PaneSide } from './pane/pane-side'
import { recentPlaces } from './pane/recent-places'
import { TransferDrawer } from './queue/transfer-drawer'
import { TransfersList } from './queue/transfers-list'
import { useClosingQuestion } from './queue/use-closing-question'
import { recordRates } from './queue/use-queue'
import { useUploadNotices } from './queue/use-upload-notices'
import { UploadInputs, useUploadInputs } from './upload-inputs'
import { type PaneStarts, usePaneStarts } from './use-pane-starts'
import { type RoomSide, useSides } from './use-sides'
import { usePaneRefresh } from './use-transfers'
import { placeAt, type WhereName } from './where'

/** What the frame gives to the room. */
export interface FilesRoomProps {
  readonly sites: readonly SiteView[]
  /** The site chosen in the frame; the right pane follows it. */
  readonly site: string | null
  /** Whether the room is the one seen; a hidden one reads nothing new. */
  readonly visible: boolean
  /** Home of this computer, absolute; empty until it is known. */
  readonly homeFolder: string
  readonly settings: Settings
  /** A folder another room sends here; a new `nonce` sends again. */
  readonly startAt?: PaneStarts['startAt']
  readonly onOpenTerminal: (place: TerminalPlace, folder: string) => void
  /** Shows the quick look at a file; `follow`: only where one is open. */
  readonly onLook: (place: Place, follow: boolean) => void
  /** The watched folders, which the transfers give their place when asked for; `back` leads back to them. */
  readonly watchesOf?: (back: ReactNode, visible: boolean) => ReactNode
}

/** Two panes, and below them all that is on its way between them. */
export function FilesRoom(props: FilesRoomProps) {
  const { sites, site, visible, homeFolder, settings, startAt } = props
  const { left, right, panes, uploads, queue } = useSides()
  const [dialog, setDialog] = useState<DialogRequest | null>(null)
  const room = useRef<HTMLDivElement>(null)
  const nameOf = useMemo(() => whereNames(sites), [sites])
  usePaneStarts({ left: left.pane, right: right.pane, panes, site, visible, homeFolder, startAt })
  usePaneRefresh(panes)
  useEffect(() => recordRates(queue, Date.now), [queue])
  useClosingQuestion(uploads)
  useUploadNotices(uploads, visible)
  useHiddenFiles(panes, settings.showHiddenFiles)
  const { side, inputs } = useSideParts({ props, uploads, panes, nameOf, setDialog, room })
  const [below, setBelow] = useState<'transfers' | 'watches'>('transfers')
  const { watchesOf } = props
  const toWatches = watchesOf && (
    <Button size='small' icon='eye' onClick={() => setBelow('watches')}>
      Watched folders
    </Button>
  )
  const back = (
    <Button size='small' icon='files' onClick={() => setBelow('transfers')}>
      Transfers
    </Button>
  )
  const list =
    watchesOf && below === 'watches' ? (
      watchesOf(back, visible)
    ) : (
      <TransfersList queue={queue} nameOf={nameOf} visible={visible} headEnd={toWatches} />
    )
  return (
    <div ref={room} className={styles.room}>
      <SplitPane
        direction='vertical'
        sides={[
          {
            id: 'panes',
            min: '180px',
            content: (
              <SplitPane
                direction='horizontal'
                sides={[side(left, right, 'left', 'right'), side(right, left, 'right', 'left')]}
              />
            )
          },
          { id: 'transfers', size: '32%', min: '92px', content: list }
        ]}
      />
      <TransferDrawer queue={queue} nameOf={nameOf} visible={visible} />
      <UploadInputs files={inputs.files} folder={inputs.folder} taker={inputs.taker} />
      {dialog && (
        <ActDialog
          request={dialog}
          nameOf={nameOf}
          settings={settings}
          onBookmarks={bookmarks => saveSettings({ bookmarks }, left.pane)}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  )
}

/** Keeps a setting; a failure is told in the pane. */
function saveSettings(change: SettingsChange, pane: Pane): void {
  client.app.saveSettings(change).catch(thrown => pane.set({ problem: Failure.from(thrown) }))
}

/** Hidden files are shown in all panes or in none, as the setting says. */
function useHiddenFiles(panes: () => readonly Pane[], hidden: boolean): void {
  useEffect(() => {
    for (const pane of panes()) pane.set({ hidden })
  }, [panes, hidden])
}

/** What both sides share, and the way to draw one of them. */
function useSideParts(parts: {
  props: FilesRoomProps
  uploads: ReturnType<typeof useSides>['uploads']
  panes: () => readonly Pane[]
  nameOf: WhereName
  setDialog: (request: DialogRequest) => void
  room: { current: HTMLDivElement | null }
}) {
  const { props, uploads, panes, nameOf, setDialog, room } = parts
  const { sites, homeFolder, settings, onOpenTerminal, onLook } = props
  const inputs = useUploadInputs()
  const held = useRef<Held | null>(null)
  const recent = useStore(recentPlaces, state => state.places)

  const toggleBookmark = (pane: Pane): void => {
    const { where, path } = pane.store.getState()
    if (!where) return
    const place = placeAt(where, path)
    const bookmarks: Bookmark[] = toggledBookmark(settings.bookmarks, place, placeLabel(place, nameOf))
    saveSettings({ bookmarks }, pane)
  }
  const actsOf = ({ pane, tabs }: RoomSide, other: RoomSide): PaneActs =>
    createPaneActs({
      pane,
      other: other.pane,
      tabs,
      transfers: client.transfers,
      newId: () => crypto.randomUUID(),
      verify: settings.verifyTransfers,
      homeFolder,
      showDialog: setDialog,
      writeClipboard: text => navigator.clipboard.writeText(text),
      openTerminal: onOpenTerminal,
      look: onLook,
      chooseUpload: what => inputs.choose(what, tree => push(uploads, pane.store.getState(), undefined, tree)),
      setHidden: hidden => {
        for (const one of panes()) one.set({ hidden })
        saveSettings({ showHiddenFiles: hidden }, pane)
      },
      toggleBookmark
    })
  const focusSide = (name: string): void => {
    room.current?.querySelector<HTMLElement>(`[data-side="${name}"] [data-list] table`)?.focus()
  }
  const side = (mine: RoomSide, other: RoomSide, name: string, otherName: string) => ({
    id: `${name} pane`,
    min: '320px',
    content: (
      <PaneSide
        acts={actsOf(mine, other)}
        side={name}
        sites={sites}
        homeFolder={homeFolder}
        lists={{ bookmarks: settings.bookmarks, recent, nameOf }}
        held={held}
        onOtherPane={() => focusSide(otherName)}
        onFocus={() => focusSide(name)}
        onDesktopDrop={(event, into) => void pushDropped(uploads, mine.pane, into?.name, event)}
      />
    )
  })
  return { side, inputs }
}

function whereNames(sites: readonly SiteView[]): WhereName {
  const labels = new Map(sites.map(({ name, label }) => [name, label ?? name]))
  return where => {
    if (where === null) return 'nowhere'
    if (where.kind === 'local') return 'This computer'
    if (where.kind === 'site') return labels.get(where.site) ?? where.site
    return where.profile === undefined ? 'S3' : `S3, ${where.profile}`
  }
}
