/** The window's terminals and what can be done with them; calls go to the engine. */
import type { TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { createStore, useStore } from 'zustand'
import { client } from '../../client/engine-link'
import type { Side } from './pane-tree'
import { bringTogether, expectedShells } from './restore'
import {
  addTab,
  changeLink,
  changePane,
  closePane,
  endShell,
  isLive,
  newPane,
  noTabs,
  type PaneStart,
  splitAt,
  type TabsState,
  type TerminalPane,
  takeShell,
  wantAgain
} from './terminal-tabs'

/** Tabs stay when another room is shown. */
export const tabStore = createStore<TabsState>(() => noTabs)

export const useTabs = (): TabsState => useStore(tabStore)

/** A key for a pane, a shell or a tab. */
export const newKey = (): string => crypto.randomUUID()

/** A tab with a shell there; the shell is opened when its pane knows its size. */
export function newTerminal(start: PaneStart): void {
  tabStore.setState(state => addTab(state, newPane(newKey(), start)))
}

/** A shell of the same place and folder beside the pane. Nothing in a full tab. */
export function splitTerminal(target: string, side: Side): void {
  tabStore.setState(state => {
    const pane = state.panes[target]
    if (!pane) return state
    const folder = pane.cwd ?? pane.folder
    return splitAt(state, target, side, newPane(newKey(), { place: pane.place, folder }))
  })
}

let lastRequest = 0

/** What another room asked for, once: rooms are drawn again with the same request. */
export function openRequested(request: { place: TerminalPlace; folder?: string; nonce: number }): void {
  if (request.nonce === lastRequest) return
  lastRequest = request.nonce
  newTerminal(request)
}

/** Opens the shell that a pane wants, at the size its screen has. A kept shell that is gone is opened anew. */
export async function openShell(key: string, size: { cols: number; rows: number }): Promise<void> {
  const pane = tabStore.getState().panes[key]
  if (pane?.phase.kind !== 'wanted') return
  const { place, folder, kept } = pane
  // Each shell has an id of its own: what a screen has seen of another one does not count for it.
  const id = newKey()
  tabStore.setState(state => changePane(state, key, { id, phase: { kind: 'opening' } }))
  try {
    const opened = await client.terminals.open({
      ...{ id, place, ...size },
      ...(folder !== undefined && { folder }),
      ...(kept && { attach: kept })
    })
    tabStore.setState(state => changePane(state, key, { kept: opened.kept ?? undefined, phase: { kind: 'open' } }))
  } catch (thrown) {
    const failure = Failure.from(thrown)
    tabStore.setState(state =>
      kept && failure.code === 'not-found'
        ? changePane(state, key, { kept: undefined, afterEnd: true, phase: { kind: 'wanted' } })
        : changePane(state, key, { phase: { kind: 'failed', failure } })
    )
  }
}

/** Another shell in the same pane, or the kept one that could not be shown. */
export function openAgain(key: string): void {
  tabStore.setState(state => wantAgain(state, key))
}

/** Takes panes away and ends their shells; with `detach` kept ones go on running on their hosts. */
export function closeTerminals(keys: readonly string[], detach = false): void {
  const panes = keys.flatMap(key => tabStore.getState().panes[key] ?? [])
  tabStore.setState(state => keys.reduce(closePane, state))
  for (const pane of panes) {
    // An engine that does not answer has no shell left either.
    if (isLive(pane) || pane.phase.kind === 'ended')
      void client.terminals.close({ id: pane.id, detach: detach && pane.kept !== undefined }).catch(() => {})
  }
}

/** The shell with this id ended. */
export function shellEnded(id: string, reason: string): void {
  tabStore.setState(state => endShell(state, id, reason))
}

/** Another window watches the shell with this id. */
export function shellTaken(id: string): void {
  tabStore.setState(state => takeShell(state, id))
}

/** Shows a shell here that another window shows now. */
export function takeBack(key: string): void {
  tabStore.setState(state => changePane(state, key, { phase: { kind: 'open' } }))
}

/** What the engine says of the link of a kept shell. */
export function linkChanged(id: string, link: { lost: boolean; reason: string }): void {
  tabStore.setState(state => changeLink(state, id, link, Date.now()))
}

/** Changes what the person or the shell says of a pane. */
export function describePane(
  key: string,
  change: Partial<Pick<TerminalPane, 'name' | 'color' | 'title' | 'cwd' | 'afterEnd'>>
): void {
  tabStore.setState(state => changePane(state, key, change))
}

let restored = false

/** Whether the arrangement of before was read: only then may it be written. */
export const isRestored = (): boolean => restored

/**
 * Takes over the shells that the engine still has, in their arrangement of before. A list that fails is asked for
 * again when the link is back; an arrangement that cannot be read is empty.
 */
export async function restoreTerminals(): Promise<void> {
  const expected = expectedShells(tabStore.getState())
  const [listed, layout] = await Promise.all([
    client.terminals.list().catch(() => null),
    restored ? null : client.terminals.layout().catch(() => null)
  ])
  if (!listed) return
  tabStore.setState(state => bringTogether(state, listed, expected, restored ? null : layout))
  restored = true
}
