import { isMac } from '../../ui/key-hint'
import type { MenuEntry } from '../../ui/menu'
import { notify } from '../../ui/toasts'
import { dropOnRow, focusPane, movePaneSide, toggleZoom } from './arrange'
import { copyText } from './copy-text'
import { siteOfModules } from './module-line'
import type { PaneScreen, ScreenState } from './pane-screens'
import { mostPanes } from './pane-tree'
import type { RoomContext } from './room-context'
import { saveText } from './save-text'
import { showFolder } from './shell-folder'
import { newKey, tabStore } from './tab-store'
import { type TerminalAct, terminalKey } from './terminal-keys'
import type { TerminalScreen } from './terminal-screen'
import { hasRoom, type TerminalPane, type TerminalTab, toggleBroadcast } from './terminal-tabs'

const key = (act: TerminalAct): string | undefined => terminalKey(act, isMac())

/** What the menu needs of its pane. */
export interface PaneMenuProps {
  readonly pane: TerminalPane
  readonly tab: TerminalTab
  readonly name: string
  readonly own: PaneScreen
  readonly state: ScreenState
  readonly room: RoomContext
  readonly onPaste: () => void
}

function copyOutput({ lastOutput }: TerminalScreen): void {
  const output = lastOutput()
  if (output !== null) void copyText(output)
  else
    notify('Nothing was copied', { description: 'No command that ended is marked: the shell does not send OSC 133.' })
}

/** Text in and out of the terminal. */
function textEntries({ own, state, onPaste, name }: PaneMenuProps): readonly MenuEntry[] {
  const { screen } = own
  return [
    {
      ...{ kind: 'act', label: 'Copy', icon: 'copy', keys: key('copy') },
      disabledReason: state.hasSelection ? undefined : 'Nothing is selected',
      onSelect: () => void copyText(screen.selection())
    },
    { kind: 'act', label: 'Copy output of the last command', onSelect: () => copyOutput(screen) },
    { kind: 'act', label: 'Paste', keys: key('paste'), onSelect: onPaste },
    {
      ...{ kind: 'act', label: 'Select all' },
      onSelect: () => {
        screen.selectAll()
        own.state.setState({ hasSelection: true })
      }
    },
    { kind: 'line' },
    {
      ...{ kind: 'act', label: 'Find…', icon: 'search', keys: key('search') },
      onSelect: () => own.state.setState({ searching: true })
    },
    { kind: 'act', label: 'Previous prompt', keys: key('previous-prompt'), onSelect: () => screen.jumpToPrompt(-1) },
    { kind: 'act', label: 'Next prompt', keys: key('next-prompt'), onSelect: () => screen.jumpToPrompt(1) },
    { kind: 'act', label: 'Save the text…', icon: 'download', onSelect: () => saveText(screen.text(), name) },
    { kind: 'act', label: 'Clear the text above', onSelect: screen.clear }
  ]
}

/** What makes sense beside other panes only. */
function splitEntries({ pane, tab }: PaneMenuProps): readonly MenuEntry[] {
  const moves = (['left', 'right', 'up', 'down'] as const).map(
    (side): MenuEntry => ({
      ...{ kind: 'act', label: `Move ${side}`, keys: key(`move-${side}`) },
      onSelect: () => tabStore.setState(state => movePaneSide(focusPane(state, pane.key), side))
    })
  )
  return [
    {
      ...{ kind: 'check', label: 'Alone in the tab', checked: tab.zoomed },
      onChange: () => tabStore.setState(state => toggleZoom(focusPane(state, pane.key)))
    },
    ...moves,
    {
      ...{ kind: 'act', label: 'Move to a tab of its own' },
      onSelect: () => tabStore.setState(state => dropOnRow(state, pane.key, state.tabs.length, newKey()))
    },
    {
      ...{ kind: 'check', label: 'Type together with others', checked: tab.broadcast.includes(pane.key) },
      onChange: () => tabStore.setState(state => toggleBroadcast(state, pane.key))
    }
  ]
}

/** Where the pane stands. */
function placeEntries(props: PaneMenuProps): readonly MenuEntry[] {
  const { pane, tab, room } = props
  const full = hasRoom(tab) ? undefined : `A tab holds at most ${mostPanes} terminals`
  return [
    {
      ...{ kind: 'act', label: 'Split right', icon: 'split', keys: key('split-right'), disabledReason: full },
      onSelect: () => room.split(pane.key, 'right')
    },
    {
      ...{ kind: 'act', label: 'Split down', icon: 'split-down', keys: key('split-down'), disabledReason: full },
      onSelect: () => room.split(pane.key, 'down')
    },
    ...(tab.root.kind === 'split' ? splitEntries(props) : [])
  ]
}

function filesEntry({ pane, room }: PaneMenuProps): MenuEntry {
  return {
    ...{ kind: 'act', label: 'Show this folder in Files', icon: 'files' },
    disabledReason: pane.phase.kind === 'open' || pane.cwd !== null ? undefined : 'There is no shell to ask',
    onSelect: () => void showFolder(pane, room)
  }
}

/** Modules are those of the login host: what another host has is not known. */
function modulesEntry({ pane, room }: PaneMenuProps): readonly MenuEntry[] {
  const site = siteOfModules(pane.place, room.sites)
  if (site === null) return []
  return [
    {
      ...{ kind: 'act', label: 'Load a module…' },
      disabledReason: pane.phase.kind === 'open' ? undefined : 'There is no shell to load it into',
      onSelect: () => room.ask({ kind: 'modules', key: pane.key, site })
    }
  ]
}

/** The menu of a terminal: at its head, and over its text. */
export function paneMenu(props: PaneMenuProps): readonly MenuEntry[] {
  const { pane, room } = props
  const { place } = pane
  return [
    ...textEntries(props),
    { kind: 'line' },
    ...placeEntries(props),
    { kind: 'line' },
    ...(place.kind === 'site' ? [filesEntry(props)] : []),
    ...modulesEntry(props),
    {
      ...{ kind: 'act', label: 'Name and colour…', icon: 'edit' },
      onSelect: () => room.ask({ kind: 'describe', key: pane.key, of: 'pane' })
    },
    { kind: 'act', label: 'Close…', icon: 'close', keys: key('close-pane'), onSelect: () => room.close([pane.key]) }
  ]
}
