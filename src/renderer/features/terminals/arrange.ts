/** Moving what is there: panes within a tab, to other tabs, and tabs in their row. Pure; no pane is ever lost. */
import { insertPane, movePane, moveToEdge, neighbourOf, paneKeys, type Side, swapPanes } from './pane-tree'
import {
  changeTab,
  currentTab,
  hasRoom,
  newTab,
  type TabsState,
  tabOfPane,
  tabWithout,
  withoutTab
} from './terminal-tabs'

/** Gives the keyboard to a pane and shows its tab. */
export function focusPane(state: TabsState, key: string): TabsState {
  const tab = tabOfPane(state, key)
  if (!tab) return state
  if (tab.focused === key && state.current === tab.key) return state
  const zoomed = tab.zoomed && tab.focused === key
  return { ...changeTab(state, tab.key, () => ({ focused: key, zoomed })), current: tab.key }
}

/** The keyboard goes to the pane on that side of the one that has it. */
export function focusSide(state: TabsState, side: Side): TabsState {
  const tab = currentTab(state)
  const next = tab && neighbourOf(tab.root, tab.focused, side)
  return next ? focusPane(state, next) : state
}

/** The focused pane takes the whole tab, or gives it back. One pane alone has it anyway. */
export function toggleZoom(state: TabsState): TabsState {
  const tab = currentTab(state)
  if (!tab || tab.root.kind === 'pane') return state
  return changeTab(state, tab.key, ({ zoomed }) => ({ zoomed: !zoomed }))
}

/** Takes a pane out of its tab without ending it; a tab that held nothing else goes. */
function takeOut(state: TabsState, key: string): TabsState {
  const tab = tabOfPane(state, key)
  if (!tab) return state
  const rest = tabWithout(tab, key)
  return rest === null ? withoutTab(state, tab.key) : changeTab(state, tab.key, () => rest)
}

/** Puts a pane on an edge of another, also of another tab, and gives it the keyboard. A full tab takes none. */
export function dropOnPane(state: TabsState, key: string, target: string, side: Side): TabsState {
  const [from, to] = [tabOfPane(state, key), tabOfPane(state, target)]
  if (!from || !to || key === target) return state
  if (from.key === to.key) {
    const moved = changeTab(state, to.key, ({ root }) => ({ root: movePane(root, key, target, side), zoomed: false }))
    return focusPane(moved, key)
  }
  if (!hasRoom(to)) return state
  const moved = changeTab(takeOut(state, key), to.key, ({ root }) => ({
    root: insertPane(root, target, side, key),
    zoomed: false
  }))
  return focusPane(moved, key)
}

/** Makes a pane a tab of its own, called `tabKey`, before the tab at `place` (or at the end), and shows it. */
export function dropOnRow(state: TabsState, key: string, place: number, tabKey: string): TabsState {
  const from = tabOfPane(state, key)
  if (!from) return state
  // A pane that is alone in its tab takes the tab along, with its name.
  if (from.root.kind === 'pane') return { ...moveTab(state, from.key, place), current: from.key }
  const rest = takeOut(state, key)
  const tab = { ...newTab(key), key: tabKey }
  return { ...rest, tabs: [...rest.tabs.slice(0, place), tab, ...rest.tabs.slice(place)], current: tabKey }
}

/** Moves a tab before the one that stands at `place` now; a place behind the last is the end. */
export function moveTab(state: TabsState, key: string, place: number): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === key)
  const tab = state.tabs[at]
  if (!tab) return state
  const rest = state.tabs.filter(one => one.key !== key)
  const to = Math.max(0, Math.min(rest.length, place > at ? place - 1 : place))
  return { ...state, tabs: [...rest.slice(0, to), tab, ...rest.slice(to)] }
}

/** Moves the tab one place to the left (-1) or right (1). */
export function stepTabPlace(state: TabsState, key: string, step: 1 | -1): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === key)
  return moveTab(state, key, step === 1 ? at + 2 : Math.max(0, at - 1))
}

/**
 * Moves the focused pane by key: it changes places with its neighbour there; at the end of the tab it takes that whole
 * edge, when it does not have it already.
 */
export function movePaneSide(state: TabsState, side: Side): TabsState {
  const tab = currentTab(state)
  if (!tab || tab.root.kind === 'pane') return state
  const { root, focused } = tab
  const beside = neighbourOf(root, focused, side)
  if (beside !== null) return changeTab(state, tab.key, () => ({ root: swapPanes(root, focused, beside) }))
  return changeTab(state, tab.key, () => ({ root: moveToEdge(root, focused, side) }))
}

/** All panes in the order in which the tabs show them. */
export function shownOrder(state: TabsState): readonly string[] {
  return state.tabs.flatMap(tab => paneKeys(tab.root))
}
