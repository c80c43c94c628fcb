import type { Entry } from '@contract/files'
import type { SiteView } from '@contract/sites'
import { joinPath } from '@domain/files/path'
import { type DragEvent, type KeyboardEvent, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import { DataTable } from '../../../ui/data-table/data-table'
import { markRow, type RowKey, type RowOrder, rowOrder } from '../../../ui/data-table/selection'
import { dropReason } from '../desktop-drop'
import { offerDragOut } from '../drag-out'
import { createEntrySorter, filterEntries, isFolder } from './entry-order'
import { fileColumns } from './file-columns'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import type { PaneActs } from './pane-acts'
import { Foot, FootEnd } from './pane-foot'
import { type PaneKey, paneKey } from './pane-keys'
import { rowMenu } from './pane-menu'
import { Nothing } from './pane-notes'
import type { PlaceLists } from './place-menu'

/** What is dragged from a pane; the browser's own transfer cannot carry names that are not text. */
export interface Held {
  readonly from: Pane
  readonly entries: readonly Entry[]
}

/** What a pane needs from the room. */
export interface FilePaneProps {
  readonly acts: PaneActs
  /** `left` or `right`, for those who hear it. */
  readonly side: string
  readonly sites: readonly SiteView[]
  readonly homeFolder: string
  readonly lists: PlaceLists
  readonly held: { current: Held | null }
  readonly onOtherPane: () => void
  /** Gives the keyboard to the list of the tab that is shown now. */
  readonly onFocus: () => void
  /** Files dropped from the desktop; `into` is a folder of the listing. */
  readonly onDesktopDrop: (event: DragEvent, into: Entry | undefined) => void
}

const nameOf = (entry: Entry): string => entry.name

/** The rows now, ordered and filtered. */
function useRows(pane: Pane): readonly Entry[] {
  const entries = useStore(pane.store, state => state.entries)
  const sort = useStore(pane.store, state => state.sort)
  const hidden = useStore(pane.store, state => state.hidden)
  const filter = useDeferredValue(useStore(pane.store, state => state.filter))
  const [sorter] = useState(createEntrySorter)
  const sorted = useMemo(() => sorter(entries, sort), [sorter, entries, sort])
  return useMemo(() => filterEntries(sorted, { hidden, text: filter }), [sorted, hidden, filter])
}

const orders = new WeakMap<readonly Entry[], RowOrder>()

/** The order of these rows, indexed once for as long as they are shown: Insert is held down. */
function orderOf(rows: readonly Entry[]): RowOrder {
  const order = orders.get(rows) ?? rowOrder(rows.map(nameOf))
  orders.set(rows, order)
  return order
}

/** Handlers for what is dropped: from a pane, or from the desktop. */
function dropRules(props: FilePaneProps) {
  const { acts, held, onDesktopDrop } = props
  const { pane } = acts
  return {
    accepts: (event: DragEvent, row: Entry | undefined): 'copy' | 'move' | undefined => {
      if (row && !isFolder(row)) return undefined
      if (held.current?.from === pane) return row && !held.current.entries.includes(row) ? 'move' : undefined
      if (held.current) return acts.copying().kind === 'none' ? undefined : 'copy'
      if (!event.dataTransfer.types.includes('Files')) return undefined
      return dropReason(pane.store.getState(), row !== undefined) === undefined ? 'copy' : undefined
    },
    onDrop: (event: DragEvent, row: Entry | undefined) => {
      const taken = held.current
      held.current = null
      if (taken) acts.take(taken.entries, taken.from, row)
      else onDesktopDrop(event, row)
    }
  }
}

/** What each key does. */
function keyActs(
  props: FilePaneProps & { onEditPath: () => void },
  rows: readonly Entry[],
  chosen: () => readonly Entry[]
): Readonly<Record<PaneKey, () => void>> {
  const { acts, onFocus } = props
  const { pane, tabs } = acts
  const inTabs = (act: () => void) => () => {
    // Drawn at once, so that the next key finds the list of the tab that is shown now.
    flushSync(act)
    onFocus()
  }
  return {
    up: pane.up,
    back: pane.back,
    forward: pane.forward,
    home: acts.goHome,
    rename: () => chosen().length === 1 && acts.ask('rename', chosen()),
    copy: () => acts.copy(chosen()),
    move: () => acts.move(chosen()),
    'new-folder': acts.askNewFolder,
    remove: () => acts.ask('remove', chosen()),
    mark: () => {
      pane.set({ selection: markRow(pane.store.getState().selection, orderOf(rows)) })
    },
    'select-names': () => acts.askNames(rows, true),
    'leave-names': () => acts.askNames(rows, false),
    invert: () => {
      const { selection } = pane.store.getState()
      const keys = new Set(rows.map(nameOf).filter(name => !selection.keys.has(name)))
      pane.set({ selection: { ...selection, keys, anchor: undefined } })
    },
    open: () => {
      const [entry, ...more] = chosen()
      if (entry && more.length === 0) acts.open(entry)
    },
    filter: () => pane.set({ filtering: true }),
    path: props.onEditPath,
    refresh: () => pane.refresh(),
    hidden: () => acts.setHidden(!pane.store.getState().hidden),
    bookmark: acts.toggleBookmark,
    tree: () => pane.set({ tree: !pane.store.getState().tree }),
    compare: acts.compare,
    swap: acts.swap,
    'new-tab': inTabs(tabs.open),
    'close-tab': inTabs(tabs.close),
    'next-tab': inTabs(() => tabs.step(1)),
    'previous-tab': inTabs(() => tabs.step(-1)),
    look: () => {
      const [entry, ...more] = chosen()
      if (entry && more.length === 0) acts.look(entry)
    },
    properties: () => chosen().length === 1 && acts.ask('properties', chosen()),
    keys: () => acts.show('keys'),
    'other-pane': props.onOtherPane
  }
}

/** An open quick look goes to the file that is chosen next. */
function useFollowedLook(acts: PaneActs, rows: readonly Entry[], chosen: ReadonlySet<RowKey>): void {
  const [only, ...more] = chosen
  const name = more.length === 0 ? only : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice moves the look on, nothing else does
  useEffect(() => {
    const entry = name === undefined ? undefined : rows.find(row => row.name === name)
    if (entry) acts.look(entry, true)
  }, [name])
}

/** The rows of a pane, with its keys, menus and drops. */
export function Listing(props: FilePaneProps & { onEditPath: () => void }) {
  const { acts, side, held } = props
  const { pane } = acts
  const state = useStore(pane.store)
  const rows = useRows(pane)
  // The columns' dates are told against the moment the folder was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new folder is a new moment
  const columns = useMemo(() => fileColumns(Date.now(), state.where?.kind), [state.path, state.where?.kind])
  const chosen = () => rows.filter(entry => state.selection.keys.has(entry.name))
  const does = keyActs(props, rows, chosen)
  useFollowedLook(acts, rows, state.selection.keys)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const showsAll = event.key === 'Escape' && state.filter !== ''
    const key = paneKey(event)
    if (showsAll) pane.set({ filter: '', filtering: false })
    else if (key) does[key]()
    else return
    event.preventDefault()
  }
  const onDragStart = (event: DragEvent, dragged: readonly Entry[]) => {
    if (offerDragOut(event, { where: state.where, path: state.path, entries: dragged })) return
    held.current = { from: pane, entries: dragged }
    event.dataTransfer.effectAllowed = 'copyMove'
    // A terminal takes the paths.
    const paths = dragged.map(({ name }) => joinPath(state.path, name))
    event.dataTransfer.setData('application/x-farscope-files', JSON.stringify(paths))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears where a drag ends; the list inside has the role
    <div className={styles.pane} data-list onDragEnd={() => (held.current = null)}>
      <DataTable
        label={`Files at the ${side}. Tab goes to the other pane, Shift Tab to the buttons above.`}
        rows={rows}
        rowKey={nameOf}
        columns={columns}
        presorted
        sort={state.sort}
        onSort={sort => pane.set({ sort })}
        selection={state.selection}
        onSelection={selection => pane.set({ selection })}
        onOpen={acts.open}
        findBy={nameOf}
        onKeyDown={onKeyDown}
        menu={entries => rowMenu(acts, entries)}
        onDragStart={onDragStart}
        drop={dropRules(props)}
        empty={<Nothing acts={acts} />}
        foot={<Foot pane={pane} rows={rows} />}
        footEnd={<FootEnd acts={acts} chosen={chosen} />}
      />
    </div>
  )
}
