/** Keys of the terminals room, and what each does. */
import { useEffect, useRef } from 'react'
import { isMac } from '../../ui/key-hint'
import { focusSide, movePaneSide, toggleZoom } from './arrange'
import { copyText } from './copy-text'
import { paneScreen } from './pane-screens'
import type { Side } from './pane-tree'
import { splitTerminal, tabStore } from './tab-store'
import { type TerminalAct, terminalAct } from './terminal-keys'
import { broadcastAll, currentPane, currentTab, stepTab } from './terminal-tabs'

/** Acts that need more than the state of the tabs. */
export interface RoomActs {
  readonly onNew: () => void
  readonly onClose: (keys: readonly string[]) => void
  readonly onSize: (act: 'larger' | 'smaller' | 'usual-size') => void
}

const sides = ['left', 'right', 'up', 'down'] as const
const sideOf = (act: TerminalAct, word: 'focus' | 'move'): Side | undefined =>
  sides.find(side => act === `${word}-${side}`)

/** Acts on the pane with the keyboard. */
function paneAct(act: TerminalAct, key: string, { onClose }: RoomActs): void {
  const { screen, state } = paneScreen(key)
  if (act === 'copy') void copyText(screen.selection())
  else if (act === 'search') state.setState({ searching: true })
  else if (act === 'close-pane') onClose([key])
  else if (act === 'split-right') splitTerminal(key, 'right')
  else if (act === 'split-down') splitTerminal(key, 'down')
  else if (act === 'previous-prompt') screen.jumpToPrompt(-1)
  else if (act === 'next-prompt') screen.jumpToPrompt(1)
}

function act(what: TerminalAct, acts: RoomActs): void {
  const { setState, getState } = tabStore
  const [focus, move] = [sideOf(what, 'focus'), sideOf(what, 'move')]
  const tab = currentTab(getState())
  const pane = currentPane(getState())
  if (focus) setState(state => focusSide(state, focus))
  else if (move) setState(state => movePaneSide(state, move))
  else if (what === 'new-tab') acts.onNew()
  else if (what === 'larger' || what === 'smaller' || what === 'usual-size') acts.onSize(what)
  else if (what === 'next-tab' || what === 'previous-tab')
    setState(state => stepTab(state, what === 'next-tab' ? 1 : -1))
  else if (what === 'zoom') setState(toggleZoom)
  else if (what === 'broadcast' && tab) setState(state => broadcastAll(state, tab.key, tab.broadcast.length === 0))
  else if (pane) paneAct(what, pane.key, acts)
}

/** Hears the keys wherever the focus in the room is. A dialog over it keeps its own keys. */
export function useRoomKeys(visible: boolean, acts: RoomActs): void {
  const latest = useRef(acts)
  latest.current = acts
  useEffect(() => {
    if (!visible) return
    const onKey = (event: KeyboardEvent): void => {
      const what = terminalAct(event, isMac())
      const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      // The paste key makes the browser's paste event, which the screen hears.
      if (what === undefined || what === 'paste' || what === 'frame' || inDialog) return
      event.preventDefault()
      act(what, latest.current)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [visible])
}
