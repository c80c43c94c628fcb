import { useEffect, useMemo, useReducer, useRef } from 'react'
import { useStore } from 'zustand'
import { jobFeed } from './job-feed'
import { jobLookup } from './job-lookup'
import { type ListRows, listRows, type RowChoice, type RowSource } from './list-rows'
import { finish, runSliced } from './slices'

/** Lists of up to so many jobs are made at once: that takes less than a frame, and nothing lags behind a key. */
const atOnce = 2_000

const nothing: ListRows = {
  ...{ rows: [], total: 0, shown: 0, tasks: 0, lookup: jobLookup([]) },
  counts: { running: 0, waiting: 0, done: 0, failed: 0, cancelled: 0 }
}

/** The rows of these queues, and of the runs of the cloud, made anew when a queue or the choice changes. Long lists follow a moment later. */
export function useListRows(sites: readonly string[], choice: RowChoice, cloud: RowSource | null): ListRows {
  const { revision, queues } = useStore(jobFeed.store)
  const sources = useMemo<readonly RowSource[]>(
    () => [...sites.flatMap(site => queues.get(site) ?? []), ...(cloud ? [cloud] : [])],
    [sites, queues, cloud]
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the queues change in place, `revision` tells
  const small = useMemo(
    () => (sizeOf(sources) <= atOnce ? finish(listRows(sources, choice)) : null),
    [sources, choice, revision]
  )
  // What was shown last stays until a long list is made: an empty table between would fold what is unfolded.
  const last = useRef(nothing)
  if (small) last.current = small
  const [, drawAnew] = useReducer((count: number) => count + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (small !== null) return
    return runSliced(listRows(sources, choice), rows => {
      last.current = rows
      drawAnew()
    })
  }, [sources, choice, revision, small === null])
  return last.current
}

function sizeOf(sources: readonly RowSource[]): number {
  return sources.reduce((sum, { jobs, tasks }) => sum + jobs.size + tasks.size, 0)
}
