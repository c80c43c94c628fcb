/** Which column orders the rows, and which way. */
export interface Sort {
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

/** What a row can be ordered by. `undefined` is unknown and comes last both ways. */
export type SortValue = string | number | bigint | boolean | undefined

/** Natural order: `it9` before `it10`, letters of any case together. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Order of two values of one column, ascending; unknown last. */
export function compareValues(a: SortValue, b: SortValue): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  if (typeof a === 'string' && typeof b === 'string') {
    // Same letters in another case must still have one order, or rows would jump when the list is read again.
    return collator.compare(a, b) || (a < b ? -1 : Number(a > b))
  }
  return a < b ? -1 : Number(a > b)
}

/** Rows in order; rows with equal values stay as they came, so a second sort keeps the first. */
export function sortRows<T>(
  rows: readonly T[],
  value: (row: T) => SortValue,
  direction: Sort['direction']
): readonly T[] {
  const keyed = rows.map(row => ({ row, value: value(row) }))
  const sign = direction === 'ascending' ? 1 : -1
  keyed.sort((a, b) => {
    const unknown = a.value === undefined || b.value === undefined
    return compareValues(a.value, b.value) * (unknown ? 1 : sign)
  })
  return keyed.map(entry => entry.row)
}

/** The sort after a click on a column's head: the other way round on the same column, else the column's own way. */
export function nextSort(sort: Sort | undefined, column: string, first: Sort['direction'] = 'ascending'): Sort {
  if (sort?.column !== column) return { column, direction: first }
  return { column, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' }
}
