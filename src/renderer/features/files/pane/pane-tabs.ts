/** The tabs of one side: each is a pane of its own, one is shown. */
import { createStore, type StoreApi } from 'zustand'
import type { Pane } from './pane'

/** A tab. */
export interface PaneTab {
  readonly id: string
  readonly pane: Pane
}

/** The tabs of a side, in order; there is always one. */
export interface PaneTabsState {
  readonly tabs: readonly [PaneTab, ...PaneTab[]]
  readonly current: string
}

/** What can be done with the tabs of a side. */
export interface PaneTabs {
  readonly store: StoreApi<PaneTabsState>
  /** The pane that is shown. */
  current(): Pane
  /** Opens a tab right of the one shown, in the folder of that one or in a folder of it. */
  open(path?: string): void
  /** Closes a tab (the one shown unless told); the last one stays. Returns whether it closed. */
  close(id?: string): boolean
  choose(id: string): void
  /** The next (1) or previous (-1) tab, round the ends. */
  step(by: 1 | -1): void
}

/** The tab that is shown. */
export function currentTab({ tabs, current }: PaneTabsState): PaneTab {
  return tabs.find(({ id }) => id === current) ?? tabs[0]
}

/** A side with one tab that shows nothing yet. */
export function createPaneTabs(createPane: () => Pane, newId: () => string): PaneTabs {
  const newTab = (): PaneTab => ({ id: newId(), pane: createPane() })
  const first = newTab()
  const store = createStore<PaneTabsState>(() => ({ tabs: [first], current: first.id }))
  const { getState: get, setState: set } = store
  const place = (id: string): number => get().tabs.findIndex(tab => tab.id === id)
  const current = (): Pane => currentTab(get()).pane

  return {
    store,
    current,
    open(path) {
      const shown = current().store.getState()
      const tab = newTab()
      const [head, ...rest] = get().tabs
      const at = place(get().current)
      set({ tabs: [head, ...rest.slice(0, at), tab, ...rest.slice(at)], current: tab.id })
      tab.pane.set({ hidden: shown.hidden, tree: shown.tree, sort: shown.sort })
      if (shown.where) tab.pane.show(shown.where, path ?? shown.path)
    },
    close(id = get().current) {
      const at = place(id)
      const [head, ...rest] = get().tabs.filter(tab => tab.id !== id)
      const closed = get().tabs[at]
      if (!head || !closed) return false
      const left = [head, ...rest] as const
      const neighbour = left[Math.min(at, left.length - 1)] ?? head
      // What it was still reading is not wanted any more.
      closed.pane.stop()
      set({ tabs: left, current: id === get().current ? neighbour.id : get().current })
      return true
    },
    choose(id) {
      if (place(id) >= 0) set({ current: id })
    },
    step(by) {
      const { tabs } = get()
      const next = tabs[(place(get().current) + by + tabs.length) % tabs.length]
      if (next) set({ current: next.id })
    }
  }
}
