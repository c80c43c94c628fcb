/** The window's terminals and what can be done with them; calls go to the engine. */
import type { TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { createStore, useStore } from 'zustand'
import { client } from '../../client/engine-link'
import { addTab, changeTab, endShell, isLive, removeTab, restoreTabs, type TabsState } from './terminal-tabs'

/** Tabs stay when another room is shown. */
export const tabStore = createStore<TabsState>(() => ({ tabs: [], current: null }))

export const useTabs = (): TabsState => useStore(tabStore)

/** A tab with a shell there; the shell is opened when the tab knows its size. */
export function newTerminal(place: TerminalPlace, folder?: string): void {
  tabStore.setState(state => addTab(state, crypto.randomUUID(), place, folder))
}

let lastRequest = 0

/** What another room asked for, once: rooms are drawn again with the same request. */
export function openRequested(request: { place: TerminalPlace; folder?: string; nonce: number }): void {
  if (request.nonce === lastRequest) return
  lastRequest = request.nonce
  newTerminal(request.place, request.folder)
}

/** Opens the shell that a tab wants, at the size its screen has. */
export async function openShell(key: string, size: { cols: number; rows: number }): Promise<void> {
  const tab = tabStore.getState().tabs.find(one => one.key === key)
  if (tab?.phase.kind !== 'wanted') return
  const { id, place, folder } = tab
  tabStore.setState(state => changeTab(state, key, { phase: { kind: 'opening' } }))
  try {
    await client.terminals.open({ id, place, ...size, ...(folder !== undefined && { folder }) })
    tabStore.setState(state => changeTab(state, key, { phase: { kind: 'open' } }))
  } catch (thrown) {
    tabStore.setState(state => changeTab(state, key, { phase: { kind: 'failed', failure: Failure.from(thrown) } }))
  }
}

/** Another shell in the same tab, under the text of the one before. */
export function openAgain(key: string): void {
  tabStore.setState(state => changeTab(state, key, { id: crypto.randomUUID(), title: null, phase: { kind: 'wanted' } }))
}

/** Takes the tab away and ends its shell. */
export function closeTerminal(key: string): void {
  const tab = tabStore.getState().tabs.find(one => one.key === key)
  tabStore.setState(state => removeTab(state, key))
  // An engine that does not answer has no shell left either.
  if (tab && (isLive(tab) || tab.phase.kind === 'ended')) void client.terminals.close({ id: tab.id }).catch(() => {})
}

/** The shell with this id ended. */
export function shellEnded(id: string, reason: string): void {
  tabStore.setState(state => endShell(state, id, reason))
}

/** Takes over the shells that the engine still has. A list that fails is asked for again when the link is back. */
export async function restoreTerminals(): Promise<void> {
  const listed = await client.terminals.list().catch(() => null)
  if (listed) tabStore.setState(state => restoreTabs(state, listed))
}
