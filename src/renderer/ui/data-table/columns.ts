import type { ReactNode } from 'react'
import type { Sort, SortValue } from './sorting'

/** A column of a `DataTable`. */
export interface Column<T> {
  readonly id: string
  /** Words in the head. Empty only for a column of bars or marks: then `name` says what it is. */
  readonly head: string
  /** Spoken name, where the head is empty or short. */
  readonly name?: string
  readonly cell: (row: T) => ReactNode
  /** What the column sorts by; without it the column does not sort. */
  readonly value?: (row: T) => SortValue
  /** Which way the first click sorts: sizes and times from the large end. */
  readonly sortFirst?: Sort['direction']
  /** CSS pixels. Without it the column takes what is left (at least `minWidth`). */
  readonly width?: number
  /** CSS pixels below which a column without a width is not squeezed; 160 unless told. */
  readonly minWidth?: number
  /** Place in the order in which columns give way when narrow: 1 goes first. Without it the column stays. */
  readonly drop?: number
  /** Narrower than this, in CSS pixels, the table leaves the column out, so that the names keep the room. */
  readonly onlyFrom?: number
  /** Numbers stand at the right. */
  readonly numeric?: boolean
  /** Class for the cells: `dim`, `faint`, `mono faint`. */
  readonly className?: string
}

const defaultMinWidth = 160

/** Width a column asks for, with what the user dragged it to. */
function widthOf<T>(column: Column<T>, dragged: ReadonlyMap<string, number>): number {
  return dragged.get(column.id) ?? column.width ?? column.minWidth ?? defaultMinWidth
}

/**
 * The columns that fit into `available` CSS pixels. Columns give way in their stated order instead of squeezing;
 * the table scrolls sideways only when nothing is left that may go.
 */
export function fittingColumns<T>(
  columns: readonly Column<T>[],
  available: number,
  dragged: ReadonlyMap<string, number> = new Map()
): readonly Column<T>[] {
  const needed = (list: readonly Column<T>[]) => list.reduce((sum, column) => sum + widthOf(column, dragged), 0)
  let fitting = columns.filter(({ onlyFrom = 0 }) => onlyFrom <= available)
  const leaving = fitting.filter(column => column.drop !== undefined)
  leaving.sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0))
  for (const column of leaving) {
    if (needed(fitting) <= available) break
    fitting = fitting.filter(other => other !== column)
  }
  return fitting
}

/** Least width of the table before it scrolls sideways, in CSS pixels. */
export function leastWidth<T>(columns: readonly Column<T>[], dragged: ReadonlyMap<string, number> = new Map()): number {
  return columns.reduce((sum, column) => sum + widthOf(column, dragged), 0)
}

/**
 * What each column that is shown is given, in CSS pixels; undefined: all that the others leave. Where several share what
 * is left, each has at least what it asks for, which a table of fixed layout would not heed.
 */
export function givenWidths<T>(
  shown: readonly Column<T>[],
  available: number | undefined,
  dragged: ReadonlyMap<string, number> = new Map()
): ReadonlyMap<string, number | undefined> {
  const fixed = ({ id, width }: Column<T>): number | undefined => dragged.get(id) ?? width
  const sharing = shown.filter(column => fixed(column) === undefined)
  const more = available === undefined ? 0 : Math.max(0, available - leastWidth(shown, dragged))
  const share = Math.floor(more / Math.max(1, sharing.length))
  return new Map(
    shown.map(column => [
      column.id,
      // The last one takes what the division leaves.
      column === sharing.at(-1) || available === undefined
        ? fixed(column)
        : (fixed(column) ?? widthOf(column, dragged) + share)
    ])
  )
}
