import { type KeyboardEvent, useRef } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { SplitPane } from '../../../ui/split-pane'
import { TextField } from '../../../ui/text-field'
import { FailureNote } from '../acts/failure-note'
import styles from './file-pane.module.css'
import { type FilePaneProps, Listing } from './listing'
import type { Pane } from './pane'
import { PaneHead, usePathEditing } from './pane-head'
import { folderMenu } from './pane-menu'
import { Trouble } from './pane-notes'
import { TreePanel } from './tree-panel'

/** One tab of a side: head, filter, listing, foot. */
export function FilePane(props: FilePaneProps) {
  const { acts, side, sites, homeFolder, lists } = props
  const { pane } = acts
  const state = useStore(pane.store)
  const { editing, setEditing } = usePathEditing()
  const frame = useRef<HTMLDivElement>(null)
  const focusList = () => frame.current?.querySelector<HTMLElement>('[data-list] table')?.focus()
  return (
    <div ref={frame} className={styles.pane}>
      <PaneHead
        {...{ acts, side, sites, homeFolder, lists, editing }}
        menu={folderMenu(acts)}
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
        <Rows {...props} tree={state.tree} onEditPath={() => setEditing(true)} />
      ) : (
        <div className={styles.nothing}>
          <EmptyState>
            The files of a place stand here once one is chosen above. Sites are added in Settings.
          </EmptyState>
        </div>
      )}
    </div>
  )
}

/** The listing, and the folder tree beside it when it is wanted. */
function Rows(props: FilePaneProps & { tree: boolean; onEditPath: () => void }) {
  const { tree, acts, side } = props
  const list = { id: `${side} list`, min: '120px', content: <Listing {...props} /> }
  const folders = {
    id: `${side} tree`,
    size: '32%',
    min: '100px',
    content: <TreePanel pane={acts.pane} side={side} />
  }
  return <SplitPane direction='horizontal' sides={tree ? [folders, list] : [list]} />
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
