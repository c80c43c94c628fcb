import { type KeyboardEvent, useRef } from 'react'
import { extendTo, moveCursor, noSelection, type RowKey, selectAll, selectOne, toggle } from './selection'
import { tableAct } from './table-keys'
import { findTyped, type TypedPrefix, typed } from './type-ahead'
import type { SelectionControl } from './use-table-selection'

/** What the keyboard of a list needs to know about its rows. */
export interface KeyboardRows<T> {
  readonly rows: readonly T[]
  readonly mode: 'many' | 'one'
  /** Words a row is found by when typing; without it single keys are left to the screen's own shortcuts. */
  readonly findBy: ((row: T) => string) | undefined
  readonly open: ((row: T) => void) | undefined
  /** Unfolds (true) or folds a row; undefined in a flat list. */
  readonly fold: ((row: T, open: boolean) => void) | undefined
  /** How many rows are in sight. */
  readonly page: () => number
  /** Brings a row into sight. */
  readonly reveal: (key: RowKey) => void
}

/** The keyboard of a list: moves, ranges, all, toggle, open, fold, type-ahead. Returns the keydown handler. */
export function useTableKeyboard<T>(control: SelectionControl, table: KeyboardRows<T>) {
  const prefix = useRef<TypedPrefix | undefined>(undefined)
  const { order, selection, select } = control
  const many = table.mode === 'many'
  const place = selection.cursor === undefined ? -1 : (order.places.get(selection.cursor) ?? -1)
  const row = table.rows[place]

  const find = (character: string, now: number): boolean => {
    const { findBy } = table
    if (findBy === undefined) return false
    prefix.current = typed(prefix.current, character, now)
    const findable = order.keys.map((key, at) => {
      const candidate = table.rows[at]
      return { key, text: candidate === undefined ? '' : findBy(candidate) }
    })
    const found = findTyped(findable, prefix.current.text, place)
    if (found !== undefined) {
      select(selectOne(found))
      table.reveal(found)
    }
    return true
  }

  const act = (event: KeyboardEvent): boolean => {
    const done = tableAct(event)
    if (done === undefined) return false
    const modifiers = { shift: many && event.shiftKey, mod: many && (event.ctrlKey || event.metaKey) }
    if (done.kind === 'move') {
      const next = moveCursor(selection, done.move, modifiers, order, table.page())
      select(next)
      if (next.cursor !== undefined) table.reveal(next.cursor)
      return true
    }
    if (done.kind === 'type') return find(done.character, event.timeStamp)
    if (done.kind === 'all') {
      if (many) select(selectAll(selection, order))
      return many
    }
    if (row === undefined || selection.cursor === undefined) return false
    if (done.kind === 'toggle') {
      if (!many) select(selectOne(selection.cursor))
      else select(event.shiftKey ? extendTo(selection, selection.cursor, order) : toggle(selection, selection.cursor))
      return true
    }
    if (done.kind === 'open') table.open?.(row)
    else table.fold?.(row, done.kind === 'unfold')
    return done.kind === 'open' ? table.open !== undefined : table.fold !== undefined
  }

  return (event: KeyboardEvent) => {
    // Keys of a control inside the table (a sort button, a box to tick) belong to that control.
    if (event.defaultPrevented || event.target !== event.currentTarget) return
    if (event.key === 'Escape' && selection.keys.size > 0) {
      select({ ...noSelection, cursor: selection.cursor })
      return
    }
    if (act(event)) event.preventDefault()
  }
}
