/** The engine's cloud runs, followed once for the whole window: the cloud room, the jobs, the strip share one stream. */
import type { Run, RunListEvent } from '@contract/cloud-runs'
import { changedRunList } from '@domain/cloud/runs/list-changes'
import type { Failure } from '@domain/failure'
import { useEffect } from 'react'
import { createStore } from 'zustand'
import { client } from './engine-link'
import { useEngineStream } from './use-engine-stream'

/** Newest first; null before the first answer. `failure` says why the list may be out of date. */
export interface RunFeed {
  readonly runs: readonly Run[] | null
  readonly failure: Failure | null
  /** So much this computer's clock is ahead of AWS's, by which the times of runs are. Milliseconds. */
  readonly aheadMs: number
}

export const runFeed = createStore<RunFeed>(() => ({ runs: null, failure: null, aheadMs: 0 }))

/** No runs, one and the same list each time. */
export const noRuns: readonly Run[] = []

/** Puts a run that a call answered with into the list, without waiting for the stream. */
export function renewRun(run: Run): void {
  runFeed.setState(({ runs }) => ({ runs: changedRunList(runs ?? noRuns, { type: 'changed', runs: [run], gone: [] }) }))
}

/** Mounted once, by the frame. */
export function useFollowRuns(): void {
  const failure = useEngineStream<RunListEvent>(
    'runs',
    signal => client.runs.follow(undefined, { signal }),
    event =>
      runFeed.setState(({ runs }) => ({ runs: changedRunList(runs ?? noRuns, event), aheadMs: event.aheadMs ?? 0 }))
  )
  useEffect(() => runFeed.setState({ failure }), [failure])
}
