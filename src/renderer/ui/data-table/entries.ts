import type { RowKey } from './selection'

/** What a line of the body holds: a row, or the sunk sentence under a row. */
export type Entry<T> =
  | { readonly kind: 'row'; readonly key: RowKey; readonly row: T; readonly place: number }
  | { readonly kind: 'sunk'; readonly key: RowKey; readonly row: T }

/** The lines of a body in order. Each is made when it is drawn: of 100,000 only some forty are. */
export interface Entries<T> {
  readonly count: number
  at(line: number): Entry<T> | undefined
  /** Key of a line, unlike that of any other; a text that is there already. */
  keyAt(line: number): RowKey
  isSunk(line: number): boolean
  /** Line of a row, from the top: sunk lines shift the rows below them. */
  lineOf(key: RowKey): number | undefined
}

/** Each row, and under it its sunk line where it has one. `keys` and `places` are those of the rows. */
export function tableEntries<T>(
  rows: readonly T[],
  keys: readonly RowKey[],
  places: ReadonlyMap<RowKey, number>,
  sunkKeys: ReadonlySet<RowKey> | undefined
): Entries<T> {
  // Lines of the sunk sentences, ascending: few, mostly none.
  const sunk = [...(sunkKeys ?? [])]
    .flatMap(key => places.get(key) ?? [])
    .sort((a, b) => a - b)
    .map((place, before) => place + before + 1)
  const above = (line: number): number => sunk.reduce((count, one) => count + Number(one < line), 0)
  const isSunk = (line: number): boolean => sunk.includes(line)
  const placeAt = (line: number): number => (isSunk(line) ? line - 1 : line) - above(isSunk(line) ? line - 1 : line)
  return {
    count: rows.length + sunk.length,
    isSunk,
    at(line) {
      const place = placeAt(line)
      const [row, key] = [rows[place], keys[place]]
      if (row === undefined || key === undefined) return undefined
      return isSunk(line) ? { kind: 'sunk', key, row } : { kind: 'row', key, row, place }
    },
    keyAt: line => (isSunk(line) ? `\0sunk ${keys[placeAt(line)]}` : (keys[placeAt(line)] ?? '')),
    lineOf(key) {
      const place = places.get(key)
      return place === undefined ? undefined : sunk.reduce((line, one) => line + Number(one <= line), place)
    }
  }
}

/** Heights of the empty lines that stand for the rows out of sight, in CSS pixels. */
export function spacers(
  items: readonly { readonly start: number; readonly end: number }[],
  total: number
): { readonly before: number; readonly after: number } {
  const first = items[0]
  const last = items.at(-1)
  if (first === undefined || last === undefined) return { before: 0, after: 0 }
  return { before: first.start, after: Math.max(0, total - last.end) }
}
