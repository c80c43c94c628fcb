/**
 * What a poller asks: the queue each time, accounting seldom. squeue(1) and sacct(1), PERFORMANCE: both load daemons
 * that all users share, accounting the database behind them too.
 */

import type { ClusterReading } from '@domain/jobs/cluster'
import { mergeHistory, withMissing } from '@domain/jobs/fold'
import type { JobRecord } from '@domain/jobs/job-record'
import { isFinished } from '@domain/jobs/states'
import type { FinishedTasks } from './finished-tasks'
import { createNodeSince } from './node-since'
import type { QueueAnswer, QueueQuery, Scheduler } from './scheduler'
import type { Asking } from './slurm-asker'

/** Milliseconds between two questions for a window of accounting, where the query does not say. */
const windowEveryMs = 60_000
/** Jobs asked for by id after they left the queue; more wait for the next window. */
const mostDeparted = 100
/** How long a job that was submitted here is looked for in accounting, which may lag or be off. Milliseconds. */
const expectedForMs = 10 * 60_000

/** What the followers of a site want to know together. */
export interface PollQuery extends QueueQuery {
  /** Milliseconds between two questions for a window of accounting. */
  readonly historyEveryMs?: number
  /** Nodes, partitions and reservations too. */
  readonly cluster?: boolean
}

/** One answer of a poll. */
export interface QueueReading extends Pick<QueueAnswer, 'user' | 'accounting'> {
  readonly records: readonly JobRecord[]
  /** Those of the records that the queue itself showed. */
  readonly queue: readonly JobRecord[]
  /** Null where nobody asked. */
  readonly cluster: ClusterReading | null
}

export type ReadQueue = (query: PollQuery, asking: Asking) => Promise<QueueReading>

export interface QueueReader {
  readonly read: ReadQueue
  /** A job that must turn up, in the queue or, if it was over before the next look, in accounting. */
  expect(id: string): void
}

interface History {
  readonly query: QueueQuery
  readonly askedAt: number
  readonly records: readonly JobRecord[]
  readonly accounting: QueueAnswer['accounting']
}

/** Whether an answer to `old` answers `query` too. */
export function covers(old: PollQuery, query: PollQuery): boolean {
  const past = old.historyDays >= query.historyDays && (old.allUsers || !query.allUsers)
  return past && (old.cluster === true || query.cluster !== true)
}

/** Jobs and arrays of which accounting is to speak by id. */
interface Wanted {
  readonly arrays: readonly string[]
  readonly jobs: readonly string[]
}

function idsOf({ arrays, jobs }: Wanted): string[] {
  return [...new Set([...jobs, ...arrays])]
}

/** One of a site. `now` in milliseconds. */
export function createQueueReader(
  scheduler: { [name in 'read' | 'accounted']: Scheduler[name] },
  site: string,
  tasks: FinishedTasks,
  now: () => number
): QueueReader {
  const nodesSince = createNodeSince(() => new Date(now()))
  let history: History | null = null
  let queued: readonly JobRecord[] = []
  /** Jobs of which accounting was told to speak by id, since the last window. */
  let departed = new Map<string, JobRecord>()
  /** Submitted here and not seen since: id to when it began to be looked for. */
  const expected = new Map<string, number>()

  const seen = ({ id, arrayId }: JobRecord): void => {
    expected.delete(id)
    if (arrayId !== null) expected.delete(arrayId)
  }

  function expect(id: string): void {
    if (!expected.has(id)) expected.set(id, now())
  }

  function forgetLost(): void {
    for (const [id, since] of expected) if (now() - since > expectedForMs) expected.delete(id)
  }

  /** Jobs of this user that were in the last queue and are not in this one. */
  function left(queue: readonly JobRecord[], user: string): string[] {
    const here = new Set(queue.map(record => record.id))
    return queued
      .filter(record => record.user === user && record.range === null && !here.has(record.id))
      .map(record => record.id)
  }

  function learnEnds(told: readonly JobRecord[]): void {
    for (const record of told) {
      if (!isFinished(record.state)) continue
      // In its first second a fast job has only a place-holder ("allocation", no partition); it is asked for again.
      if (record.partition === null) {
        expect(record.id)
        continue
      }
      departed.set(record.id, record)
      seen(record)
    }
  }

  /** What accounting said when it was asked for these jobs and arrays. */
  function learn(asked: Wanted, told: readonly JobRecord[] | null): void {
    tasks.learn(asked.arrays, told)
    const ids = new Set(asked.jobs)
    learnEnds((told ?? []).filter(record => ids.has(record.id) || (record.arrayId !== null && ids.has(record.arrayId))))
  }

  function learnWindow(query: PollQuery, answer: QueueAnswer): void {
    // Its window lags behind the ends of jobs by a second or two, so what was learnt by id outlives one window.
    const known = new Set(answer.history.filter(record => isFinished(record.state)).map(record => record.id))
    departed = new Map([...departed].filter(([id]) => !known.has(id)))
    history = { query, askedAt: now(), records: answer.history, accounting: answer.accounting }
  }

  async function read(query: PollQuery, asking: Asking): Promise<QueueReading> {
    const wanted = query.historyDays > 0
    forgetLost()
    const every = query.historyEveryMs ?? windowEveryMs
    const fresh = history && covers(history.query, { ...query, cluster: false }) && now() - history.askedAt < every
    const ask = wanted && fresh ? { ...query, historyDays: 0 } : query
    // What is due goes with the question for the queue; what the queue then shows to be missing needs a second one.
    const due = { arrays: tasks.wanted(queued), jobs: wanted ? [...expected.keys()].slice(0, mostDeparted) : [] }
    const answer = await scheduler.read(site, { ...ask, ids: idsOf(due) }, asking)
    const { user, queue } = answer
    for (const record of queue) seen(record)
    if (!wanted) {
      history = null
      departed = new Map()
    } else if (!fresh) learnWindow(query, answer)
    learn(due, answer.accounted)
    const gone = history?.accounting.available ? left(queue, user) : []
    const more = { arrays: tasks.wanted(queue), jobs: gone.slice(0, mostDeparted) }
    if (idsOf(more).length > 0) learn(more, await scheduler.accounted(site, idsOf(more), asking))
    queued = queue
    const finished = mergeHistory(queue, [...departed.values(), ...(history?.records ?? [])])
    return {
      records: withMissing(finished, tasks.of(queue)),
      queue,
      user,
      cluster: answer.cluster && nodesSince(answer.cluster),
      accounting: history?.accounting ?? answer.accounting
    }
  }

  return { read, expect }
}
