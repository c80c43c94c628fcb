/** What follows the polls of a site: the queue, its changes, the cluster. Nothing here asks SLURM anything itself. */
import type { Job, JobsSnapshot } from '@contract/jobs'
import type { Cluster } from '@contract/jobs-cluster'
import type { JobsChange } from '@contract/jobs-watch'
import { unknownCluster } from '@domain/jobs/cluster'
import { foldArrays, withoutHistory } from '@domain/jobs/fold'
import { createAttendance } from './attendance'
import { asChanges, type TimedSnapshot } from './change-feed'
import type { QueueState } from './poller'
import type { QueueQuery } from './scheduler'
import type { SitePolls } from './site-polls'

type Signal = AbortSignal | undefined

export interface ListQuery extends QueueQuery {
  readonly site: string
  readonly unfoldTasks: boolean
}

export interface Watching {
  watch(query: ListQuery, clientId: string, signal: Signal): AsyncGenerator<JobsSnapshot, void, void>
  watchChanges(query: ListQuery, clientId: string, signal: Signal): AsyncGenerator<JobsChange, void, void>
  watchCluster(site: string, clientId: string, signal: Signal): AsyncGenerator<Cluster, void, void>
  /** Whether a window is in front of a person; it is until it says otherwise. */
  attend(clientId: string, front: boolean): void
  /**
   * Follows the user's own jobs of a site in the background until the returned function is called: every 1 to 5 minutes,
   * without prompts, not at all while the computer is offline.
   */
  keepWatch(site: string): () => void
}

/** Days of accounting behind a background watch: enough for a job that ended while the computer slept over a weekend. */
const quietHistoryDays = 3

export function createWatching(polls: SitePolls): Watching {
  const attendance = createAttendance(() => polls.reconsider())
  const front = (clientId: string) => () => attendance.inFront(clientId)
  /** Several windows show one reading alike; it is folded once. */
  const folded = new WeakMap<QueueState['records'], Map<string, Job[]>>()

  function jobsOf(state: QueueState, query: ListQuery): Job[] {
    const past = query.historyDays > 0
    const form = `${query.allUsers} ${past} ${query.unfoldTasks}`
    const forms = folded.get(state.records) ?? new Map<string, Job[]>()
    folded.set(state.records, forms)
    const present = forms.get(form)
    if (present) return present
    const mine = state.records.filter(record => query.allUsers || record.user === state.user)
    // The poller may ask further back for somebody else; who wants the queue alone gets no finished jobs.
    const jobs = foldArrays(past ? mine : withoutHistory(mine), query.unfoldTasks)
    forms.set(form, jobs)
    return jobs
  }

  async function* snapshots(query: ListQuery, clientId: string, signal: Signal): AsyncGenerator<TimedSnapshot> {
    const { allUsers, historyDays } = query
    for await (const state of polls.of(query.site).poller.follow({ allUsers, historyDays }, signal, front(clientId)))
      yield {
        jobs: jobsOf(state, query),
        asOf: state.asOf,
        error: state.error?.toData() ?? null,
        accounting: state.accounting,
        nextPoll: state.nextPoll
      }
  }

  return {
    async *watch(query, clientId, signal) {
      for await (const { nextPoll: _, ...snapshot } of snapshots(query, clientId, signal)) yield snapshot
    },
    watchChanges: (query, clientId, signal) => asChanges(snapshots(query, clientId, signal)),
    async *watchCluster(site, clientId, signal) {
      const query = { allUsers: false, historyDays: 0, cluster: true }
      for await (const state of polls.of(site).poller.follow(query, signal, front(clientId)))
        yield {
          ...(state.cluster ?? unknownCluster),
          asOf: state.cluster ? state.asOf : null,
          error: state.error?.toData() ?? null
        }
    },
    attend: attendance.attend,
    keepWatch: site => polls.of(site).poller.keep({ allUsers: false, historyDays: quietHistoryDays })
  }
}
