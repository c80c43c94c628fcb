/** The terminals of this window as tabs. The shells live in the engine; a tab outlives its shell. */
import type { Terminal, TerminalPlace } from '@contract/terminals'
import type { Failure } from '@domain/failure'

/** How a tab's shell is: asked for, being opened, there, ended (why, in words), or not to be had. */
export type TabPhase =
  | { readonly kind: 'wanted' | 'opening' | 'open' }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** One tab. `key` is its own; `id` is the shell in it, which changes when a shell is opened again. */
export interface TerminalTab {
  readonly key: string
  readonly id: string
  readonly place: TerminalPlace
  /** Folder the shell starts in; its home when not given. */
  readonly folder?: string | undefined
  /** What the shell calls itself, cleaned; null before it said so. */
  readonly title: string | null
  readonly phase: TabPhase
}

/** All tabs, and the key of the one that is shown. */
export interface TabsState {
  readonly tabs: readonly TerminalTab[]
  readonly current: string | null
}

/** Why a shell is gone that the engine no longer knows. */
export const forgottenReason = 'The engine was started again, which ended the shell.'

/** A new tab at the end, shown at once. `id` is chosen by the caller (contract/terminals). */
export function addTab(state: TabsState, id: string, place: TerminalPlace, folder?: string): TabsState {
  const tab: TerminalTab = { key: id, id, place, folder, title: null, phase: { kind: 'wanted' } }
  return { tabs: [...state.tabs, tab], current: tab.key }
}

/** Takes a tab away; its right neighbour is shown instead, or its left one. */
export function removeTab(state: TabsState, key: string): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === key)
  const tabs = state.tabs.filter(tab => tab.key !== key)
  if (state.current !== key) return { ...state, tabs }
  return { tabs, current: (tabs[at] ?? tabs[at - 1])?.key ?? null }
}

/** Changes one tab. */
export function changeTab(state: TabsState, key: string, change: Partial<Omit<TerminalTab, 'key'>>): TabsState {
  return { ...state, tabs: state.tabs.map(tab => (tab.key === key ? { ...tab, ...change } : tab)) }
}

/** A shell ended: only the shell that the tab still has counts, not the one before it. */
export function endShell(state: TabsState, id: string, reason: string): TabsState {
  const tab = state.tabs.find(one => one.id === id)
  if (!tab || tab.phase.kind === 'ended') return state
  return changeTab(state, tab.key, { phase: { kind: 'ended', reason } })
}

/** The tab after (1) or before (-1) the shown one, round the ends. */
export function stepTab(state: TabsState, step: 1 | -1): TabsState {
  const at = state.tabs.findIndex(tab => tab.key === state.current)
  const next = state.tabs[(at + step + state.tabs.length) % state.tabs.length]
  return next ? { ...state, current: next.key } : state
}

/**
 * Brings tabs and the engine's list together: shells this window does not show (it was loaded again) get a tab;
 * tabs whose shell the engine lost have ended. Shells still being opened belong to whoever asked for them.
 */
export function restoreTabs(state: TabsState, listed: readonly Terminal[]): TabsState {
  const alive = new Set(listed.map(({ id }) => id))
  const known = new Set(state.tabs.map(({ id }) => id))
  const kept = state.tabs.map(tab =>
    tab.phase.kind === 'open' && !alive.has(tab.id)
      ? { ...tab, phase: { kind: 'ended' as const, reason: forgottenReason } }
      : tab
  )
  const found = listed
    .filter(({ id, state: phase }) => !known.has(id) && phase !== 'opening')
    // An ended shell still has its last text and the reason to tell: watching it brings both.
    .map(({ id, place }): TerminalTab => ({ key: id, id, place, title: null, phase: { kind: 'open' } }))
  const tabs = [...kept, ...found]
  const current = tabs.some(tab => tab.key === state.current) ? state.current : (tabs[0]?.key ?? null)
  return { tabs, current }
}

/** Whether closing the tab ends something. */
export function isLive(tab: TerminalTab): boolean {
  return tab.phase.kind === 'open' || tab.phase.kind === 'opening'
}
