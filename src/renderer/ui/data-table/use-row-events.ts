import { type DragEvent, type MouseEvent, useState } from 'react'
import type { MenuEntry } from '../menu'
import type { DataTableProps } from './data-table'
import { clickRow, type Selection, selectOne } from './selection'
import type { SelectionControl } from './use-table-selection'

/** Place of the row that holds an event's target, by the attribute that each row carries. */
export function placeOf(target: EventTarget): number | undefined {
  const line = target instanceof Element ? target.closest('tr[data-place]') : null
  const place = line?.getAttribute('data-place')
  return place === null || place === undefined ? undefined : Number(place)
}

function onTwist(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-twist]') !== null
}

/** What the pointer does in a table: select, unfold, open, drag, ask for the menu. `sorted`: the rows as shown. */
export function useRowEvents<T>(props: DataTableProps<T>, sorted: readonly T[], control: SelectionControl) {
  const { select: mode = 'many', tree } = props
  const { order, selection, select } = control
  const [menu, setMenu] = useState<readonly MenuEntry[]>([])

  const rowsOf = (chosen: Selection): readonly T[] =>
    [...chosen.keys]
      .map(key => order.places.get(key) ?? -1)
      .sort((a, b) => a - b)
      .flatMap(place => sorted[place] ?? [])

  /** The rows that an act on this row works on: the selected ones when it is among them, else it alone. */
  const actingOn = (place: number | undefined): readonly T[] => {
    const key = place === undefined ? undefined : order.keys[place]
    if (mode === 'none' || key === undefined || selection.keys.has(key)) return rowsOf(selection)
    const next = selectOne(key)
    select(next)
    return rowsOf(next)
  }

  const onClick = (event: MouseEvent) => {
    const place = placeOf(event.target) ?? -1
    const row = sorted[place]
    const key = order.keys[place]
    if (row === undefined || key === undefined) return
    const many = mode === 'many'
    const modifiers = { shift: many && event.shiftKey, mod: many && (event.ctrlKey || event.metaKey) }
    if (tree && onTwist(event.target)) tree.onToggle(row, tree.expanded(row) !== true)
    else if (mode !== 'none') select(clickRow(selection, key, modifiers, order))
  }
  const onDoubleClick = (event: MouseEvent) => {
    const row = sorted[placeOf(event.target) ?? -1]
    if (row !== undefined && !onTwist(event.target)) props.onOpen?.(row)
  }
  const onContextMenu = (event: MouseEvent) => {
    const place = placeOf(event.target)
    // Opened by the menu key there is no row under the pointer: the selected rows are meant.
    const byKey = event.button !== 2
    if (props.menu) setMenu(props.menu(place === undefined && !byKey ? [] : actingOn(place)))
  }
  const onDragStart = (event: DragEvent) => props.onDragStart?.(event, actingOn(placeOf(event.target)))

  return { menu, rowsOf, onContextMenu, body: { onClick, onDoubleClick, onDragStart } }
}
