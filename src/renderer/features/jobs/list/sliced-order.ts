/** The order of up to 100,000 rows by a column, found in slices. */
import { compareValues, type Sort, type SortValue } from '../../../ui/data-table/sorting'
import type { Sliced } from './slices'

/** Items between two pauses. */
const piece = 1_000

/** Sorted by `compare`; equal items stay as they came. */
export function* mergeSorted<T>(items: readonly T[], compare: (a: T, b: T) => number): Sliced<T[]> {
  let runs: T[][] = []
  for (let at = 0; at < items.length; at += piece) {
    runs.push(items.slice(at, at + piece).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

function* merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Sliced<T[]> {
  const merged: T[] = []
  let other = 0
  for (const item of left) {
    for (let next = right[other]; next !== undefined && compare(next, item) < 0; next = right[other]) {
      merged.push(next)
      other += 1
    }
    merged.push(item)
    if (merged.length % piece === 0) yield
  }
  return merged.concat(right.slice(other))
}

/** The distinct values in order. Rows share most of their values, so that there are few to compare. */
function* inOrder(values: readonly SortValue[]): Sliced<readonly SortValue[]> {
  if (values.every(value => typeof value === 'number')) return [...Float64Array.from(values).sort()]
  return yield* mergeSorted(values, compareValues)
}

/**
 * Places of the rows in order: element 0 is the row that comes first. Unknown values come last both ways; rows of equal
 * value stay as they came.
 */
export function* orderBy(
  count: number,
  valueAt: (place: number) => SortValue,
  direction: Sort['direction']
): Sliced<readonly number[]> {
  const distinct = new Map<SortValue, number>()
  const values: SortValue[] = []
  for (let at = 0; at < count; at += 1) {
    const value = valueAt(at)
    values.push(value)
    if (value !== undefined) distinct.set(value, 0)
    if (at % piece === 0) yield
  }
  const ordered = yield* inOrder([...distinct.keys()])
  ordered.forEach((value, rank) => {
    distinct.set(value, direction === 'ascending' ? rank : ordered.length - 1 - rank)
  })
  yield
  // Rank and place in one number sort without calling back, a hundred thousand in some milliseconds.
  const both = new Float64Array(count)
  for (let at = 0; at < count; at += 1) both[at] = (distinct.get(values[at]) ?? ordered.length) * count + at
  yield
  both.sort()
  yield
  return Array.from(both, number => number % count)
}
