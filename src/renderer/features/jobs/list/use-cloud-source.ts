import type { Run } from '@contract/cloud-runs'
import { runIsOver } from '@domain/cloud/run-look'
import { cloudSource, runAsJob } from '@domain/jobs/run-as-job'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { noRuns, runFeed } from '../../../client/run-feed'
import type { RowSource } from './list-rows'
import { historyDays } from './site-streams'

/** Milliseconds between two looks at the clock: as often as queues are read. */
const lookMs = 30_000

/** The runs that the queue shows: those that go on, and what ended in the days that jobs are listed. */
export function cloudSourceOf(runs: readonly Run[], now: number): RowSource {
  const since = now - historyDays * 86_400_000
  const shown = runs.filter(run => !runIsOver(run) || (run.endedAt !== null && Date.parse(run.endedAt) >= since))
  return {
    ...{ site: cloudSource, tasks: new Map() },
    jobs: new Map(shown.map(run => [run.id, runAsJob(run, now)])),
    runs: new Map(shown.map(run => [run.id, run]))
  }
}

/** Null where there is none to show. */
export function useCloudSource(visible: boolean): RowSource | null {
  const runs = useStore(runFeed, feed => feed.runs) ?? noRuns
  const aheadMs = useStore(runFeed, feed => feed.aheadMs)
  const [now, setNow] = useState(() => Date.now())
  const going = runs.some(run => !runIsOver(run))
  useEffect(() => {
    if (!visible || !going) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), lookMs)
    return () => clearInterval(timer)
  }, [visible, going])
  return useMemo(() => {
    const source = cloudSourceOf(runs, now - aheadMs)
    return source.jobs.size === 0 ? null : source
  }, [runs, now, aheadMs])
}
