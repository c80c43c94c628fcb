/** The terminals of this window: panes with shells, in tabs. The shells live in the engine; a pane outlives its shell. */
import type { KeptShell, TerminalPlace } from '@contract/terminals'
import type { Failure } from '@domain/failure'
import { insertPane, mostPanes, onePane, type PaneTree, paneKeys, removePane, type Side } from './pane-tree'

/**
 * How a pane's shell is: asked for, being opened, there, shown in another window, going on without a link (why, in
 * words), ended, or not to be had.
 */
export type PanePhase =
  | { readonly kind: 'wanted' | 'opening' | 'open' | 'elsewhere' }
  /** `sinceMs`: milliseconds since 1970, by the window's clock. */
  | { readonly kind: 'waiting'; readonly reason: string; readonly sinceMs: number }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** One terminal. `key` is its own; `id` is the shell in it, which changes when a shell is opened again. */
export interface TerminalPane {
  readonly key: string
  readonly id: string
  readonly place: TerminalPlace
  /** Folder the shell starts in; its home when not given. */
  readonly folder?: string | undefined
  /** What holds the shell on its host, so that it outlives the link. */
  readonly kept?: KeptShell | undefined
  /** Given by the person. */
  readonly name?: string | undefined
  /** 0 to 5: a colour of the theme, chosen by the person. */
  readonly color?: number | undefined
  /** What the shell calls itself, cleaned; null before it said so. */
  readonly title: string | null
  /** Where the shell says it is (OSC 7); null before it said so, or when it is on another host now. */
  readonly cwd: string | null
  /** The shell that stood here in an earlier run is gone; the next one says so. */
  readonly afterEnd?: boolean | undefined
  readonly phase: PanePhase
}

/** One tab: panes, and which of them has the keyboard. */
export interface TerminalTab {
  readonly key: string
  /** Given by the person. */
  readonly name?: string | undefined
  readonly root: PaneTree
  readonly focused: string
  /** The focused pane takes the whole tab. */
  readonly zoomed: boolean
  /** Panes that get together what is typed into one of them. */
  readonly broadcast: readonly string[]
}

/** All tabs and panes, and the key of the tab that is shown. */
export interface TabsState {
  readonly tabs: readonly TerminalTab[]
  readonly panes: Readonly<Record<string, TerminalPane>>
  readonly current: string | null
}

export const noTabs: TabsState = { tabs: [], panes: {}, current: null }

/** Why a shell is gone that the engine no longer knows. */
export const forgottenReason = 'The engine was started again, which ended the shell.'

/** What a new pane starts from. */
export interface PaneStart {
  readonly place: TerminalPlace
  readonly folder?: string | undefined
  /** A shell on its host to be shown again. */
  readonly kept?: KeptShell | undefined
}

/** A pane whose shell is still to be opened. `key` is chosen by the caller and is its first shell's id too. */
export function newPane(key: string, { place, folder, kept }: PaneStart): TerminalPane {
  return { key, id: key, place, folder, kept, title: null, cwd: null, phase: { kind: 'wanted' } }
}

/** A tab of one pane. */
export function newTab(key: string): TerminalTab {
  return { key, root: onePane(key), focused: key, zoomed: false, broadcast: [] }
}

/** The tab that holds a pane. */
export function tabOfPane(state: TabsState, key: string): TerminalTab | undefined {
  return state.tabs.find(tab => paneKeys(tab.root).includes(key))
}

/** The tab that is shown. */
export function currentTab(state: TabsState): TerminalTab | undefined {
  return state.tabs.find(tab => tab.key === state.current)
}

/** The pane that has the keyboard. */
export function currentPane(state: TabsState): TerminalPane | undefined {
  const tab = currentTab(state)
  return tab && state.panes[tab.focused]
}

/** A new tab at the end, shown at once. */
export function addTab(state: TabsState, pane: TerminalPane): TabsState {
  return {
    tabs: [...state.tabs, newTab(pane.key)],
    panes: { ...state.panes, [pane.key]: pane },
    current: pane.key
  }
}

/** Changes one tab. */
export function changeTab(
  state: TabsState,
  key: string,
  change: (tab: TerminalTab) => Partial<Omit<TerminalTab, 'key'>>
): TabsState {
  return { ...state, tabs: state.tabs.map(tab => (tab.key === key ? { ...tab, ...change(tab) } : tab)) }
}

/** Changes one pane. */
export function changePane(state: TabsState, key: string, change: Partial<Omit<TerminalPane, 'key'>>): TabsState {
  const pane = state.panes[key]
  return pane ? { ...state, panes: { ...state.panes, [key]: { ...pane, ...change } } } : state
}

/** Whether a tab has room for one more pane. */
export function hasRoom(tab: TerminalTab): boolean {
  return paneKeys(tab.root).length < mostPanes
}

/** Puts a new pane beside another and gives it the keyboard. A full tab stays as it is. */
export function splitAt(state: TabsState, target: string, side: Side, pane: TerminalPane): TabsState {
  const tab = tabOfPane(state, target)
  if (!tab || !hasRoom(tab)) return state
  const withPane = { ...state, panes: { ...state.panes, [pane.key]: pane } }
  return changeTab(withPane, tab.key, ({ root }) => ({
    root: insertPane(root, target, side, pane.key),
    focused: pane.key,
    zoomed: false
  }))
}

