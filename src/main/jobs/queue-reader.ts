/**
 * What a poller asks: the queue each time, accounting seldom. squeue(1) and sacct(1), PERFORMANCE: both load daemons
 * that all users share, accounting the database behind them too.
 */
import { mergeHistory, withMissing } from '@domain/jobs/fold'
import type { JobRecord } from '@domain/jobs/job-record'
import { isFinished } from '@domain/jobs/states'
import type { FinishedTasks } from './finished-tasks'
import type { QueueAnswer, QueueQuery, Scheduler } from './scheduler'
import type { Asking } from './slurm-asker'

/** Milliseconds between two questions for a window of accounting. */
const windowEveryMs = 60_000
/** Jobs asked for by id after they left the queue; more wait for the next window. */
const mostDeparted = 100

/** One answer of a poll. */
export interface QueueReading extends Pick<QueueAnswer, 'user' | 'accounting'> {
  readonly records: readonly JobRecord[]
}

export type ReadQueue = (query: QueueQuery, asking: Asking) => Promise<QueueReading>

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
function covers(old: QueueQuery, query: QueueQuery): boolean {
  return old.historyDays >= query.historyDays && (old.allUsers || !query.allUsers)
}

/** One of a site. `now` in milliseconds. */
export function createQueueReader(
  scheduler: { [name in 'read' | 'accounted']: Scheduler[name] },
  site: string,
  tasks: FinishedTasks,
  now: () => number
): QueueReader {
  let history: History | null = null
  let queued: readonly JobRecord[] = []
  /** Jobs of which accounting was told to speak by id, since the last window. */
  let departed = new Map<string, JobRecord>()
  /** Submitted here and not seen since. */
  const expected = new Set<string>()

  const seen = ({ id, arrayId }: JobRecord): void => {
    expected.delete(id)
    if (arrayId !== null) expected.delete(arrayId)
  }

  /** Jobs of this user that have just ended; accounting tells of them by id before it does by time. */
  async function learnDeparted(queue: readonly JobRecord[], user: string, asking: Asking): Promise<void> {
    const here = new Set(queue.map(record => record.id))
    const left = queued.filter(record => record.user === user && record.range === null && !here.has(record.id))
    for (const record of queue) seen(record)
    const ids = [...new Set([...expected, ...left.map(record => record.id)])].slice(0, mostDeparted)
    if (ids.length === 0) return
    const told = (await scheduler.accounted(site, ids, asking)) ?? []
    for (const record of told) {
      if (!isFinished(record.state)) continue
      // In its first second a fast job has only a place-holder ("allocation", no partition); it is asked for again.
      if (record.partition === null) {
        expected.add(record.id)
        continue
      }
      departed.set(record.id, record)
      seen(record)
    }
  }

  async function read(query: QueueQuery, asking: Asking): Promise<QueueReading> {
    const wanted = query.historyDays > 0
    const fresh = history && covers(history.query, query) && now() - history.askedAt < windowEveryMs
    const answer = await scheduler.read(site, wanted && fresh ? { ...query, historyDays: 0 } : query, asking)
    const { user, queue } = answer
    if (!wanted) {
      history = null
      departed = new Map()
    } else if (!fresh) {
      // Its window lags behind the ends of jobs by a second or two, so what was learnt by id outlives one window.
      const known = new Set(answer.history.filter(record => isFinished(record.state)).map(record => record.id))
      departed = new Map([...departed].filter(([id]) => !known.has(id)))
      history = { query, askedAt: now(), records: answer.history, accounting: answer.accounting }
    }
    if (history?.accounting.available) await learnDeparted(queue, user, asking)
    queued = queue
    const past = history?.records ?? []
    const finished = mergeHistory(queue, [...departed.values(), ...past])
    return {
      records: withMissing(finished, await tasks.of(queue, asking)),
      user,
      accounting: history?.accounting ?? answer.accounting
    }
  }

  return { read, expect: id => void expected.add(id) }
}
