import type { Entry } from '@contract/files'
import type { SiteView } from '@contract/sites'
import { type DragEvent, type KeyboardEvent, useDeferredValue, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount } from '../../../ui/format'
import { Note } from '../../../ui/note'
import { TextField } from '../../../ui/text-field'
import { FailureNote } from '../acts/failure-note'
import { copyWord } from '../copy-direction'
import { filterEntries, isFolder, sortEntries } from './entry-order'
import { fileColumns } from './file-columns'
import styles from './file-pane.module.css'
import type { Pane } from './pane'
import type { PaneActs } from './pane-acts'
import { PaneHead, usePathEditing } from './pane-head'
import { type PaneKey, paneKey } from './pane-keys'
import { folderMenu, rowMenu } from './pane-menu'
import { paneTrouble } from './pane-trouble'
import { selectionSummary, spaceWords } from './selection-summary'

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

/** One side of the room: head, filter, listing, foot. */
export function FilePane(props: FilePaneProps) {
  const { acts, side, sites, homeFolder } = props
  const { pane } = acts
  const state = useStore(pane.store)
  const { editing, setEditing } = usePathEditing()
  const frame = useRef<HTMLElement>(null)
  const focusList = () => frame.current?.querySelector<HTMLElement>('table')?.focus()
  return (
    <section ref={frame} className={styles.pane} aria-label={`Files, ${side}`} data-side={side}>
      <PaneHead
        pane={pane}
        side={side}
        sites={sites}
        homeFolder={homeFolder}
        menu={folderMenu(acts)}
        editing={editing}
        onEdit={setEditing}
        onLeave={focusList}
      />
      {state.filtering && <Filter pane={pane} filter={state.filter} onDone={focusList} />}
      {state.problem && (
        <FailureNote
          failure={state.problem}
          acts={
            <Button size='small' onClick={() => pane.set({ problem: null })}>
              Dismiss
            </Button>
          }
        />
      )}
      {state.failure && state.entries.length > 0 && <Trouble pane={pane} stale />}
      {state.where ? (
        <Listing {...props} onEditPath={() => setEditing(true)} />
      ) : (
        <div className={styles.nothing}>
          <EmptyState>
            {sites.length > 0
              ? 'The files of a site stand here once one is chosen above.'
              : 'The files of a site stand here once there is one. Sites are added in Settings.'}
          </EmptyState>
        </div>
      )}
    </section>
  )
}

function Filter({ pane, filter, onDone }: { pane: Pane; filter: string; onDone: () => void }) {
  const close = () => {
    pane.set({ filtering: false, filter: '' })
    onDone()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.key === 'Enter' || event.key === 'ArrowDown') onDone()
    if (['Escape', 'Enter', 'ArrowDown'].includes(event.key)) event.preventDefault()
  }
  return (
    <div className={styles.filter}>
      <TextField
        label='Filter names'
        hideLabel
        className={styles.filterField}
        icon='filter'
        placeholder='Part of a name, or *.mrc'
        value={filter}
        onChange={text => pane.set({ filter: text })}
        onKeyDown={onKeyDown}
        autoFocus
      />
      <IconButton icon='close' label='Show all names' keys='escape' onClick={close} />
    </div>
  )
}

/** Why there is no listing, or only an older one, with what helps. */
function Trouble({ pane, stale = false }: { pane: Pane; stale?: boolean }) {
  const failure = useStore(pane.store, state => state.failure)
  const isSite = useStore(pane.store, state => state.where?.kind === 'site')
  if (!failure) return null
  const { what, why, connect } = paneTrouble(failure)
  const again = () => pane.refresh()
  return (
    <Note
      tone={stale ? 'warning' : 'error'}
      what={what}
      acts={
        <>
          {connect && isSite && (
            <Button size='small' kind='primary' onClick={pane.connect}>
              Connect
            </Button>
          )}
          <Button size='small' icon='refresh' onClick={again}>
            Try again
          </Button>
        </>
      }
    >
      {why}
      {stale && ' The list below is the one read before.'}
    </Note>
  )
}

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

function Listing(props: FilePaneProps & { onEditPath: () => void }) {
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

/** The main act on what is selected, and the room that is left. */
function FootEnd({ acts, chosen }: { acts: PaneActs; chosen: () => readonly Entry[] }) {
  const freeBytes = useStore(acts.pane.store, state => state.freeBytes)
  const some = useStore(acts.pane.store, state => state.selection.keys.size > 0)
  const direction = acts.copying()
  return (
    <>
      {some && (
        <Button
          size='small'
          kind='quiet'
          icon={direction.kind === 'download' ? 'download' : 'upload'}
          keys='F5'
          disabledReason={direction.kind === 'none' ? direction.reason : undefined}
          onClick={() => acts.copy(chosen())}
        >
          {copyWord(direction)}
        </Button>
      )}
      <span className={styles.space}>{spaceWords(freeBytes)}</span>
    </>
  )
}

/** What stands in the place of the first row. */
function Nothing({ acts }: { acts: PaneActs }) {
  const { pane } = acts
  const { status, entries, where } = useStore(pane.store)
  if (status === 'failed')
    return (
      <div className={styles.bad}>
        <Trouble pane={pane} />
      </div>
    )
  if (status === 'loading' || status === 'idle')
    return (
      <EmptyState
        act={
          <Button size='small' onClick={pane.stop}>
            Stop
          </Button>
        }
      >
        {where?.kind === 'site' ? 'Asking the site for this folder.' : 'Reading this folder.'}
      </EmptyState>
    )
  if (entries.length > 0) return <AllHidden pane={pane} />
  return (
    <EmptyState
      act={
        <Button size='small' icon='folder-new' keys='F7' onClick={acts.askNewFolder}>
          New folder…
        </Button>
      }
    >
      {status === 'stopped' ? 'Reading was stopped before anything came.' : 'This folder is empty.'}
    </EmptyState>
  )
}

/** Entries there are, but none that may be shown. */
function AllHidden({ pane }: { pane: Pane }) {
  const { filter, entries, hidden } = useStore(pane.store)
  if (filter.trim() === '')
    return (
      <EmptyState
        act={
          <Button size='small' onClick={() => pane.set({ hidden: true })}>
            Show hidden files
          </Button>
        }
      >
        {`All that is here begins with a dot and is hidden: ${countOf(entries.length, 'item')}.`}
      </EmptyState>
    )
  return (
    <EmptyState
      act={
        <Button size='small' onClick={() => pane.set({ filter: '', filtering: false })}>
          Clear the filter
        </Button>
      }
    >
      {`No name fits the filter${hidden ? '' : '; names that begin with a dot are hidden'}.`}
    </EmptyState>
  )
}

function Foot({ pane, rows }: { pane: Pane; rows: readonly Entry[] }) {
  const { status, counted, entries, selection } = useStore(pane.store)
  const summary = useMemo(
    () => selectionSummary({ shown: rows, all: entries.length, selected: selection.keys }),
    [rows, entries, selection]
  )
  if (status === 'loading')
    return (
      <span className={styles.reading}>
        <span>{`Reading, ${formatCount(counted)} so far`}</span>
        <Button size='small' kind='quiet' onClick={pane.stop}>
          Stop
        </Button>
      </span>
    )
  if (status === 'stopped')
    return (
      <span className={styles.reading}>
        <span>{`Stopped after ${countOf(entries.length, 'item')}; there may be more`}</span>
        <Button size='small' kind='quiet' onClick={() => pane.refresh()}>
          Read all
        </Button>
      </span>
    )
  return <span aria-live='polite'>{summary}</span>
}