/** The tab without a pane; the one that takes its place in reading order has the keyboard. Null: it was the last. */
export function tabWithout(tab: TerminalTab, key: string): TerminalTab | null {
  const root = removePane(tab.root, key)
  if (root === null) return null
  const [before, left] = [paneKeys(tab.root), paneKeys(root)]
  const next = left[Math.min(before.indexOf(key), left.length - 1)] ?? tab.focused
  return {
    ...tab,
    root,
    focused: tab.focused === key ? next : tab.focused,
    zoomed: tab.zoomed && tab.focused !== key && left.length > 1,
    broadcast: keepBroadcast(tab.broadcast.filter(one => one !== key))
  }
}

/** Typing that goes to one pane alone is no broadcast. */
function keepBroadcast(keys: readonly string[]): readonly string[] {
  return keys.length > 1 ? keys : []
}

/** Takes a tab off the row; its right neighbour is shown instead, or its left one. The panes stay in `panes`. */
export function withoutTab(state: TabsState, key: string): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === key)
  const tabs = state.tabs.filter(tab => tab.key !== key)
  if (state.current !== key) return { ...state, tabs }
  return { ...state, tabs, current: (tabs[at] ?? tabs[at - 1])?.key ?? null }
}

/** Takes a pane away, and its tab with the last one. */
export function closePane(state: TabsState, key: string): TabsState {
  const tab = tabOfPane(state, key)
  if (!tab) return state
  const { [key]: _gone, ...panes } = state.panes
  const rest = tabWithout(tab, key)
  if (rest === null) return withoutTab({ ...state, panes }, tab.key)
  return changeTab({ ...state, panes }, tab.key, () => rest)
}

/** A shell ended: only the shell that the pane still has counts, not the one before it. */
export function endShell(state: TabsState, id: string, reason: string): TabsState {
  const pane = Object.values(state.panes).find(one => one.id === id)
  if (!pane || pane.phase.kind === 'ended') return state
  return changePane(state, pane.key, { phase: { kind: 'ended', reason } })
}

/**
 * A pane that wants a shell again, under the text of the one before and in its folder. A kept shell that could not be
 * shown is the one that is wanted; one that ended is gone.
 */
export function wantAgain(state: TabsState, key: string): TabsState {
  const pane = state.panes[key]
  if (!pane) return state
  const folder = pane.cwd ?? pane.folder
  const kept = pane.phase.kind === 'failed' ? pane.kept : undefined
  return changePane(state, key, { folder, kept, title: null, cwd: null, phase: { kind: 'wanted' } })
}

/** Another window shows this shell now. */
export function takeShell(state: TabsState, id: string): TabsState {
  const pane = Object.values(state.panes).find(one => one.id === id)
  if (pane?.phase.kind !== 'open' && pane?.phase.kind !== 'waiting') return state
  return changePane(state, pane.key, { phase: { kind: 'elsewhere' } })
}

/** The link of a kept shell is gone, or the shell is shown again. */
export function changeLink(
  state: TabsState,
  id: string,
  link: { lost: boolean; reason: string },
  nowMs: number
): TabsState {
  const pane = Object.values(state.panes).find(one => one.id === id)
  if (!pane || (pane.phase.kind !== 'open' && pane.phase.kind !== 'waiting')) return state
  const sinceMs = pane.phase.kind === 'waiting' ? pane.phase.sinceMs : nowMs
  const phase: PanePhase = link.lost ? { kind: 'waiting', reason: link.reason, sinceMs } : { kind: 'open' }
  return changePane(state, pane.key, { phase })
}

/** The tab after (1) or before (-1) the shown one, round the ends. */
export function stepTab(state: TabsState, step: 1 | -1): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === state.current)
  const next = state.tabs[(at + step + state.tabs.length) % state.tabs.length]
  return next ? { ...state, current: next.key } : state
}

/** Whether the pane's shell lives, so that closing the pane ends or leaves something. */
export function isLive({ phase }: TerminalPane): boolean {
  return phase.kind === 'open' || phase.kind === 'opening' || phase.kind === 'waiting' || phase.kind === 'elsewhere'
}

/** Marks or unmarks a pane for typing together with others of its tab. */
export function toggleBroadcast(state: TabsState, key: string): TabsState {
  const tab = tabOfPane(state, key)
  if (!tab) return state
  const marked = tab.broadcast.includes(key)
  // The first choice is made against the pane with the keyboard: one pane alone is nothing to broadcast to.
  const others = tab.broadcast.length === 0 ? [tab.focused] : tab.broadcast
  const next = marked ? tab.broadcast.filter(one => one !== key) : [...new Set([...others, key])]
  return changeTab(state, tab.key, () => ({ broadcast: keepBroadcast(next) }))
}

/** Marks all panes of a tab, or none. */
export function broadcastAll(state: TabsState, tabKey: string, on: boolean): TabsState {
  return changeTab(state, tabKey, ({ root }) => ({ broadcast: on ? keepBroadcast(paneKeys(root)) : [] }))
}

/**
 * The panes that get what is typed into `key`: itself, or all marked ones of its tab. Only panes that are shown: none
 * of another tab, and behind a zoomed pane nothing.
 */
export function typedInto(state: TabsState, key: string): readonly string[] {
  const tab = tabOfPane(state, key)
  if (!tab || tab.zoomed || tab.key !== state.current || !tab.broadcast.includes(key)) return [key]
  return tab.broadcast
}
