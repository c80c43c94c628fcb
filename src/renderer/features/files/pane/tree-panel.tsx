import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../../../client/engine-link'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { type Selection, selectOne } from '../../../ui/data-table/selection'
import { Icon } from '../../../ui/icon'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import styles from './file-pane.module.css'
import { createFolderTree, type TreeRow, treeRows } from './folder-tree'
import type { Pane } from './pane'

const pathOf = (row: TreeRow): string => row.path

/** Room for a name beside its arrow and icon, in CSS pixels. */
const nameRoom = 128

/** Levels that stay in sight before the folder shown. */
const levelsBefore = 3

/** The one column: wide enough for a name at the deepest level, sideways beyond the panel where it must be. */
function treeColumns(levels: number): readonly Column<TreeRow>[] {
  return [
    {
      id: 'folder',
      head: 'Folders',
      minWidth: nameRoom + 16 * (levels - 1),
      cell: ({ name, state }) => (
        <span className={styles.entry}>
          <span className={styles.icon}>
            <Icon name='folder' size={14} />
          </span>
          <MiddleEllipsis name={name} />
          {state === 'reading' && <span className='faint'>reading</span>}
          {state === 'unreadable' && <span className='faint'>not readable</span>}
        </span>
      )
    }
  ]
}

/** The tree of a pane's place, kept with what the pane reads. */
function useFolderTree(pane: Pane) {
  const [tree] = useState(() => createFolderTree(client.files))
  const where = useStore(pane.store, state => state.where)
  const path = useStore(pane.store, state => state.path)
  const entries = useStore(pane.store, state => state.entries)
  const ready = useStore(pane.store, state => state.status === 'ready')
  useEffect(() => tree.close, [tree])
  useEffect(() => {
    if (where) tree.reveal(where, path)
  }, [tree, where, path])
  useEffect(() => {
    if (ready) tree.feed(path, entries)
  }, [tree, ready, path, entries])
  return tree
}

/** The folders of the place; a click or Enter shows one in the list beside it. */
export function TreePanel({ pane, side }: { pane: Pane; side: string }) {
  const tree = useFolderTree(pane)
  const state = useStore(tree.store)
  const path = useStore(pane.store, shown => shown.path)
  const hidden = useStore(pane.store, shown => shown.hidden)
  const rows = useMemo(() => treeRows(state, { hidden, shown: path }), [state, hidden, path])
  const levels = rows.reduce((most, { level }) => Math.max(most, level), 1)
  const columns = useMemo(() => treeColumns(levels), [levels])
  const [selection, setSelection] = useState<Selection>(selectOne(path))
  const byPointer = useRef(false)
  const [touched, setTouched] = useState(false)
  useEffect(() => {
    setSelection(selectOne(path))
    setTouched(false)
  }, [path])
  const frame = useRef<HTMLDivElement>(null)
  const level = rows.find(row => row.path === path)?.level ?? 1
  useEffect(() => {
    // Where the way is deep, its beginning gives way to the name at its end.
    if (!touched) frame.current?.querySelector('table')?.parentElement?.scrollTo({ left: (level - levelsBefore) * 16 })
  }, [touched, level])
  const select = (next: Selection) => {
    setSelection(next)
    // Arrow keys pass many folders on their way: only a click or Enter reads one.
    if (byPointer.current && next.cursor !== undefined && next.cursor !== path) pane.go(next.cursor)
  }
  return (
    <div
      ref={frame}
      className={styles.pane}
      onPointerDownCapture={() => {
        byPointer.current = true
        setTouched(true)
      }}
      onKeyDownCapture={() => {
        byPointer.current = false
        setTouched(true)
      }}
      onWheelCapture={() => setTouched(true)}
    >
      <DataTable
        label={`Folder tree, ${side}`}
        density='tight'
        select='one'
        rows={rows}
        rowKey={pathOf}
        columns={columns}
        presorted
        follow={!touched}
        selection={selection}
        onSelection={select}
        onOpen={row => row.path !== path && pane.go(row.path)}
        tree={{
          level: row => row.level,
          expanded: row => row.expanded,
          onToggle: (row, open) => tree.toggle(row.path, open)
        }}
      />
    </div>
  )
}
