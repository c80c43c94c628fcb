import { type KeyboardEvent, useRef } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { TextField } from '../../../ui/text-field'
import { FailureNote } from '../acts/failure-note'
import styles from './file-pane.module.css'
import { type FilePaneProps, Listing } from './listing'
import type { Pane } from './pane'
import { PaneHead, usePathEditing } from './pane-head'
import { folderMenu } from './pane-menu'
import { Trouble } from './pane-notes'

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
