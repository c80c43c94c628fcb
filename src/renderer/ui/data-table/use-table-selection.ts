import { useEffect, useMemo, useState } from 'react'
import { noSelection, type RowKey, type RowOrder, reconcile, rowOrder, type Selection } from './selection'

/** A selection that the table keeps, or that its owner keeps. */
export interface SelectionControl {
  readonly order: RowOrder
  readonly selection: Selection
  readonly select: (selection: Selection) => void
}

/**
 * Ties a selection to the rows that are there now. Rows that went away leave the selection at once in what is
 * shown; the owner is told after the render.
 */
export function useTableSelection(
  keys: readonly RowKey[],
  controlled: Selection | undefined,
  onChange: ((selection: Selection) => void) | undefined
): SelectionControl {
  const [own, setOwn] = useState(noSelection)
  const order = useMemo(() => rowOrder(keys), [keys])
  const given = controlled ?? own
  const selection = useMemo(() => reconcile(given, order), [given, order])
  const select = (next: Selection) => {
    setOwn(next)
    onChange?.(next)
  }
  useEffect(() => {
    if (controlled !== undefined && selection !== controlled) onChange?.(selection)
  }, [controlled, selection, onChange])
  return { order, selection, select }
}
