import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useId,
  useMemo,
  useRef,
  useState
} from 'react'
import { classNames } from '../class-names'
import { ContextMenu, type MenuEntry } from '../menu'
import { type Column, fittingColumns, leastWidth } from './columns'
import styles from './data-table.module.css'
import { type Entry, tableEntries } from './entries'
import { clickRow, type RowKey, type Selection, selectOne } from './selection'
import { TableBody } from './table-body'
import { TableHead } from './table-head'
import type { RowTone } from './table-row'
import { type DropRules, useDropTarget } from './use-drop-target'
import { useElementWidth } from './use-element-width'
import { type SortingProps, useSortedRows } from './use-sorted-rows'
import { useTableKeyboard } from './use-table-keyboard'
import { useTableSelection } from './use-table-selection'

const headHeight = 26
const heights = { normal: 28, tight: 26 }
/** First guess of the height of a sunk line; it is measured once it is drawn. */
const sunkGuess = 44

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
  /** Rows with a sunk line under them (why a job waits), and what stands in it. */
  readonly sunk?: { readonly keys: ReadonlySet<RowKey>; readonly render: (row: T) => ReactNode }
  /** Selection keeps its tint although the focus is elsewhere: the drawer beside it shows this row. */
  readonly active?: boolean
  /** Stands in the place of the first row. */
  readonly empty?: ReactNode
  /** Left of the foot: counts. */
  readonly foot?: ReactNode
  /** Right of the foot: keys, or a fact of the whole. */
  readonly footEnd?: ReactNode
}

/** Place of the row that holds an event's target, by the attribute that each row carries. */
function placeOf(target: EventTarget): number | undefined {
  const line = target instanceof Element ? target.closest('tr[data-place]') : null
  const place = line?.getAttribute('data-place')
  return place === null || place === undefined ? undefined : Number(place)
}

function onTwist(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-twist]') !== null
}

/** Entry index of each row, for scrolling to it: sunk lines shift the rows below them. */
function entryPlaces<T>(entries: readonly Entry<T>[]): ReadonlyMap<RowKey, number> {
  const places = new Map<RowKey, number>()
  entries.forEach((entry, at) => {
    if (entry.kind === 'row') places.set(entry.key, at)
  })
  return places
}

/** The virtual lines of the body and the ways to scroll among them. */
function useLines<T>(entries: readonly Entry<T>[], rowHeight: number) {
  const scroll = useRef<HTMLDivElement>(null)
  const places = useMemo(() => entryPlaces(entries), [entries])
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize: at => (entries[at]?.kind === 'sunk' ? sunkGuess : rowHeight),
    getItemKey: at => `${entries[at]?.kind} ${entries[at]?.key}`,
    overscan: 8,
    // The sticky head covers this much of the view.
    scrollPaddingEnd: headHeight,
    // Before the first layout (and when rendered to text) a screenful is drawn.
    initialRect: { width: 800, height: 600 }
  })
  const reveal = (key: RowKey) => {
    const at = places.get(key)
    if (at !== undefined) virtual.scrollToIndex(at)
  }
  const page = () => Math.floor(((scroll.current?.clientHeight ?? 600) - headHeight) / rowHeight)
  return { scroll, virtual, reveal, page }
}

