/** Where the cells of the heat map stand, and which one a pointer or a key means. Lengths in CSS pixels. */

/** How all cells of a map are drawn: few have their name beside them, thousands are small squares. */
export interface HeatPlan {
  /** Side of a square. */
  readonly size: number
  /** From the left edge of a cell to that of the next, and from row to row. */
  readonly stepX: number
  readonly stepY: number
  /** Letters of the name beside the square; 0 without. */
  readonly letters: number
  /** Whether there is room for figures below the name. */
  readonly figures: boolean
}

const gap = 2
const smallest = 8
const largest = 22
/** A square with its name and figures: the longest usual ones are `128/128 CPU`. */
const full = { size: 30, stepY: 42, letters: 11, before: 8 } as const
/** A square with its name: room between them, after them, and of one letter in 11 px JetBrains Mono. */
const named = { size: 16, stepY: 24, before: 6, after: 14, letter: 6.7, most: 14 } as const

/**
 * The plan for `count` cells on `width`, in about `height`: names where they fit, else squares as large as fit, at
 * least 8 (then the map is higher and scrolls).
 * @param longest letters of the longest name
 */
export function heatPlan(count: number, width: number, height: number, longest: number): HeatPlan {
  const letters = Math.min(named.most, Math.max(1, longest))
  const fullX = Math.ceil(full.size + full.before + Math.max(letters, full.letters) * named.letter + named.after)
  if (Math.ceil(count / columnsOf(fullX, width)) * full.stepY <= height)
    return { size: full.size, stepX: fullX, stepY: full.stepY, letters, figures: true }
  const stepX = Math.ceil(named.size + named.before + letters * named.letter + named.after)
  if (Math.ceil(count / columnsOf(stepX, width)) * named.stepY <= height)
    return { size: named.size, stepX, stepY: named.stepY, letters, figures: false }
  const side = Math.floor(Math.sqrt((Math.max(1, width) * height) / Math.max(1, count)))
  const size = Math.min(largest, Math.max(smallest, side - gap))
  return { size, stepX: size + gap, stepY: size + gap, letters: 0, figures: false }
}

function columnsOf(stepX: number, width: number): number {
  return Math.max(1, Math.floor((width + gap) / stepX))
}

/** One group's grid. */
export interface HeatGrid {
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
}

/** The grid of `count` cells that has `width` at most. */
export function heatGrid(plan: HeatPlan, count: number, width: number): HeatGrid {
  const columns = Math.max(1, Math.min(count, columnsOf(plan.stepX, width)))
  const rows = Math.ceil(count / columns)
  return { columns, rows, width: columns * plan.stepX, height: rows * plan.stepY }
}

/** The place of a cell's left top corner. */
export function cellAt(plan: HeatPlan, grid: HeatGrid, place: number): { readonly x: number; readonly y: number } {
  return { x: (place % grid.columns) * plan.stepX, y: Math.floor(place / grid.columns) * plan.stepY }
}

/** The cell under a point of the grid; undefined beside the cells. */
export function cellUnder(plan: HeatPlan, grid: HeatGrid, count: number, x: number, y: number): number | undefined {
  const column = Math.floor(x / plan.stepX)
  const row = Math.floor(y / plan.stepY)
  if (x < 0 || y < 0 || column >= grid.columns) return undefined
  const place = row * grid.columns + column
  return place < count ? place : undefined
}

/** The cell that a key leads to from another; undefined for a key that does not move. */
export function cellAfterKey(grid: HeatGrid, count: number, place: number, key: string): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns },
    ...{ PageUp: -10 * grid.columns, PageDown: 10 * grid.columns, Home: -count, End: count }
  }
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined
  if (step === undefined) return undefined
  const next = place + step
  // A column that ends above keeps the cursor where it is; pages and ends go as far as there are cells.
  if ((key === 'ArrowUp' || key === 'ArrowDown') && (next < 0 || next >= count)) return place
  return Math.min(count - 1, Math.max(0, next))
}
