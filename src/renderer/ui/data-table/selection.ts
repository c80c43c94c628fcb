/** Key of a row: stable while the row lives, unique in its table. */
export type RowKey = string

/** What is selected in a list: the rows, where a range began, and the row with the keyboard. */
export interface Selection {
  readonly keys: ReadonlySet<RowKey>
  /** Where a range starts that Shift extends. Without one the rows were marked, and arrows leave marks alone. */
  readonly anchor: RowKey | undefined
  /** The row that arrows move from. It may be outside the selection (after Ctrl-arrow). */
  readonly cursor: RowKey | undefined
}

/** Nothing selected. */
export const noSelection: Selection = { keys: new Set(), anchor: undefined, cursor: undefined }

/** The rows of a list in the order shown, with the place of each. */
export interface RowOrder {
  readonly keys: readonly RowKey[]
  readonly places: ReadonlyMap<RowKey, number>
}

/** Indexes the order of a list, so that finding a row does not walk all of it. */
export function rowOrder(keys: readonly RowKey[]): RowOrder {
  return { keys, places: new Map(keys.map((key, place) => [key, place])) }
}

/** One row and only it. */
export function selectOne(key: RowKey): Selection {
  return { keys: new Set([key]), anchor: key, cursor: key }
}

/** Adds or takes away one row (Ctrl-click, Space). */
export function toggle(selection: Selection, key: RowKey): Selection {
  const keys = new Set(selection.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, anchor: key, cursor: key }
}

/** From the anchor to this row (Shift-click, Shift-arrow); `keep` adds the range to what was selected. */
export function extendTo(selection: Selection, key: RowKey, order: RowOrder, keep = false): Selection {
  const start = selection.anchor ?? selection.cursor
  const anchor = start !== undefined && order.places.has(start) ? start : key
  const from = order.places.get(anchor) ?? 0
  const to = order.places.get(key) ?? from
  const range = order.keys.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { keys: new Set(keep ? [...selection.keys, ...range] : range), anchor, cursor: key }
}

/** Every row (Ctrl-A). The cursor stays. */
export function selectAll(selection: Selection, order: RowOrder): Selection {
  return { keys: new Set(order.keys), anchor: order.keys[0], cursor: selection.cursor ?? order.keys[0] }
}

/** Whether all of these rows are there: asked at each key press, so nothing is copied for it. */
function holds(order: RowOrder, keys: ReadonlySet<RowKey>): boolean {
  for (const key of keys) if (!order.places.has(key)) return false
  return true
}

/** What is left of a selection when the list changed: rows that are gone are gone, the rest stays. */
export function reconcile(selection: Selection, order: RowOrder): Selection {
  const has = (key: RowKey | undefined) => key === undefined || order.places.has(key)
  if (holds(order, selection.keys) && has(selection.anchor) && has(selection.cursor)) return selection
  const kept = [...selection.keys].filter(has)
  return {
    keys: new Set(kept),
    anchor: has(selection.anchor) ? selection.anchor : kept[0],
    cursor: has(selection.cursor) ? selection.cursor : kept[0]
  }
}

/** How a pointer or a key changes a selection. */
export interface Modifiers {
  readonly shift: boolean
  /** Control, or Command on macOS. */
  readonly mod: boolean
}

/** The selection after a click on a row. */
export function clickRow(selection: Selection, key: RowKey, modifiers: Modifiers, order: RowOrder): Selection {
  if (modifiers.shift) return extendTo(selection, key, order, modifiers.mod)
  return modifiers.mod ? toggle(selection, key) : selectOne(key)
}

/** Keys that move in a list. */
export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'

/** Row that a move from the cursor reaches; undefined only in an empty list. `page` is how many rows are in sight. */
export function moveTarget(selection: Selection, move: Move, order: RowOrder, page: number): RowKey | undefined {
  const last = order.keys.length - 1
  const at = selection.cursor === undefined ? undefined : order.places.get(selection.cursor)
  if (move === 'first' || (at === undefined && (move === 'down' || move === 'page-down'))) return order.keys[0]
  if (move === 'last' || at === undefined) return order.keys[last]
  const steps = { up: -1, down: 1, 'page-up': -Math.max(1, page - 1), 'page-down': Math.max(1, page - 1) }
  return order.keys[Math.min(last, Math.max(0, at + steps[move]))]
}

/** Marks a row, or takes its mark away, and goes on to the next (Insert in Midnight Commander). */
export function markRow(selection: Selection, order: RowOrder): Selection {
  const key = selection.cursor ?? order.keys[0]
  const place = key === undefined ? undefined : order.places.get(key)
  if (key === undefined || place === undefined) return selection
  // A row that is chosen only because the keyboard came to it was not yet marked by anybody.
  const fresh = selection.anchor === key && selection.keys.size === 1 && selection.keys.has(key)
  const { keys } = fresh ? selection : toggle(selection, key)
  return { keys, anchor: undefined, cursor: order.keys[place + 1] ?? key }
}

/**
 * The selection after a move key. With Control, or when rows are marked, only the cursor goes; with Shift the range
 * grows.
 */
export function moveCursor(
  selection: Selection,
  move: Move,
  modifiers: Modifiers,
  order: RowOrder,
  page: number
): Selection {
  const target = moveTarget(selection, move, order, page)
  if (target === undefined) return selection
  if (modifiers.shift) return extendTo(selection, target, order)
  const marked = selection.anchor === undefined && selection.keys.size > 0
  return modifiers.mod || marked ? { ...selection, cursor: target } : selectOne(target)
}
