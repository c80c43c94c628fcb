/** The arrangement of the terminals as it is kept over restarts (contract/terminals, `layout`), both ways. Pure. */
import type { LayoutNode, LayoutPane, Terminal, TerminalLayout } from '@contract/terminals'
import { onePane, type PaneTree, paneKeys, resizeSplit } from './pane-tree'
import { newTab, noTabs, type TabsState, type TerminalPane, type TerminalTab } from './terminal-tabs'

function layoutPane(pane: TerminalPane): LayoutPane {
  const { key, id, place, kept, name, color } = pane
  // A new shell in this pane's place starts where the old one was, as far as it told.
  const folder = pane.cwd ?? pane.folder
  return {
    ...{ kind: 'pane', key, id, place },
    ...(folder !== undefined && { folder }),
    ...(kept && { kept }),
    ...(name !== undefined && { name }),
    ...(color !== undefined && { color })
  }
}

function layoutNode(tree: PaneTree, panes: TabsState['panes']): LayoutNode | null {
  if (tree.kind === 'pane') {
    const pane = panes[tree.key]
    return pane ? layoutPane(pane) : null
  }
  const children = tree.children.flatMap(({ share, node }) => {
    const inner = layoutNode(node, panes)
    return inner ? [{ share, node: inner }] : []
  })
  return { kind: 'split', direction: tree.direction, children }
}

/** What is kept of the window's terminals. */
export function toLayout(state: TabsState): TerminalLayout {
  const tabs = state.tabs.flatMap(({ key, name, root }) => {
    const node = layoutNode(root, state.panes)
    return node ? [{ key, root: node, ...(name !== undefined && { name }) }] : []
  })
  return { version: 1, tabs: tabs.slice(0, 100), current: state.current }
}

function layoutPanes(node: LayoutNode): readonly LayoutPane[] {
  return node.kind === 'pane' ? [node] : node.children.flatMap(child => layoutPanes(child.node))
}

/** The shape alone; a split of one, which a broken file may hold, is its child. */
function treeOf(node: LayoutNode): PaneTree {
  if (node.kind === 'pane') return onePane(node.key)
  const [first] = node.children
  if (first && node.children.length === 1) return treeOf(first.node)
  const children = node.children.map(child => ({ share: child.share, node: treeOf(child.node) }))
  const split: PaneTree = { kind: 'split', direction: node.direction, children }
  const shares = children.map(({ share }) => share)
  return resizeSplit(split, [], shares)
}

/** A pane of an earlier run whose shell the engine no longer has: kept shells are shown again, others are new. */
function sleepingPane(saved: LayoutPane): TerminalPane {
  const { key, id, place, folder, kept, name, color } = saved
  return {
    ...{ key, id, place, folder, kept, name, color, title: null, cwd: null, phase: { kind: 'wanted' } },
    ...(!kept && { afterEnd: true })
  }
}

/** A pane whose shell the engine has. One that ended or lost its link says so when it is watched. */
export function livePane(terminal: Terminal, key: string, saved?: LayoutPane): TerminalPane {
  const { id, place, kept } = terminal
  const { folder, name, color } = saved ?? {}
  return {
    key,
    id,
    place,
    folder,
    kept: kept ?? undefined,
    name,
    color,
    title: null,
    cwd: null,
    phase: { kind: 'open' }
  }
}

/**
 * The terminals of a window that just started: those of the layout in their places, and behind them a tab for each
 * shell of the engine that the layout does not name. Shells still being opened belong to whoever asked for them.
 * A layout that names a pane twice is no layout.
 */
export function fromLayout(layout: TerminalLayout, listed: readonly Terminal[]): TabsState {
  const alive = new Map(listed.filter(({ state }) => state !== 'opening').map(one => [one.id, one]))
  const saved = layout.tabs.flatMap(tab => layoutPanes(tab.root))
  const sound = new Set(saved.map(({ key }) => key)).size === saved.length && isUnique(layout.tabs.map(tab => tab.key))
  const panes = Object.fromEntries(
    (sound ? saved : []).map(pane => {
      const terminal = alive.get(pane.id)
      return [pane.key, terminal ? livePane(terminal, pane.key, pane) : sleepingPane(pane)]
    })
  )
  const tabs = (sound ? layout.tabs : []).map(({ key, name, root }): TerminalTab => {
    const tree = treeOf(root)
    return { key, name, root: tree, focused: paneKeys(tree)[0] ?? key, zoomed: false, broadcast: [] }
  })
  const current = tabs.some(({ key }) => key === layout.current) ? layout.current : (tabs[0]?.key ?? null)
  return addFound(sound ? { tabs, panes, current } : noTabs, [...alive.values()])
}

const isUnique = (keys: readonly string[]): boolean => new Set(keys).size === keys.length

/** Gives each shell of the engine that no pane shows a tab at the end. */
export function addFound(state: TabsState, listed: readonly Terminal[]): TabsState {
  const known = new Set(Object.values(state.panes).map(({ id }) => id))
  const found = listed.filter(({ id, state: phase }) => !known.has(id) && phase !== 'opening')
  const panes = Object.fromEntries(found.map(terminal => [terminal.id, livePane(terminal, terminal.id)]))
  const tabs = [...state.tabs, ...found.map(({ id }) => newTab(id))]
  return { tabs, panes: { ...state.panes, ...panes }, current: state.current ?? tabs[0]?.key ?? null }
}
