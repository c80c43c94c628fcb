import { describe, expect, it } from 'vitest'
import {
  clickRow,
  markRow,
  moveCursor,
  noSelection,
  reconcile,
  rowOrder,
  type Selection,
  selectAll,
  selectOne,
  toggle
} from '../../../../src/renderer/ui/data-table/selection'

const order = rowOrder(['a', 'b', 'c', 'd', 'e'])
const plain = { shift: false, mod: false }
const shift = { shift: true, mod: false }
const mod = { shift: false, mod: true }
const chosen = (selection: Selection) => [...selection.keys].sort().join('')

describe('selecting rows', () => {
  it('takes one row by a click and leaves the others', () => {
    expect(chosen(clickRow(selectOne('a'), 'c', plain, order))).toBe('c')
  })

  it('adds and takes away by Ctrl-click', () => {
    const two = clickRow(selectOne('a'), 'c', mod, order)
    expect(chosen(two)).toBe('ac')
    expect(chosen(clickRow(two, 'a', mod, order))).toBe('c')
  })

  it('takes a range by Shift-click, from the same anchor again and again', () => {
    const first = clickRow(selectOne('c'), 'e', shift, order)
    expect(chosen(first)).toBe('cde')
    expect(chosen(clickRow(first, 'a', shift, order))).toBe('abc')
  })

  it('adds a range by Ctrl-Shift-click', () => {
    const start = toggle(selectOne('a'), 'c')
    expect(chosen(clickRow(start, 'd', { shift: true, mod: true }, order))).toBe('acd')
  })

  it('takes all', () => expect(chosen(selectAll(selectOne('b'), order))).toBe('abcde'))
})

describe('moving in a list', () => {
  it('starts at the near end when nothing has the keyboard', () => {
    expect(moveCursor(noSelection, 'down', plain, order, 3).cursor).toBe('a')
    expect(moveCursor(noSelection, 'up', plain, order, 3).cursor).toBe('e')
  })

  it('stops at the ends', () => {
    expect(moveCursor(selectOne('a'), 'up', plain, order, 3).cursor).toBe('a')
    expect(moveCursor(selectOne('d'), 'page-down', plain, order, 3).cursor).toBe('e')
  })

  it('moves a page less one row, so that one row stays in sight', () => {
    expect(moveCursor(selectOne('a'), 'page-down', plain, order, 3).cursor).toBe('c')
  })

  it('grows and shrinks the range with Shift', () => {
    const two = moveCursor(selectOne('b'), 'down', shift, order, 3)
    expect(chosen(two)).toBe('bc')
    expect(chosen(moveCursor(two, 'up', shift, order, 3))).toBe('b')
    expect(chosen(moveCursor(two, 'first', shift, order, 3))).toBe('ab')
  })

  it('moves only the cursor with Ctrl', () => {
    const moved = moveCursor(selectOne('b'), 'last', mod, order, 3)
    expect([chosen(moved), moved.cursor]).toEqual(['b', 'e'])
  })

  it('does nothing in an empty list', () => {
    expect(moveCursor(noSelection, 'down', plain, rowOrder([]), 3)).toBe(noSelection)
  })
})

describe('marking rows', () => {
  const twice = markRow(markRow(selectOne('a'), order), order)

  it('marks the row with the keyboard and goes on, and takes a mark away', () => {
    expect([chosen(twice), twice.cursor]).toEqual(['ab', 'c'])
    const back = moveCursor(moveCursor(twice, 'up', plain, order, 3), 'up', plain, order, 3)
    expect(chosen(markRow(back, order))).toBe('b')
  })

  it('keeps marks while arrows move, until another row is clicked', () => {
    const moved = moveCursor(twice, 'last', plain, order, 3)
    expect([chosen(moved), moved.cursor]).toEqual(['ab', 'e'])
    expect(chosen(clickRow(moved, 'd', plain, order))).toBe('d')
  })

  it('stays on the last row', () => {
    expect(markRow(selectOne('e'), order)).toMatchObject({ cursor: 'e' })
    expect(markRow(noSelection, rowOrder([]))).toBe(noSelection)
  })
})

describe('a list that changes', () => {
  it('loses the rows that are gone and keeps the rest', () => {
    const before = toggle(selectOne('a'), 'c')
    const after = reconcile(before, rowOrder(['a', 'b']))
    expect([chosen(after), after.cursor]).toEqual(['a', 'a'])
  })

  it('stays the same object when nothing of it is gone', () => {
    const before = selectOne('b')
    expect(reconcile(before, order)).toBe(before)
  })
})
