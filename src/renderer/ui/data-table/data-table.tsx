import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useMemo } from 'react'
import { classNames } from '../class-names'
import { ContextMenu, type MenuEntry } from '../menu'
import type { Column } from './columns'
import styles from './data-table.module.css'
import { tableEntries } from './entries'
import { ListFoot } from './list-foot'
import type { RowKey, Selection } from './selection'
import { TableBody } from './table-body'
import { TableHead } from './table-head'
import type { RowTone } from './table-row'
import { type DropRules, useDropTarget } from './use-drop-target'
import { useFittingColumns } from './use-fitting-columns'
import { useLines } from './use-lines'
import { placeOf, useRowEvents } from './use-row-events'
import { type SortingProps, useSortedRows } from './use-sorted-rows'
import { useTableKeyboard } from './use-table-keyboard'
import { useTableSelection } from './use-table-selection'

const heights = { normal: 28, tight: 26 }

/** Rows that unfold. The owner gives the rows flat, children after their parent. */
export interface TreeRules<T> {
  /** Depth from 1. */
  readonly level: (row: T) => number
  /** Whether the row is unfolded; undefined for a row without children. */
  readonly expanded: (row: T) => boolean | undefined
  readonly onToggle: (row: T, open: boolean) => void
}

/** What a table shows and does. */
export interface DataTableProps<T> extends SortingProps {
  /** Spoken name of the table. */
  readonly label: string
  readonly rows: readonly T[]
  readonly rowKey: (row: T) => RowKey
  /** The first column names the row. Keep the array the same between renders. */
  readonly columns: readonly Column<T>[]
  /** Panels are tight: rows 26, text 12. */
  readonly density?: 'normal' | 'tight'
  readonly select?: 'many' | 'one' | 'none'
  readonly selection?: Selection
  readonly onSelection?: (selection: Selection) => void
  /** Enter or double click. */
  readonly onOpen?: (row: T) => void
  /** Words a row is found by when typing. Without it single keys stay free for shortcuts. */
  readonly findBy?: (row: T) => string
  /** Called before the table's own keys; `preventDefault` keeps the table from acting. */
  readonly onKeyDown?: (event: KeyboardEvent, rows: readonly T[]) => void
  /** Menu for the selected rows; with no rows it is the menu of the list itself. */
  readonly menu?: (rows: readonly T[]) => readonly MenuEntry[]
  /** Puts what is dragged into the transfer. */
  readonly onDragStart?: (event: DragEvent, rows: readonly T[]) => void
  readonly drop?: DropRules<T>
  readonly tree?: TreeRules<T>
  readonly tone?: (row: T) => RowTone | undefined
  /** Rows whose first cell stands over all columns: heads of groups. */
  readonly wide?: (row: T) => boolean
  /** Rows with a sunk line under them (why a job waits), and what stands in it. */
  readonly sunk?: { readonly keys: ReadonlySet<RowKey>; readonly render: (row: T) => ReactNode }
  /** Selection keeps its tint although the focus is elsewhere: the drawer beside it shows this row. */
  readonly active?: boolean
  /** Rows that come in do not push the row with the keyboard out of sight. */
  readonly follow?: boolean
  /** Stands in the place of the first row. */
  readonly empty?: ReactNode
  /** Left of the foot: counts. */
  readonly foot?: ReactNode
  /** Right of the foot: keys, or a fact of the whole. */
  readonly footEnd?: ReactNode
}

