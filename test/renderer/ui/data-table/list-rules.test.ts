import { describe, expect, it } from 'vitest'
import { type Column, fittingColumns, givenWidths, leastWidth } from '../../../../src/renderer/ui/data-table/columns'
import { spacers, tableEntries } from '../../../../src/renderer/ui/data-table/entries'
import { rowOrder } from '../../../../src/renderer/ui/data-table/selection'
import { compareValues, nextSort, sortRows } from '../../../../src/renderer/ui/data-table/sorting'
import { tableAct } from '../../../../src/renderer/ui/data-table/table-keys'
import { findTyped, typed } from '../../../../src/renderer/ui/data-table/type-ahead'

describe('sorting', () => {
  it('counts numbers in names', () => {
    expect(sortRows(['it10', 'it9', 'It1'], row => row, 'ascending')).toEqual(['It1', 'it9', 'it10'])
  })

  it('puts unknown last both ways', () => {
    const rows = [3, undefined, 1]
    expect(sortRows(rows, row => row, 'ascending')).toEqual([1, 3, undefined])
    expect(sortRows(rows, row => row, 'descending')).toEqual([3, 1, undefined])
  })

  it('keeps the order of equal rows, so that a second sort keeps the first', () => {
    const rows = [
      { n: 1, k: 'x' },
      { n: 1, k: 'y' }
    ]
    expect(sortRows(rows, row => row.n, 'descending').map(row => row.k)).toEqual(['x', 'y'])
  })

  it('gives names that differ only in case one order', () => {
    expect(compareValues('A', 'a')).toBe(-compareValues('a', 'A'))
    expect(compareValues('A', 'a')).not.toBe(0)
  })

  it('turns round on the same column and starts a new column its own way', () => {
    expect(nextSort({ column: 'name', direction: 'ascending' }, 'name').direction).toBe('descending')
    expect(nextSort({ column: 'name', direction: 'ascending' }, 'size', 'descending')).toEqual({
      column: 'size',
      direction: 'descending'
    })
  })
})

describe('columns that give way', () => {
  const column = (id: string, width: number, drop?: number): Column<string> => ({
    id,
    head: id,
    cell: row => row,
    width,
    ...(drop !== undefined && { drop })
  })
  const columns = [column('name', 200), column('limit', 80, 1), column('asked', 100, 2), column('state', 100)]
  const ids = (width: number, dragged?: ReadonlyMap<string, number>) =>
    fittingColumns(columns, width, dragged).map(shown => shown.id)

  it('stay while there is room', () => expect(ids(480)).toEqual(['name', 'limit', 'asked', 'state']))
  it('go in their stated order', () => {
    expect(ids(479)).toEqual(['name', 'asked', 'state'])
    expect(ids(399)).toEqual(['name', 'state'])
  })
  it('can be left to wide tables, so that names keep the room', () => {
    const wide: Column<string> = { ...column('owner', 50, 1), onlyFrom: 640 }
    const shown = (width: number) => fittingColumns([column('name', 200), wide], width).map(({ id }) => id)
    expect(shown(639)).toEqual(['name'])
    expect(shown(640)).toEqual(['name', 'owner'])
  })
  it('never all go: those without an order stay', () => expect(ids(10)).toEqual(['name', 'state']))
  it('count what the user dragged', () => expect(ids(480, new Map([['name', 280]]))).not.toContain('limit'))
  it('say from which width on the table scrolls', () => expect(leastWidth(columns)).toBe(480))

  it('share what is left, each with at least what it asks for; the last takes the rest', () => {
    const free = (id: string, minWidth: number): Column<string> => ({ id, head: id, cell: row => row, minWidth })
    const shared = [free('name', 240), { ...free('cost', 80), width: 80 }, free('why', 100)]
    const widths = (available: number | undefined) => [...givenWidths(shared, available).values()]
    expect(widths(521)).toEqual([290, 80, undefined])
    expect(widths(400)).toEqual([240, 80, undefined])
    expect(widths(undefined)).toEqual([undefined, 80, undefined])
    expect(givenWidths(shared, 521, new Map([['name', 300]])).get('name')).toBe(300)
  })
})

describe('keys of a list', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {}) =>
    tableAct({ key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...held })

  it('move, open, take all, unfold', () => {
    expect(press('PageDown')).toEqual({ kind: 'move', move: 'page-down' })
    expect(press('Enter')).toEqual({ kind: 'open' })
    expect(press('a', { metaKey: true })).toEqual({ kind: 'all' })
    expect(press('ArrowRight')).toEqual({ kind: 'unfold' })
  })
  it('type what is a character, and space selects', () => {
    expect(press('é')).toEqual({ kind: 'type', character: 'é' })
    expect(press(' ')).toEqual({ kind: 'toggle' })
  })
  it('leave the keys of others alone', () => {
    expect(press('c', { ctrlKey: true })).toBeUndefined()
    expect(press('ArrowUp', { altKey: true })).toBeUndefined()
    expect(press('F5')).toBeUndefined()
  })
})

describe('typing to find a row', () => {
  const rows = ['gain', 'grid1', 'grid2', 'motion'].map(text => ({ key: text, text }))

  it('finds by the beginning, whatever the case', () => expect(findTyped(rows, 'GRID2', -1)).toBe('grid2'))
  it('stays on a row that still fits the longer word', () => expect(findTyped(rows, 'gri', 1)).toBe('grid1'))
  it('walks through rows by the same letter, round the end', () => {
    expect(findTyped(rows, 'g', 0)).toBe('grid1')
    expect(findTyped(rows, 'gg', 2)).toBe('gain')
  })
  it('finds nothing where nothing fits', () => expect(findTyped(rows, 'x', 0)).toBeUndefined())
  it('starts a new word after a pause', () => {
    const first = typed(undefined, 'g', 0)
    expect(typed(first, 'r', 700).text).toBe('gr')
    expect(typed(first, 'm', 900).text).toBe('m')
  })
})

describe('lines of a body', () => {
  it('put a sunk line under its row and count only rows', () => {
    const keys = ['a', 'b', 'c']
    const entries = tableEntries(keys, keys, rowOrder(keys).places, new Set(['b']))
    const lines = [0, 1, 2, 3].map(line => entries.at(line))
    expect(lines.map(entry => `${entry?.kind} ${entry?.key}`)).toEqual(['row a', 'row b', 'sunk b', 'row c'])
    expect(lines[3]).toMatchObject({ place: 2 })
    expect(keys.map(key => entries.lineOf(key))).toEqual([0, 1, 3])
    expect([entries.count, entries.at(4), new Set([0, 1, 2, 3].map(entries.keyAt)).size]).toEqual([4, undefined, 4])
  })

  it('stand in for what is out of sight', () => {
    expect(
      spacers(
        [
          { start: 280, end: 308 },
          { start: 308, end: 336 }
        ],
        2800
      )
    ).toEqual({ before: 280, after: 2464 })
    expect(spacers([], 0)).toEqual({ before: 0, after: 0 })
  })
})
