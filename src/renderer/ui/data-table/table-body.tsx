import type { Virtualizer } from '@tanstack/react-virtual'
import type { DragEvent, MouseEvent, ReactNode } from 'react'
import type { Column } from './columns'
import type { TreeRules } from './data-table'
import styles from './data-table.module.css'
import { type Entries, type Entry, spacers } from './entries'
import type { Selection } from './selection'
import { type RowTone, TableRow } from './table-row'
import type { DropPlace } from './use-drop-target'

interface TableBodyProps<T> {
  id: string
  entries: Entries<T>
  columns: readonly Column<T>[]
  virtual: Virtualizer<HTMLDivElement, Element>
  selection: Selection
  selectable: boolean
  draggable: boolean
  over: DropPlace
  tree: TreeRules<T> | undefined
  tone: ((row: T) => RowTone | undefined) | undefined
  wide: ((row: T) => boolean) | undefined
  renderSunk: ((row: T) => ReactNode) | undefined
  empty: ReactNode
  onClick: (event: MouseEvent) => void
  onDoubleClick: (event: MouseEvent) => void
  onDragStart: (event: DragEvent) => void
}

/** An empty line as high as the rows that are not drawn. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it has no tabindex and cannot have the focus
    <tr aria-hidden='true'>
      <td colSpan={columns} className={styles.spacer} style={{ height }} />
    </tr>
  )
}

function BodyLine<T>({ entry, at, props }: { entry: Entry<T>; at: number; props: TableBodyProps<T> }) {
  const { columns, selection, tree } = props
  if (entry.kind === 'sunk')
    return (
      <tr ref={props.virtual.measureElement} data-index={at}>
        <td colSpan={columns.length} className={styles.sunkCell}>
          {props.renderSunk?.(entry.row)}
        </td>
      </tr>
    )
  return (
    <TableRow
      id={`${props.id}-${entry.place}`}
      place={entry.place}
      row={entry.row}
      columns={columns}
      selected={selection.keys.has(entry.key)}
      cursor={selection.cursor === entry.key}
      selectable={props.selectable}
      draggable={props.draggable}
      dropTarget={props.over === entry.place}
      tone={props.tone?.(entry.row)}
      level={tree?.level(entry.row)}
      expanded={tree?.expanded(entry.row)}
      wide={props.wide?.(entry.row)}
    />
  )
}

/** The rows in sight, between two empty lines that stand for the rest. Events are heard here, not on each row. */
export function TableBody<T>(props: TableBodyProps<T>) {
  const { entries, columns, virtual } = props
  const items = virtual.getVirtualItems()
  const { before, after } = spacers(items, virtual.getTotalSize())
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <tbody onClick={props.onClick} onDoubleClick={props.onDoubleClick} onDragStart={props.onDragStart}>
      <Spacer height={before} columns={columns.length} />
      {items.map(item => {
        const entry = entries.at(item.index)
        return entry && <BodyLine key={item.key} entry={entry} at={item.index} props={props} />
      })}
      <Spacer height={after} columns={columns.length} />
      {entries.count === 0 && props.empty !== undefined && (
        <tr>
          <td colSpan={columns.length} className={styles.empty}>
            {props.empty}
          </td>
        </tr>
      )}
    </tbody>
  )
}