/**
 * A real table for long lists: sticky head, virtual rows, sort, selection by pointer and keyboard, columns that give
 * way, drag and drop, context menu. One tab stop; the row with the keyboard is the active descendant.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, rowKey, columns, density = 'normal', select: mode = 'many', tree, sunk } = props
  const id = useId()
  const { sorted, sort, setSort } = useSortedRows(rows, columns, props)
  const keys = useMemo(() => sorted.map(rowKey), [sorted, rowKey])
  const control = useTableSelection(keys, props.selection, props.onSelection)
  const { order, selection, select } = control
  const entries = useMemo(() => tableEntries(sorted, rowKey, sunk?.keys), [sorted, rowKey, sunk?.keys])
  const lines = useLines(entries, heights[density])
  const [dragged, setDragged] = useState<ReadonlyMap<string, number>>(new Map())
  const width = useElementWidth(lines.scroll)
  const shown = useMemo(
    () => (width === undefined ? columns : fittingColumns(columns, width, dragged)),
    [columns, width, dragged]
  )
  const [menu, setMenu] = useState<readonly MenuEntry[]>([])
  const drop = useDropTarget(props.drop, placeOf, sorted)

  const rowsOf = (chosen: Selection): readonly T[] =>
    [...chosen.keys]
      .map(key => order.places.get(key) ?? -1)
      .sort((a, b) => a - b)
      .flatMap(place => sorted[place] ?? [])
  /** The selection that an act on this row works on: the selected rows when it is one of them, else it alone. */
  const actingOn = (place: number | undefined): Selection => {
    const key = place === undefined ? undefined : order.keys[place]
    if (mode === 'none' || key === undefined || selection.keys.has(key)) return selection
    const next = selectOne(key)
    select(next)
    return next
  }
  const onKey = useTableKeyboard<T>(control, {
    rows: sorted,
    mode: mode === 'many' ? 'many' : 'one',
    findBy: props.findBy,
    open: props.onOpen,
    fold: tree && ((row, open) => tree.expanded(row) !== undefined && tree.onToggle(row, open)),
    page: lines.page,
    reveal: lines.reveal
  })
  const onClick = (event: MouseEvent) => {
    const place = placeOf(event.target)
    const row = place === undefined ? undefined : sorted[place]
    const key = place === undefined ? undefined : order.keys[place]
    if (row === undefined || key === undefined) return
    if (tree && onTwist(event.target)) tree.onToggle(row, tree.expanded(row) !== true)
    else if (mode !== 'none') {
      const many = mode === 'many'
      select(
        clickRow(
          selection,
          key,
          { shift: many && event.shiftKey, mod: many && (event.ctrlKey || event.metaKey) },
          order
        )
      )
    }
  }
  const onDoubleClick = (event: MouseEvent) => {
    const row = sorted[placeOf(event.target) ?? -1]
    if (row !== undefined && !onTwist(event.target)) props.onOpen?.(row)
  }
  const onContextMenu = (event: MouseEvent) => {
    if (props.menu === undefined) return
    const place = placeOf(event.target)
    // Opened by the menu key there is no row under the pointer: the selected rows are meant.
    const byKey = event.button !== 2
    setMenu(props.menu(place === undefined && !byKey ? [] : rowsOf(actingOn(place))))
  }

  const cursorDrawn =
    selection.cursor !== undefined &&
    lines.virtual.getVirtualItems().some(item => {
      const entry = entries[item.index]
      return entry?.kind === 'row' && entry.key === selection.cursor
    })
  const cursorPlace = cursorDrawn && selection.cursor !== undefined ? order.places.get(selection.cursor) : undefined
  const table = (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles a table can take here allow it
    <table
      role={tree === undefined ? 'grid' : 'treegrid'}
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-multiselectable={mode === 'many' || undefined}
      aria-activedescendant={cursorPlace === undefined ? undefined : `${id}-${cursorPlace}`}
      tabIndex={0}
      className={classNames(styles.table, density === 'tight' && styles.tight)}
      style={{ minWidth: leastWidth(shown, dragged) }}
      onKeyDown={event => {
        if (event.target === event.currentTarget) props.onKeyDown?.(event, rowsOf(selection))
        onKey(event)
      }}
    >
      <colgroup>
        {shown.map(column => (
          <col key={column.id} style={{ width: dragged.get(column.id) ?? column.width }} />
        ))}
      </colgroup>
      <TableHead
        columns={shown}
        sort={sort}
        onSort={setSort}
        tree={tree !== undefined}
        onResize={(column, next) =>
          setDragged(before => {
            const after = new Map(before)
            if (next === undefined) after.delete(column)
            else after.set(column, next)
            return after
          })
        }
      />
      <TableBody
        id={id}
        entries={entries}
        columns={shown}
        virtual={lines.virtual}
        selection={selection}
        selectable={mode !== 'none'}
        draggable={props.onDragStart !== undefined}
        over={drop.over}
        tree={tree}
        tone={props.tone}
        renderSunk={sunk?.render}
        empty={props.empty}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onDragStart={event => props.onDragStart?.(event, rowsOf(actingOn(placeOf(event.target))))}
      />
    </table>
  )
  const scroller = (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list takes drops and its own menu; the grid inside has the role
    <div
      ref={lines.scroll}
      className={classNames(styles.scroll, props.active && styles.active)}
      data-drop={drop.over === 'list' || undefined}
      onContextMenu={onContextMenu}
      {...drop.handlers}
    >
      {table}
    </div>
  )
  return (
    <div className={styles.frame}>
      {props.menu === undefined ? (
        scroller
      ) : (
        <ContextMenu className={styles.menuArea} entries={menu}>
          {scroller}
        </ContextMenu>
      )}
      {(props.foot !== undefined || props.footEnd !== undefined) && (
        <div className={styles.foot}>
          {props.foot}
          <span className={styles.footEnd}>{props.footEnd}</span>
        </div>
      )}
    </div>
  )
}
