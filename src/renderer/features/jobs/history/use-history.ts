/** Past jobs and weeks as the engine's store has them, read again when what is asked for changes. */
import type { FarscopeClient } from '@contract/contract'
import type { FailureData } from '@contract/errors'
import type { JobWeek, PastJob } from '@contract/jobs-history'
import { Failure } from '@domain/failure'
import { useEffect, useState } from 'react'
import { useLink } from '../../../client/engine-link'
import type { HistoryQuery } from './history-choices'

/** Jobs in the first answer, which comes at once, and in each of the others. */
const firstPage = 200
const laterPage = 5_000
/** Jobs that the list holds at most; the foot says when there are more. */
export const mostJobs = 50_000
/** Milliseconds of no typing before the engine is asked. */
const typingMs = 250
/** Weeks in the plots: half a year. */
const plottedWeeks = 26

/** What is known of the list. `total`: how many there are; null before the first answer. */
export interface PastJobs {
  readonly jobs: readonly PastJob[]
  readonly total: number | null
  readonly failure: FailureData | null
}

const nothing: PastJobs = { jobs: [], total: null, failure: null }

type History = FarscopeClient['jobs']['history']

/**
 * Reads all pages of a query, the newest jobs first, and tells of what it has after each. Ends early at `mostJobs`.
 * Throws what the engine throws.
 */
export async function readHistory(
  history: History,
  query: HistoryQuery,
  signal: AbortSignal,
  tell: (read: { jobs: readonly PastJob[]; total: number }) => void
): Promise<void> {
  let jobs: readonly PastJob[] = []
  for (;;) {
    const limit = Math.min(jobs.length === 0 ? firstPage : laterPage, mostJobs - jobs.length)
    const page = await history({ ...query, limit, offset: jobs.length }, { signal })
    if (signal.aborted) return
    jobs = [...jobs, ...page.jobs]
    tell({ jobs, total: page.total })
    if (page.jobs.length < limit || jobs.length >= Math.min(page.total, mostJobs)) return
  }
}

/** The jobs of a query; `nonce` reads them again. What was read last stays until the first answer. */
export function usePastJobs(client: FarscopeClient, query: HistoryQuery, nonce: number, visible: boolean): PastJobs {
  const [read, setRead] = useState<PastJobs>(nothing)
  const { state, generation } = useLink()
  const key = JSON.stringify(query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the query, the others ask again
  useEffect(() => {
    if (!visible || state !== 'open') return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      readHistory(client.jobs.history, query, controller.signal, answer => setRead({ ...answer, failure: null })).catch(
        (thrown: unknown) => {
          if (!controller.signal.aborted) setRead(before => ({ ...before, failure: Failure.from(thrown).toData() }))
        }
      )
    }, typingMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [client, key, nonce, visible, state, generation])
  return read
}

/** Throughput and efficiency by week; null before the first answer, or without one: the list says why. */
export function useWeeks(
  client: FarscopeClient,
  site: string | null,
  nonce: number,
  visible: boolean
): readonly JobWeek[] | null {
  const [weeks, setWeeks] = useState<readonly JobWeek[] | null>(null)
  const { state, generation } = useLink()
  // biome-ignore lint/correctness/useExhaustiveDependencies: nonce and generation ask again
  useEffect(() => {
    if (!visible || state !== 'open') return
    const controller = new AbortController()
    const { signal } = controller
    client.jobs.weeks({ sites: site === null ? [] : [site], weeks: plottedWeeks }, { signal }).then(
      answer => !signal.aborted && setWeeks(answer),
      () => undefined
    )
    return () => controller.abort()
  }, [client, site, nonce, visible, state, generation])
  return weeks
}