/** Everything a table knows and hears, put together from its hooks. */
function useDataTable<T>(props: DataTableProps<T>) {
  const { rows, rowKey, columns, density = 'normal', select: mode = 'many', tree, sunk } = props
  const sorting = useSortedRows(rows, columns, props)
  const { sorted } = sorting
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey])
  const control = useTableSelection(keys, props.selection, props.onSelection)
  const { places } = control.order
  const entries = useMemo(() => tableEntries(sorted, keys, places, sunk?.keys), [sorted, keys, places, sunk?.keys])
  const lines = useLines(entries, heights[density])
  const fitting = useFittingColumns(columns, lines.scroll)
  const events = useRowEvents(props, sorted, control)
  const drop = useDropTarget(props.drop, placeOf, sorted)
  const ownKeys = useTableKeyboard<T>(control, {
    rows: sorted,
    mode: mode === 'many' ? 'many' : 'one',
    findBy: props.findBy,
    open: props.onOpen,
    fold: tree && ((row, open) => tree.expanded(row) !== undefined && tree.onToggle(row, open)),
    page: lines.page,
    reveal: lines.reveal
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target === event.currentTarget) props.onKeyDown?.(event, events.rowsOf(control.selection))
    if (mode !== 'none') ownKeys(event)
  }
  const { cursor } = control.selection
  useRevealed(cursor, props.follow === true, lines)
  const cursorPlace = cursor !== undefined && lines.isDrawn(cursor) ? control.order.places.get(cursor) : undefined
  return { sorting, control, entries, lines, fitting, events, drop, onKeyDown, cursorPlace }
}

/** Brings the row with the keyboard into sight when it is another one; with `follow` also when its place changes. */
function useRevealed<T>(cursor: RowKey | undefined, follow: boolean, lines: ReturnType<typeof useLines<T>>) {
  const place = cursor === undefined ? undefined : lines.placeOf(cursor)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row and its place decide, not how the lines are drawn
  useEffect(() => {
    if (cursor !== undefined && place !== undefined) lines.reveal(cursor)
  }, [cursor, place !== undefined, follow ? place : undefined])
}

/** The grid itself: one tab stop; the row with the keyboard is the active descendant. */
function Grid<T>({ props, table }: { props: DataTableProps<T>; table: ReturnType<typeof useDataTable<T>> }) {
  const id = useId()
  const { sorting, control, entries, lines, fitting, events, drop, onKeyDown, cursorPlace } = table
  const { tree, select: mode = 'many' } = props
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles a table can take here allow it
    <table
      role={tree === undefined ? 'grid' : 'treegrid'}
      aria-label={props.label}
      aria-rowcount={sorting.sorted.length + 1}
      aria-multiselectable={mode === 'many' || undefined}
      aria-activedescendant={cursorPlace === undefined ? undefined : `${id}-${cursorPlace}`}
      tabIndex={0}
      className={classNames(styles.table, props.density === 'tight' && styles.tight)}
      style={{ minWidth: fitting.minWidth }}
      onKeyDown={onKeyDown}
    >
      <colgroup>
        {fitting.shown.map(column => (
          <col key={column.id} style={{ width: fitting.widthOf(column) }} />
        ))}
      </colgroup>
      <TableHead
        columns={fitting.shown}
        sort={sorting.sort}
        onSort={sorting.setSort}
        onResize={fitting.resize}
        tree={tree !== undefined}
      />
      <TableBody
        id={id}
        entries={entries}
        columns={fitting.shown}
        virtual={lines.virtual}
        selection={control.selection}
        selectable={mode !== 'none'}
        draggable={props.onDragStart !== undefined}
        over={drop.over}
        tree={tree}
        tone={props.tone}
        wide={props.wide}
        renderSunk={props.sunk?.render}
        empty={props.empty}
        {...events.body}
      />
    </table>
  )
}

/**
 * A real table for long lists: sticky head, virtual rows, sort, selection by pointer and keyboard, columns that give
 * way, drag and drop, context menu.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const table = useDataTable(props)
  const { events, drop, lines } = table
  const scroller = (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list takes drops and its own menu; the grid inside has the role
    <div
      ref={lines.scroll}
      className={classNames(styles.scroll, props.active && styles.active)}
      data-drop={drop.over === 'list' || undefined}
      onContextMenu={events.onContextMenu}
      {...drop.handlers}
    >
      <Grid props={props} table={table} />
    </div>
  )
  return (
    <div className={styles.frame}>
      {props.menu === undefined ? (
        scroller
      ) : (
        <ContextMenu className={styles.menuArea} entries={events.menu}>
          {scroller}
        </ContextMenu>
      )}
      {(props.foot !== undefined || props.footEnd !== undefined) && (
        <ListFoot end={props.footEnd}>{props.foot}</ListFoot>
      )}
    </div>
  )
}
