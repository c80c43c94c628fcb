/** One poller a site for all who watch: adaptive, polite, and still when nobody looks. */
import { Failure } from '@domain/failure'
import { createBroadcast } from '../broadcast'
import type { QueueReading, ReadQueue } from './queue-reader'
import type { QueueQuery } from './scheduler'

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
/** Milliseconds between the polls after something was done to a job: SLURM acts within seconds. */
const followUpMs = [3000, 5000]

/** Time to the next poll: doubled after a slow reply, doubled with each failure in a row, up to 20 % of jitter added. */
export function nextInterval(floorMs: number, replyMs: number, failures: number, random: number): number {
  const slow = replyMs > slowReplyMs ? 2 : 1
  const base = Math.min(longestMs, floorMs * slow * 2 ** Math.min(failures, 10))
  return base * (1 + 0.2 * random)
}

/** What is known of a site's queue. */
export interface QueueState extends QueueReading {
  readonly asOf: string | null
  readonly error: Failure | null
}

export interface Poller {
  follow(query: QueueQuery, signal: AbortSignal | undefined): AsyncGenerator<QueueState, void, void>
  /** A person asked: polls as soon as two seconds have passed since the last poll began, with prompts if need be. */
  refresh(): void
  /** Something was done to a job: a few polls follow in quick succession, without prompts. */
  expectChange(): void
  readonly watching: boolean
  readonly lastPoll: string | null
  /** The computer falls asleep: no more polls until `wake`, which polls at once. */
  sleep(): void
  wake(): void
  close(): void
}

/** Wants the link of the polls for as long as somebody follows; calls back when it stands again after a loss. */
export type HoldLink = (back: () => void) => () => void

/**
 * Polls raise no prompt but those that a person asked for. A failure stands beside the last known jobs; `answer-needed`
 * costs the network nothing, so it does not slow the polls down and they go on soon after the person has logged in.
 */
export function createPoller(read: ReadQueue, timing: PollTiming, hold: HoldLink = () => () => {}): Poller {
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
  let asked = false
  let followUps: number[] = []
  let release = (): void => {}
  /** While the computer sleeps: resolves when it is awake. */
  let rest: { readonly over: Promise<void>; end(): void } | undefined
  const broadcast = createBroadcast(() => state)

  const combined = (): QueueQuery => ({
    allUsers: [...queries].some(query => query.allUsers),
    historyDays: Math.max(0, ...[...queries].map(query => query.historyDays))
  })

  async function poll(signal: AbortSignal): Promise<boolean> {
    const automatic = !asked
    asked = false
    try {
      const reading = await read(combined(), { signal, automatic })
      state = { ...reading, asOf: timing.now().toISOString(), error: null }
      return true
    } catch (thrown) {
      const error = Failure.from(thrown)
      // The last known jobs stay, with their age.
      if (!signal.aborted) state = { ...state, error }
      return error.code === 'answer-needed'
    }
  }

  async function loop(control: AbortController): Promise<void> {
    let failures = 0
    while (!control.signal.aborted) {
      early = new AbortController()
      const wake = early.signal
      lastStart = timing.now().getTime()
      failures = (await poll(control.signal)) ? 0 : failures + 1
      if (control.signal.aborted) return
      broadcast.publish()
      const reply = timing.now().getTime() - lastStart
      const usual = nextInterval(timing.floorMs, reply, failures, timing.random())
      if (!wake.aborted) await timing.sleep(followUps.shift() ?? usual, AbortSignal.any([control.signal, wake]))
      const tooSoon = refreshFloorMs - (timing.now().getTime() - lastStart)
      if (tooSoon > 0 && !control.signal.aborted) await timing.sleep(tooSoon, control.signal)
      await rest?.over
    }
  }

  function wake(): void {
    rest?.end()
    rest = undefined
    early.abort()
  }

  function stop(): void {
    running?.abort()
    running = null
    release()
    // A loop that rests has to find out that it is over.
    rest?.end()
  }

  return {
    async *follow(query, signal) {
      const grows = query.historyDays > combined().historyDays || (query.allUsers && !combined().allUsers)
      queries.add(query)
      try {
        if (!running) {
          running = new AbortController()
          release = hold(() => early.abort())
          void loop(running)
        } else if (grows) early.abort()
        for await (const value of broadcast.follow(signal)) if (value.asOf !== null || value.error) yield value
      } finally {
        queries.delete(query)
        if (queries.size === 0) stop()
      }
    },
    refresh: () => {
      asked = queries.size > 0
      early.abort()
    },
    expectChange: () => {
      followUps = [...followUpMs]
      early.abort()
    },
    get watching() {
      return queries.size > 0
    },
    get lastPoll() {
      return state.asOf
    },
    sleep: () => {
      if (rest) return
      let end = (): void => {}
      const over = new Promise<void>(resolve => {
        end = resolve
      })
      rest = { over, end }
    },
    wake,
    close: stop
  }
}
