import type { Settings } from '@contract/app'
import type { ConnectionView, SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { Button, IconButton } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { isMac } from '../../ui/key-hint'
import { placeName } from '../../ui/place-name'
import { useKeptReturn } from './kept-return'
import { ModulesDialog } from './modules-dialog'
import { NewMenu } from './new-menu'
import { PaneGroup } from './pane-group'
import { paneScreen, setPathTargets, setScreensLook } from './pane-screens'
import { type RoomContext, RoomProvider, type RoomQuestion, type UploadStart } from './room-context'
import { CloseQuestion, DescribeDialog, UploadDialog } from './room-dialogs'
import { closeTerminals, newTerminal, openRequested, splitTerminal, tabStore, useTabs } from './tab-store'
import { nextFontSize, terminalKey } from './terminal-keys'
import { currentPane, currentTab, isLive, type TerminalPane } from './terminal-tabs'
import { TerminalTabs } from './terminal-tabs-row'
import styles from './terminals.module.css'
import { useKeptLayout } from './use-kept-layout'
import { useRoomKeys } from './use-room-keys'
import { useTerminalScreen } from './use-terminal-screen'

export interface TerminalsRoomProps {
  sites: SiteView[]
  connections: ConnectionView[]
  /** The site chosen in the top bar: where a new terminal goes first. */
  site: string | null
  visible: boolean
  settings: Pick<
    Settings,
    'terminalFontSize' | 'terminalTheme' | 'terminalScrollback' | 'terminalLigatures' | 'copyOnSelect'
  >
  onFontSize(size: number): void
  /** Shows a folder of a site in the files room. */
  onOpenFolder(site: string, path: string): void
  /** Shows the entry of that path where it is in its folder. */
  onShowEntry(site: string, path: string): void
  /** Holds what was dropped, and uploads it when the folder is known. */
  onDropFiles(items: DataTransferItemList): UploadStart
  /** A shell that another room asked for; done once for each `nonce`. */
  request?: { place: TerminalPlace; folder?: string; nonce: number }
}

export function TerminalsRoom(props: TerminalsRoomProps): ReactNode {
  const { sites, connections, visible, request } = props
  const state = useTabs()
  const [question, setQuestion] = useState<RoomQuestion | null>(null)
  useKeptLayout()
  useKeptReturn(sites, connections)
  useLook(props.settings)
  usePathTargets(props)
  useEffect(() => {
    if (request) openRequested(request)
  }, [request])
  const room = useRoomContext(props, setQuestion)
  useRoomKeys(visible, {
    onNew: () => newTerminal({ place: nextPlace(props, currentPane(tabStore.getState())) }),
    onClose: room.close,
    onSize: act => props.onFontSize(nextFontSize(props.settings.terminalFontSize, act))
  })
  const tab = currentTab(state)
  return (
    <RoomProvider value={room}>
      {Object.values(state.panes).map(pane => (
        <PaneRunner key={pane.key} pane={pane} />
      ))}
      {tab === undefined ? (
        <NoTerminals {...props} />
      ) : (
        <TerminalTabs
          state={state}
          after={<NewMenu sites={sites} connections={connections} />}
          end={<RowEnd pane={state.panes[tab.focused]} room={room} />}
        >
          <PaneGroup tab={tab} panes={state.panes} />
        </TerminalTabs>
      )}
      <Question question={question} sites={sites} onClose={() => setQuestion(null)} />
    </RoomProvider>
  )
}

/** Follows a pane, shown or not. Draws nothing. */
function PaneRunner({ pane }: { pane: TerminalPane }): ReactNode {
  useTerminalScreen(pane)
  return null
}

/** Screens look as the settings say. */
function useLook(settings: TerminalsRoomProps['settings']): void {
  const { terminalFontSize, terminalTheme, terminalScrollback, terminalLigatures, copyOnSelect } = settings
  useEffect(() => {
    const look = { fontSize: terminalFontSize, theme: terminalTheme, scrollback: terminalScrollback }
    setScreensLook({ ...look, ligatures: terminalLigatures }, copyOnSelect)
  }, [terminalFontSize, terminalTheme, terminalScrollback, terminalLigatures, copyOnSelect])
}

/** Paths in the text lead to the files room. */
function usePathTargets({ sites, onShowEntry }: Pick<TerminalsRoomProps, 'sites' | 'onShowEntry'>): void {
  useEffect(() => {
    setPathTargets({ sites: new Set(sites.map(({ name }) => name)), open: onShowEntry })
  }, [sites, onShowEntry])
}

function useRoomContext(props: TerminalsRoomProps, ask: (question: RoomQuestion) => void): RoomContext {
  const { sites, connections, visible, onOpenFolder, onDropFiles } = props
  return useMemo(
    () => ({
      ...{ sites, connections, visible, ask, onOpenFolder, onDropFiles },
      close: keys => {
        const { panes } = tabStore.getState()
        const live = keys.some(key => {
          const pane = panes[key]
          return pane !== undefined && isLive(pane) && pane.phase.kind !== 'opening'
        })
        if (live) ask({ kind: 'close', keys })
        else closeTerminals(keys)
      },
      split: splitTerminal
    }),
    [sites, connections, visible, ask, onOpenFolder, onDropFiles]
  )
}

/** Another one where the shown one is, else on the chosen site, else here. */
function nextPlace(props: TerminalsRoomProps, shown: TerminalPane | undefined): TerminalPlace {
  return shown?.place ?? (props.site === null ? { kind: 'local' } : { kind: 'site', site: props.site })
}

/** The right end of the row of tabs. */
function RowEnd({ pane, room }: { pane: TerminalPane | undefined; room: RoomContext }): ReactNode {
  if (!pane) return null
  return (
    <>
      <Button
        kind='quiet'
        size='small'
        icon='split'
        keys={terminalKey('split-right', isMac())}
        onClick={() => room.split(pane.key, 'right')}
      >
        Split
      </Button>
      <IconButton
        icon='search'
        label='Find'
        keys={terminalKey('search', isMac())}
        onClick={() => paneScreen(pane.key).state.setState({ searching: true })}
      />
    </>
  )
}

function Question(props: {
  question: RoomQuestion | null
  sites: readonly SiteView[]
  onClose: () => void
}): ReactNode {
  const { question, sites, onClose } = props
  if (question === null) return null
  if (question.kind === 'close') return <CloseQuestion keys={question.keys} sites={sites} onClose={onClose} />
  if (question.kind === 'describe') return <DescribeDialog asked={question} onClose={onClose} />
  if (question.kind === 'modules') return <ModulesDialog asked={question} sites={sites} onClose={onClose} />
  return <UploadDialog asked={question} onClose={onClose} />
}

function NoTerminals(props: TerminalsRoomProps): ReactNode {
  const { sites, connections, site } = props
  const chosen = sites.find(({ name }) => name === site) ?? sites[0]
  const place: TerminalPlace | null = chosen ? { kind: 'site', site: chosen.name } : null
  return (
    <div className={styles.none}>
      <EmptyState
        act={
          <span className='row'>
            {place && (
              <Button kind='primary' keys={terminalKey('new-tab', isMac())} onClick={() => newTerminal({ place })}>
                Open a terminal on {placeName(place, sites)}
              </Button>
            )}
            <Button onClick={() => newTerminal({ place: { kind: 'local' } })}>Open one on this computer</Button>
            <NewMenu sites={sites} connections={connections} />
          </span>
        }
      >
        Shells on the hosts of your sites and on this computer stand here. They go on while you look at other rooms.
      </EmptyState>
    </div>
  )
}
