/** Things of one resource that share a moment stand beside one another, each in a lane. */
import { timesOf } from './slot-times'

interface Span {
  readonly start: string
  readonly end: string
}

/** A thing, its lane and how many lanes those have that it meets. */
export interface Placed<T> {
  readonly item: T
  readonly lane: number
  readonly lanes: number
  /** How long nothing begins after its end; 0 where something meets it. Milliseconds. */
  readonly free: number
}

/** Things by begin, each in the first lane that is free. Those that meet no other have all the room. */
export function inLanes<T extends Span>(items: readonly T[]): readonly Placed<T>[] {
  const sorted = items.map(item => ({ item, ...timesOf(item) }))
  sorted.sort((a, b) => a.start - b.start || a.end - b.end)
  const placed: Placed<T>[] = []
  let group: { item: T; lane: number }[] = []
  let ends: number[] = []
  const close = (next: number): void => {
    const free = ends.length === 1 ? next - Math.max(...ends) : 0
    for (const one of group) placed.push({ ...one, lanes: ends.length, free })
    group = []
    ends = []
  }
  for (const { item, start, end } of sorted) {
    if (ends.every(free => free <= start)) close(start)
    const free = ends.findIndex(until => until <= start)
    const lane = free === -1 ? ends.length : free
    ends[lane] = end
    group.push({ item, lane })
  }
  close(Number.POSITIVE_INFINITY)
  return placed
}
