/** One poller a site for all who watch: adaptive, polite, and still when nobody looks. */
import type { JobsSnapshot } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { mergeHistory } from '@domain/jobs/fold'
import type { JobRecord } from '@domain/jobs/job-record'
import { createBroadcast } from '../broadcast'
import type { QueueAnswer, QueueQuery } from './scheduler'

/** Time as the poller sees it; tests bring their own. Milliseconds. */
export interface PollTiming {
  now(): Date
  /** Resolves after that time or when `signal` aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** 0 to 1. */
  random(): number
  readonly floorMs: number
}

const longestMs = 5 * 60_000
const slowReplyMs = 2000
const refreshFloorMs = 2000

/** Time to the next poll: doubled after a slow reply, doubled with each failure in a row, up to 20 % of jitter added. */
export function nextInterval(floorMs: number, replyMs: number, failures: number, random: number): number {
  const slow = replyMs > slowReplyMs ? 2 : 1
  const base = Math.min(longestMs, floorMs * slow * 2 ** Math.min(failures, 10))
  return base * (1 + 0.2 * random)
}

/** What is known of a site's queue. */
export interface QueueState {
  readonly records: readonly JobRecord[]
  readonly user: string
  readonly asOf: string | null
  readonly error: Failure | null
  readonly accounting: JobsSnapshot['accounting']
}

export interface Poller {
  follow(query: QueueQuery, signal: AbortSignal | undefined): AsyncGenerator<QueueState, void, void>
  /** Polls now, unless that was done within the last two seconds. */
  refresh(): void
  readonly watching: boolean
  readonly lastPoll: string | null
  close(): void
}

export function createPoller(
  read: (query: QueueQuery, signal: AbortSignal) => Promise<QueueAnswer>,
  timing: PollTiming
): Poller {
  const queries = new Set<QueueQuery>()
  let state: QueueState = {
    records: [],
    user: '',
    asOf: null,
    error: null,
    accounting: { available: false, message: 'Not read yet.' }
  }
  let running: AbortController | null = null
  let early = new AbortController()
  let lastStart = 0
  const broadcast = createBroadcast(() => state)

  const combined = (): QueueQuery => ({
    allUsers: [...queries].some(query => query.allUsers),
    historyDays: Math.max(0, ...[...queries].map(query => query.historyDays))
  })

  async function poll(signal: AbortSignal): Promise<boolean> {
    try {
      const { user, queue, history, accounting } = await read(combined(), signal)
      const asOf = timing.now().toISOString()
      state = { records: mergeHistory(queue, history), user, asOf, error: null, accounting }
      return true
    } catch (thrown) {
      // The last known jobs stay, with their age.
      if (!signal.aborted) state = { ...state, error: Failure.from(thrown) }
      return false
    }
  }

  async function loop(control: AbortController): Promise<void> {
    let failures = 0
    while (!control.signal.aborted) {
      early = new AbortController()
      lastStart = timing.now().getTime()
      failures = (await poll(control.signal)) ? 0 : failures + 1
      if (control.signal.aborted) return
      broadcast.publish()
      const reply = timing.now().getTime() - lastStart
      const interval = nextInterval(timing.floorMs, reply, failures, timing.random())
      await timing.sleep(interval, AbortSignal.any([control.signal, early.signal]))
    }
  }

  const refresh = (): void => {
    if (timing.now().getTime() - lastStart >= refreshFloorMs) early.abort()
  }

  return {
    async *follow(query, signal) {
      const grows = query.historyDays > combined().historyDays || (query.allUsers && !combined().allUsers)
      queries.add(query)
      try {
        if (!running) {
          running = new AbortController()
          void loop(running)
        } else if (grows) early.abort()
        for await (const value of broadcast.follow(signal)) if (value.asOf !== null || value.error) yield value
      } finally {
        queries.delete(query)
        if (queries.size === 0) {
          running?.abort()
          running = null
        }
      }
    },
    refresh,
    get watching() {
      return queries.size > 0
    },
    get lastPoll() {
      return state.asOf
    },
    close: () => {
      running?.abort()
      running = null
    }
  }
}
