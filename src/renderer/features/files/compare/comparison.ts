/** A comparison of two folders as it comes in: a small store that the view draws. */
import type { FarscopeClient } from '@contract/contract'
import type { Place } from '@contract/files'
import type { ComparisonCounts, Difference } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { createStore, type StoreApi } from 'zustand'
import type { Sort } from '../../../ui/data-table/sorting'
import { naturalKey } from '../pane/entry-order'

/** How files are taken for equal. */
export type CompareBy = 'size-time' | 'checksum'

/** Which differences are seen. */
export type DifferenceFilter = 'all' | Difference['kind']

/** Milliseconds between two pictures of the differences that came. */
const showEveryMs = 200

/** What is known of a comparison. */
export interface ComparisonState {
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed'
  /** In the order in which they were found; perhaps not yet all that were. */
  readonly differences: readonly Difference[]
  /** Differences found so far. */
  readonly found: number
  /** Entries looked at so far, in both trees. */
  readonly entries: number
  /** Files whose checksums were compared so far. */
  readonly checksums: number
  /** Null until all is compared. */
  readonly counts: ComparisonCounts | null
  readonly failure: Failure | null
}

/** A comparison that can be begun, stopped, and begun again. */
export interface Comparison {
  readonly store: StoreApi<ComparisonState>
  start(from: Place, to: Place, by: CompareBy): Promise<void>
  stop(): void
}

const nothing: ComparisonState = {
  status: 'idle',
  differences: [],
  found: 0,
  entries: 0,
  checksums: 0,
  counts: null,
  failure: null
}

/** A comparison not yet begun. `now`: milliseconds since 1970. */
export function createComparison(
  engine: Pick<FarscopeClient['transfers'], 'compare'>,
  now: () => number = Date.now
): Comparison {
  const store = createStore<ComparisonState>(() => nothing)
  let running = new AbortController()

  async function follow(from: Place, to: Place, by: CompareBy, signal: AbortSignal): Promise<void> {
    const came: Difference[] = []
    let progress = { entries: 0, checksums: 0 }
    let shown = now()
    for await (const event of await engine.compare({ from, to, by }, { signal })) {
      if (signal.aborted) return
      if (event.type === 'progress') progress = { entries: event.entries, checksums: event.checksums }
      if (event.type === 'differences') for (const difference of event.differences) came.push(difference)
      if (event.type === 'end') store.setState({ counts: event.counts, status: 'done' })
      if (event.type !== 'end' && now() - shown < showEveryMs) continue
      shown = now()
      // Rows are handed on when a fifth more came: drawing them anew and anew then costs no more than a few times all.
      const more = event.type === 'end' || came.length >= 1.2 * store.getState().differences.length
      store.setState({ ...progress, found: came.length, ...(more && { differences: [...came] }) })
    }
  }

  return {
    store,
    async start(from, to, by) {
      running.abort()
      running = new AbortController()
      const { signal } = running
      store.setState({ ...nothing, status: 'running' })
      try {
        await follow(from, to, by, signal)
      } catch (thrown) {
        if (!signal.aborted) store.setState({ status: 'failed', failure: Failure.from(thrown) })
      }
    },
    stop() {
      running.abort()
      if (store.getState().status === 'running') store.setState({ status: 'stopped' })
    }
  }
}

function orderValue(difference: Difference, column: string): string | number {
  if (column === 'size') return difference.size
  if (column === 'changed') return difference.mtime
  return column === 'kind' ? difference.kind : ''
}

/**
 * The differences of one kind in order, equal ones by name. Without an order they stay as they were found: sorting
 * 100,000 again with each batch would be all that the window does.
 */
export function shownDifferences(
  differences: readonly Difference[],
  filter: DifferenceFilter,
  sort: Sort | undefined
): readonly Difference[] {
  const chosen = filter === 'all' ? differences : differences.filter(({ kind }) => kind === filter)
  if (!sort) return chosen
  const sign = sort.direction === 'ascending' ? 1 : -1
  const nameSign = sort.column === 'path' ? sign : 1
  const keyed = chosen.map(difference => ({
    difference,
    value: orderValue(difference, sort.column),
    name: naturalKey(difference.path)
  }))
  keyed.sort((a, b) => {
    if (a.value !== b.value) return (a.value < b.value ? -1 : 1) * sign
    return (a.name < b.name ? -1 : Number(a.name > b.name)) * nameSign
  })
  return keyed.map(({ difference }) => difference)
}
