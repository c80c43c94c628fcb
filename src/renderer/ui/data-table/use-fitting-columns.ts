import { type RefObject, useMemo, useState } from 'react'
import { type Column, fittingColumns, givenWidths, leastWidth } from './columns'
import { useElementWidth } from './use-element-width'

/** The columns that fit into the element now, with the widths the user dragged them to. */
export function useFittingColumns<T>(columns: readonly Column<T>[], element: RefObject<HTMLElement | null>) {
  const [dragged, setDragged] = useState<ReadonlyMap<string, number>>(new Map())
  const width = useElementWidth(element)
  const shown = useMemo(
    () => (width === undefined ? columns : fittingColumns(columns, width, dragged)),
    [columns, width, dragged]
  )
  const resize = (column: string, next: number | undefined) =>
    setDragged(before => {
      const after = new Map(before)
      if (next === undefined) after.delete(column)
      else after.set(column, next)
      return after
    })
  const given = useMemo(() => givenWidths(shown, width, dragged), [shown, width, dragged])
  const widthOf = (column: Column<T>) => given.get(column.id)
  return { shown, resize, widthOf, minWidth: leastWidth(shown, dragged) }
}
