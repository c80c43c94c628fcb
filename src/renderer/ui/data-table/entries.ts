import type { RowKey } from './selection'

/** What a line of the body holds: a row, or the sunk sentence under a row. */
export type Entry<T> =
  | { readonly kind: 'row'; readonly key: RowKey; readonly row: T; readonly place: number }
  | { readonly kind: 'sunk'; readonly key: RowKey; readonly row: T }

/** The lines of a body in order: each row, and under it its sunk line where it has one. */
export function tableEntries<T>(
  rows: readonly T[],
  rowKey: (row: T) => RowKey,
  sunkKeys: ReadonlySet<RowKey> | undefined
): readonly Entry<T>[] {
  const entries: Entry<T>[] = []
  rows.forEach((row, place) => {
    const key = rowKey(row)
    entries.push({ kind: 'row', key, row, place })
    if (sunkKeys?.has(key)) entries.push({ kind: 'sunk', key, row })
  })
  return entries
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
