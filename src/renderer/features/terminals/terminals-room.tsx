/** The terminals room: shells on login nodes and on this computer, in tabs. */
import type { SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLink } from '../../client/engine-link'
import { Button, IconButton } from '../../ui/button'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { EmptyState } from '../../ui/empty-state'
import { isMac } from '../../ui/key-hint'
import { Menu, type MenuEntry } from '../../ui/menu'
import { type Tab, Tabs } from '../../ui/tabs'
import { placeName } from './place-name'
import { TabLabel } from './tab-label'
import { closeTerminal, newTerminal, openRequested, restoreTerminals, tabStore, useTabs } from './tab-store'
import { nextFontSize, type TerminalAct, terminalAct, terminalKey } from './terminal-keys'
import { type PaneRequest, TerminalPane } from './terminal-pane'
import { stepTab, type TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'

export interface TerminalsRoomProps {
  sites: SiteView[]
  /** The site chosen in the top bar: where a new terminal goes first. */
  site: string | null
  visible: boolean
  /** CSS pixels. */
  fontSize: number
  copyOnSelect: boolean
  onFontSize(size: number): void
  /** A shell that another room asked for; done once for each `nonce`. */
  request?: { place: TerminalPlace; folder?: string; nonce: number }
}

export function TerminalsRoom(props: TerminalsRoomProps): ReactNode {
  const { sites, visible, fontSize, copyOnSelect, request } = props
  const { tabs, current } = useTabs()
  const [closing, setClosing] = useState<TerminalTab | null>(null)
  const [asked, setAsked] = useState<PaneRequest | null>(null)
  useRestoredTabs()
  useEffect(() => {
    if (request) openRequested(request)
  }, [request])
  const close = (key: string): void => {
    const tab = tabs.find(one => one.key === key)
    if (tab?.phase.kind === 'open') setClosing(tab)
    else closeTerminal(key)
  }
  useRoomKeys(visible, act => {
    if (act === 'larger' || act === 'smaller' || act === 'usual-size') props.onFontSize(nextFontSize(fontSize, act))
    else if (act === 'new-tab') newTerminal(nextPlace(props, tabs, current))
    else if (act === 'close-tab' && current !== null) close(current)
    else if (act === 'next-tab' || act === 'previous-tab')
      tabStore.setState(state => stepTab(state, act === 'next-tab' ? 1 : -1))
    else if (current !== null && (act === 'copy' || act === 'search'))
      setAsked(before => ({ tab: current, act, nonce: (before?.nonce ?? 0) + 1 }))
  })
  const question = <CloseQuestion tab={closing} sites={sites} onClose={() => setClosing(null)} />
  if (current === null) return <NoTerminals {...props} />
  return (
    <>
      <Tabs
        label='Terminals'
        tabs={tabs.map(tab => tabOf(tab, sites))}
        value={current}
        onChange={key => tabStore.setState({ current: key })}
        onClose={close}
        after={<NewMenu sites={sites} />}
      >
        {tabs.map(tab => (
          <TerminalPane
            key={tab.key}
            tab={tab}
            sites={sites}
            shown={visible && tab.key === current}
            fontSize={fontSize}
            copyOnSelect={copyOnSelect}
            request={asked?.tab === tab.key ? asked : null}
            onClose={() => close(tab.key)}
          />
        ))}
      </Tabs>
      {question}
    </>
  )
}

function tabOf(tab: TerminalTab, sites: readonly SiteView[]): Tab {
  const name = placeName(tab.place, sites)
  return { id: tab.key, label: <TabLabel tab={tab} name={name} />, closeLabel: `Close the terminal of ${name}` }
}

/** Another one where the shown one is, else on the chosen site, else here. */
function nextPlace(props: TerminalsRoomProps, tabs: readonly TerminalTab[], current: string | null): TerminalPlace {
  const shown = tabs.find(tab => tab.key === current)
  return shown?.place ?? (props.site === null ? { kind: 'local' } : { kind: 'site', site: props.site })
}

/** The tabs of a window that was loaded again come back, each time the link is made. */
function useRestoredTabs(): void {
  const { state, generation } = useLink()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `generation` asks again on a new link
  useEffect(() => {
    if (state === 'open') void restoreTerminals()
  }, [state, generation])
}

/** Keys of the room, wherever the focus in it is. A dialog over it keeps its own keys. */
function useRoomKeys(visible: boolean, onAct: (act: TerminalAct) => void): void {
  const latest = useRef(onAct)
  latest.current = onAct
  useEffect(() => {
    if (!visible) return
    const onKey = (event: KeyboardEvent): void => {
      const act = terminalAct(event, isMac())
      const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      // The paste key makes the browser's paste event, which the screen hears.
      if (act === undefined || act === 'paste' || act === 'frame' || inDialog) return
      event.preventDefault()
      latest.current(act)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [visible])
}

function NewMenu({ sites }: { sites: readonly SiteView[] }): ReactNode {
  const entries: MenuEntry[] = sites.map(({ name }) => {
    const place: TerminalPlace = { kind: 'site', site: name }
    return { kind: 'act', label: placeName(place, sites), icon: 'server', onSelect: () => newTerminal(place) }
  })
  if (entries.length > 0) entries.push({ kind: 'line' })
  entries.push({
    kind: 'act',
    label: 'This computer',
    icon: 'terminals',
    onSelect: () => newTerminal({ kind: 'local' })
  })
  return (
    <Menu
      trigger={<IconButton icon='plus' label='New terminal' keys={terminalKey('new-tab', isMac())} />}
      entries={entries}
    />
  )
}

function CloseQuestion(props: { tab: TerminalTab | null; sites: readonly SiteView[]; onClose: () => void }): ReactNode {
  const { tab, sites, onClose } = props
  if (tab === null) return null
  return (
    <ConfirmDialog
      open
      title={`End the shell on ${placeName(tab.place, sites)}?`}
      confirmLabel='End the shell'
      cancelLabel='Keep it'
      onConfirm={() => closeTerminal(tab.key)}
      onClose={onClose}
    >
      The shell ends, and with it what runs in it and its text here. Jobs and tmux or screen sessions go on.
    </ConfirmDialog>
  )
}

function NoTerminals({ sites, site }: { sites: readonly SiteView[]; site: string | null }): ReactNode {
  const chosen = sites.find(({ name }) => name === site) ?? sites[0]
  const place: TerminalPlace | null = chosen ? { kind: 'site', site: chosen.name } : null
  return (
    <div className={styles.none}>
      <EmptyState
        act={
          <span className='row'>
            {place && (
              <Button kind='primary' keys={terminalKey('new-tab', isMac())} onClick={() => newTerminal(place)}>
                Open a terminal on {placeName(place, sites)}
              </Button>
            )}
            <Button onClick={() => newTerminal({ kind: 'local' })}>Open one on this computer</Button>
          </span>
        }
      >
        Shells on login nodes and on this computer stand here. They go on while you look at other rooms.
      </EmptyState>
    </div>
  )
}
