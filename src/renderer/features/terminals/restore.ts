/** Brings what a window shows and what the engine has together. Pure. */
import type { Terminal, TerminalLayout } from '@contract/terminals'
import { addFound, fromLayout } from './layout-wire'
import { changePane, forgottenReason, type TabsState, type TerminalPane } from './terminal-tabs'

/** A pane whose shell the engine no longer has: a kept one is shown again, another has ended. */
function withoutShell(pane: TerminalPane): Pick<TerminalPane, 'phase'> {
  if (pane.kept) return { phase: { kind: 'wanted' } }
  return { phase: { kind: 'ended', reason: forgottenReason } }
}

/** Panes whose shell the engine has, as far as this window knows. */
const withShell = (state: TabsState): TerminalPane[] =>
  Object.values(state.panes).filter(({ phase }) => ['open', 'waiting', 'elsewhere'].includes(phase.kind))

/** The ids of shells that the engine has, as far as this window knows: those that a list asked for now must have. */
export const expectedShells = (state: TabsState): ReadonlySet<string> => new Set(withShell(state).map(({ id }) => id))

/**
 * @param expected what `expectedShells` was when the list was asked for: one that was opened meanwhile is not on it
 * @param layout the arrangement of an earlier run, for a window that has just started; null later on
 * Panes opened meanwhile stay, behind those of the layout.
 */
export function bringTogether(
  state: TabsState,
  listed: readonly Terminal[],
  expected: ReadonlySet<string>,
  layout: TerminalLayout | null
): TabsState {
  const alive = new Set(listed.map(({ id }) => id))
  const lost = withShell(state).filter(({ id }) => expected.has(id) && !alive.has(id))
  const own = lost.reduce((before, pane) => changePane(before, pane.key, withoutShell(pane)), state)
  if (layout === null) return addFound(own, listed)
  const mine = new Set(Object.values(own.panes).map(({ id }) => id))
  const before = fromLayout(
    layout,
    listed.filter(({ id }) => !mine.has(id))
  )
  return {
    tabs: [...before.tabs, ...own.tabs],
    panes: { ...before.panes, ...own.panes },
    current: own.current ?? before.current
  }
}
