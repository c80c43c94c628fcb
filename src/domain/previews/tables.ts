/** Tables out of texts: STAR and delimited values. */
import { parseStar, type StarBlock } from '../relion/star'

/** A table that is shown. */
export interface PreviewTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** There are more rows than these. */
  readonly cut: boolean
}

/** Bytes of a text that tables are made of; the rest is left out. */
export const tableBytes = 4 * 1024 * 1024
/** Cells of all tables of a file together. */
const mostCells = 200_000
/** Letters of a cell, columns, and tables of a file. */
const mostLetters = 400
const mostColumns = 500
const mostTables = 50

/** The blocks of a STAR file; lists of single values are tables of names and values. `whole`: the text is all of it. */
export function starTables(text: string, whole: boolean): PreviewTable[] {
  const { blocks, cut } = parseStar(whole ? text : lastWholeLine(text), mostCells)
  let cells = mostCells
  return blocks.slice(0, mostTables).map((block, at) => {
    const table = bounded(block.name === '' ? 'data_' : block.name, ...columnsAndRows(block), cells)
    cells -= table.rows.length * table.columns.length
    return { ...table, cut: table.cut || cut || (!whole && at === blocks.length - 1) }
  })
}

function columnsAndRows({ table, values }: StarBlock): [readonly string[], readonly (readonly string[])[]] {
  return table ? [table.columns, table.rows] : [['name', 'value'], [...values]]
}

function bounded(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  cells: number
): PreviewTable {
  const kept = columns.slice(0, mostColumns)
  const most = Math.max(0, Math.floor(cells / Math.max(1, kept.length)))
  const shown = rows.slice(0, most).map(row => kept.map((_, at) => (row[at] ?? '').slice(0, mostLetters)))
  const titles = kept.map(title => title.slice(0, mostLetters))
  return { name: name.slice(0, mostLetters), columns: titles, rows: shown, cut: rows.length > most }
}

const lastWholeLine = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1)

/** What stands between the values of a line: the sign that the first line has most of. */
function delimiterOf(text: string): string {
  const line = text.slice(0, 4096).split('\n', 1)[0] ?? ''
  const signs = [',', '\t', ';']
  return signs.toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ','
}

/** Comma-separated values (RFC 4180), or with tabs or semicolons; the first line names the columns. */
export function delimitedTable(text: string, name: string, whole: boolean): PreviewTable {
  const rows = delimitedRows(whole ? text : lastWholeLine(text), delimiterOf(text))
  const [columns = [], ...rest] = rows
  const table = bounded(name, columns, rest, mostCells)
  return { ...table, cut: table.cut || !whole || rows.length > mostCells }
}

/** At most one row more than `mostCells`. A quote that never ends takes the rest of the text. */
function delimitedRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (let at = 0; at < text.length && rows.length <= mostCells; ) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at + 1, delimiter) : plainCell(text, at, delimiter)
    row.push(cell)
    const stop = text[end]
    at = end + 1
    if (stop === delimiter && at < text.length) continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}

function plainCell(text: string, from: number, delimiter: string): { cell: string; end: number } {
  let end = from
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
  const cell = text.slice(from, end)
  return { cell: cell.endsWith('\r') ? cell.slice(0, -1) : cell, end }
}

function quotedCell(text: string, from: number, delimiter: string): { cell: string; end: number } {
  let close = text.indexOf('"', from)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  const quoteEnd = close < 0 ? text.length : close
  const { end } = plainCell(text, Math.min(text.length, quoteEnd + 1), delimiter)
  return { cell: text.slice(from, quoteEnd).replaceAll('""', '"'), end }
}
