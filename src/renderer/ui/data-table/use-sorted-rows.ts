import { useMemo, useState } from 'react'
import type { Column } from './columns'
import { type Sort, sortRows } from './sorting'

/** How a table is ordered: by itself, or by its owner. */
export interface SortingProps {
  /** The order at first, when the table keeps it itself. */
  readonly initialSort?: Sort
  /** The order now, when the owner keeps it. */
  readonly sort?: Sort | undefined
  readonly onSort?: (sort: Sort) => void
  /** The rows come in order (a tree, a page of the server): the head only shows and asks. */
  readonly presorted?: boolean
}

/** The rows in the order shown, and the way to ask for another. */
export function useSortedRows<T>(rows: readonly T[], columns: readonly Column<T>[], props: SortingProps) {
  const [own, setOwn] = useState(props.initialSort)
  const sort = props.sort ?? own
  const value = columns.find(column => column.id === sort?.column)?.value
  const direction = sort?.direction
  const presorted = props.presorted === true
  const sorted = useMemo(
    () => (presorted || value === undefined || direction === undefined ? rows : sortRows(rows, value, direction)),
    [rows, value, direction, presorted]
  )
  const setSort = (next: Sort) => {
    setOwn(next)
    props.onSort?.(next)
  }
  return { sorted, sort, setSort }
}
