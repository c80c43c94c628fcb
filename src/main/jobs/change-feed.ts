/** The queue as differences: all of it first, then what changed, so that a window with 100,000 tasks gets little. */
import type { Job, JobsSnapshot } from '@contract/jobs'
import type { JobsChange } from '@contract/jobs-watch'
import { sameJob } from '@domain/jobs/same-job'

/** One snapshot and when the next will be read by itself. */
export interface TimedSnapshot extends JobsSnapshot {
  readonly nextPoll: string | null
}

/** Jobs of one event: a message of all 100,000 would hold up the window for a second. */
const mostJobs = 2000

/**
 * Each snapshot as a change against the one before; `all` first, and again when more than half of the jobs changed. What
 * is too much for one event goes on as `changes`.
 */
export async function* asChanges(snapshots: AsyncIterable<TimedSnapshot>): AsyncGenerator<JobsChange, void, void> {
  let before: Map<string, Job> | null = null
  for await (const { jobs, ...told } of snapshots) {
    const now = new Map(jobs.map(job => [job.id, job]))
    const difference = before && differenceOf(before, now)
    before = now
    const all = difference === null
    const sent = difference?.changed ?? jobs
    const first = sent.slice(0, mostJobs)
    yield all
      ? { type: 'all', jobs: first, ...told }
      : { type: 'changes', changed: first, removed: difference.removed, ...told }
    for (let at = mostJobs; at < sent.length; at += mostJobs)
      yield { type: 'changes', changed: sent.slice(at, at + mostJobs), removed: [], ...told }
  }
}

/** Null when more than half is another. */
function differenceOf(
  before: ReadonlyMap<string, Job>,
  now: ReadonlyMap<string, Job>
): { changed: Job[]; removed: string[] } | null {
  const changed = [...now.values()].filter(job => {
    const old = before.get(job.id)
    return !old || !sameJob(old, job)
  })
  const removed = [...before.keys()].filter(id => !now.has(id))
  return changed.length + removed.length > Math.max(before.size, now.size) / 2 ? null : { changed, removed }
}
