import type { Entry } from '@contract/files'
import type { SiteView } from '@contract/sites'
import { type DragEvent, type KeyboardEvent, useDeferredValue, useMemo } from 'react'
import { useStore } from 'zustand'
import { DataTable } from '../../../ui/data-table/data-table'
import { filterEntries, isFolder, sortEntries } from './entry-order'
import { fileColumns } from './file-columns'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import type { PaneActs } from './pane-acts'
import { Foot, FootEnd } from './pane-foot'
import { type PaneKey, paneKey } from './pane-keys'
import { rowMenu } from './pane-menu'
import { Nothing } from './pane-notes'

/** What is dragged between the panes; the browser's own transfer cannot carry names that are not text. */
export interface Held {
  readonly from: Pane
  readonly names: readonly string[]
}

/** What a pane needs from the room. */
export interface FilePaneProps {
  readonly acts: PaneActs
  /** `left` or `right`, for those who hear it. */
  readonly side: string
  readonly sites: readonly SiteView[]
  readonly homeFolder: string
  readonly held: { current: Held | null }
  readonly onOtherPane: () => void
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
  const sorted = useMemo(() => sortEntries(entries, sort), [entries, sort])
  return useMemo(() => filterEntries(sorted, { hidden, text: filter }), [sorted, hidden, filter])
}

/** Handlers for what is dropped: from the other pane, or from the desktop. */
function dropRules(props: FilePaneProps) {
  const { acts, held, onDesktopDrop } = props
  const { pane } = acts
  return {
    accepts: (event: DragEvent, row: Entry | undefined): 'copy' | undefined => {
      if (row && !isFolder(row)) return undefined
      if (held.current) {
        const fits = held.current.from !== pane && acts.copying().kind !== 'none'
        return fits ? 'copy' : undefined
      }
      const { where } = pane.store.getState()
      return where?.kind === 'site' && event.dataTransfer.types.includes('Files') ? 'copy' : undefined
    },
    onDrop: (event: DragEvent, row: Entry | undefined) => {
      const taken = held.current
      held.current = null
      if (taken) acts.take(taken.names, taken.from, row)
      else onDesktopDrop(event, row)
    }
  }
}

/** The rows of a pane, with its keys, menus and drops. */
export function Listing(props: FilePaneProps & { onEditPath: () => void }) {
  const { acts, side, held } = props
  const { pane } = acts
  const state = useStore(pane.store)
  const rows = useRows(pane)
  // The columns' dates are told against the moment the folder was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new folder is a new moment
  const columns = useMemo(() => fileColumns(Date.now()), [state.path])
  const chosen = () => rows.filter(entry => state.selection.keys.has(entry.name))
  const does: Record<PaneKey, () => void> = {
    up: pane.up,
    back: pane.back,
    rename: () => chosen().length === 1 && acts.ask('rename', chosen()),
    copy: () => acts.copy(chosen()),
    'new-folder': acts.askNewFolder,
    remove: () => acts.ask('remove', chosen()),
    filter: () => pane.set({ filtering: true }),
    path: props.onEditPath,
    refresh: () => pane.refresh(),
    hidden: () => pane.set({ hidden: !state.hidden }),
    'other-pane': props.onOtherPane
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.target === event.currentTarget ? paneKey(event) : undefined
    if (!key) return
    event.preventDefault()
    does[key]()
  }
  const onDragStart = (event: DragEvent, dragged: readonly Entry[]) => {
    held.current = { from: pane, names: dragged.map(nameOf) }
    event.dataTransfer.effectAllowed = 'copy'
    // Without data of some type no drag begins.
    event.dataTransfer.setData('application/x-farscope-files', '')
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears where a drag ends; the list inside has the role
    <div className={styles.pane} onDragEnd={() => (held.current = null)}>
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
