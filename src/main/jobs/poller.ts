/** One poller a site for all who watch: adaptive, polite, and still when nobody looks. */
import { Failure } from '@domain/failure'
import { isFinished } from '@domain/jobs/states'
import { createBroadcast } from '../broadcast'
import { nextInterval, usualInterval } from './poll-pace'
import { covers, type PollQuery, type QueueReading, type ReadQueue } from './queue-reader'

/** Time as the poller sees it; tests bring their own. Milliseconds. */
export interface PollTiming {
  now(): Date
  /** Resolves after that time or when `signal` aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** 0 to 1. */
  random(): number
  readonly floorMs: number
}

/** Milliseconds between the starts of any two polls, whatever is asked. */
const leastMs = 2000
/** Milliseconds between two polls that a person asked for. */
const refreshEveryMs = 10_000
/** Milliseconds between the polls after something was done to a job: SLURM acts within seconds. */
const followUpMs = [3000, 5000]
/** The loop looks at least this often whether it may end or must poll, at rest and after the clock was set back. Milliseconds. */
const longestWaitMs = 5 * 60_000
/** How often accounting is asked for a window of time, where somebody looks and where nobody does. Milliseconds. */
const windowEveryMs = { front: 60_000, hidden: 5 * 60_000 }

/** What is known of a site's queue. */
export interface QueueState extends QueueReading {
  readonly asOf: string | null
  readonly error: Failure | null
  /** What the reading answers; null before the first. */
  readonly query: PollQuery | null
  /** When the next poll comes by itself; null at rest. */
  readonly nextPoll: string | null
}

/** Why no poll comes by itself. */
export type Rest = 'asleep' | 'offline'

export interface Poller {
  /** `front`: whether the follower is before a person's eyes; asked at any time. Unset: it is. */
  follow(
    query: PollQuery,
    signal: AbortSignal | undefined,
    front?: () => boolean
  ): AsyncGenerator<QueueState, void, void>
  /** Follows without taking the readings, until the returned function is called. */
  keep(query: PollQuery): () => void
  /**
   * A person asked: polls at once, with prompts if need be, even at rest; at the earliest 2 s after the last poll and
   * 10 s after the last that a person asked for.
   */
  refresh(): void
  /** Something was done to a job: a few polls follow in quick succession, without prompts. */
  expectChange(): void
  /** A window came to the front or left it: the time of the next poll is found anew. */
  reconsider(): void
  readonly watching: boolean
  readonly lastPoll: string | null
  /** No more polls by themselves until `wake`, which polls at once. */
  rest(why: Rest): void
  wake(): void
  close(): void
}

/** Wants the link of the polls for as long as somebody follows; calls back when it stands again after a loss. */
export type HoldLink = (back: () => void) => () => void

/** What a poller works with; `pollSeconds` is the person's setting. */
export interface PollerDependencies {
  readonly read: ReadQueue
  readonly timing: PollTiming
  readonly hold?: HoldLink | undefined
  readonly pollSeconds?: (() => Promise<number> | number) | undefined
  /** After each poll that succeeded. */
  readonly onReading?: ((reading: QueueReading, asOf: string) => void) | undefined
}

interface Follower {
  readonly query: PollQuery
  readonly front: () => boolean
}

const nothingRead: Omit<QueueState, 'nextPoll'> = {
  records: [],
  queue: [],
  user: '',
  cluster: null,
  asOf: null,
  error: null,
  query: null,
  accounting: { available: false, message: 'Not read yet.' }
}

const offlineFailure = (): Failure => new Failure('unreachable', 'This computer is offline, so jobs are not asked for.')

function ownJobsLive({ records, user }: QueueReading): boolean {
  return records.some(record => record.user === user && !isFinished(record.state))
}

/**
 * Polls raise no prompt but those that a person asked for. A failure stands beside the last known jobs; `answer-needed`
 * costs the network nothing, so it does not slow the polls down and they go on soon after the person has logged in.
 */
export function createPoller(dependencies: PollerDependencies): Poller {
  const { read, timing, hold = () => () => {}, pollSeconds: setting = () => 30, onReading } = dependencies
  const followers = new Set<Follower>()
  let state = nothingRead
  let running: AbortController | null = null
  let early = new AbortController()
  let release = (): void => {}
  let resting: Rest | null = null
  /** A poll is wanted as soon as it is polite; `asked`: by a person. */
  let soon = false
  let asked = false
  let followUps: number[] = []
  let followUp: number | undefined
  let lives = false
  let pollSeconds = 30
  let chance = 0
  const last = { start: Number.NEGATIVE_INFINITY, end: 0, asked: Number.NEGATIVE_INFINITY, replyMs: 0, failures: 0 }

  const nowMs = (): number => timing.now().getTime()
  const front = (): boolean => [...followers].some(follower => follower.front())

  function dueAt(): number {
    if (asked) return Math.max(last.start + leastMs, last.asked + refreshEveryMs)
    if (soon) return last.start + leastMs
    const usual = usualInterval({ front: front(), lives, pollSeconds })
    return last.end + (followUp ?? nextInterval(usual, last, chance, timing.floorMs))
  }

  const waitMs = (): number => Math.min(longestWaitMs, Math.max(0, dueAt() - nowMs()))

  const broadcast = createBroadcast((): QueueState => {
    const waits = running !== null && (resting === null || asked)
    return { ...state, nextPoll: waits ? new Date(nowMs() + waitMs()).toISOString() : null }
  })

  function combined(): PollQuery {
    const queries = [...followers].map(follower => follower.query)
    const looked = [...followers].some(follower => follower.query.historyDays > 0 && follower.front())
    return {
      allUsers: queries.some(query => query.allUsers),
      historyDays: Math.max(0, ...queries.map(query => query.historyDays)),
      historyEveryMs: looked ? windowEveryMs.front : windowEveryMs.hidden,
      cluster: queries.some(query => query.cluster)
    }
  }

  /** Whether the way to the scheduler is free: it answered, or it waits for a person to log in. */
  async function poll(signal: AbortSignal, automatic: boolean): Promise<boolean> {
    const query = combined()
    try {
      const reading = await read(query, { signal, automatic })
      if (signal.aborted) return true
      const asOf = timing.now().toISOString()
      state = { ...reading, asOf, query, error: null }
      lives = ownJobsLive(reading)
      onReading?.(reading, asOf)
      return true
    } catch (thrown) {
      const error = Failure.from(thrown)
      // The last known jobs stay, with their age.
      if (!signal.aborted) state = { ...state, error }
      return error.code === 'answer-needed'
    }
  }

  async function untilDue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const rests = resting !== null && !asked
      const wait = rests ? longestWaitMs : waitMs()
      if (wait === 0) return
      early = new AbortController()
      await timing.sleep(wait, AbortSignal.any([signal, early.signal]))
      if (!rests && !early.signal.aborted) return
    }
  }

  /** Settings that cannot be read change nothing. */
  async function chosenSeconds(): Promise<number> {
    try {
      return await setting()
    } catch {
      return pollSeconds
    }
  }

  async function loop(signal: AbortSignal): Promise<void> {
    for (;;) {
      await untilDue(signal)
      if (signal.aborted) return
      const automatic = !asked
      soon = false
      asked = false
      last.start = nowMs()
      if (!automatic) last.asked = last.start
      last.failures = (await poll(signal, automatic)) ? 0 : last.failures + 1
      if (signal.aborted) return
      pollSeconds = await chosenSeconds()
      last.end = nowMs()
      last.replyMs = last.end - last.start
      chance = timing.random()
      followUp = followUps.shift()
      broadcast.publish()
    }
  }

  /** The loop finds anew how long it waits. */
  const nudge = (): void => early.abort()

  function pollSoon(): void {
    soon = true
    nudge()
  }

  function start(): void {
    running = new AbortController()
    release = hold(pollSoon)
    // Who opens and closes a page again and again does not poll more often for it.
    if (state.error || nowMs() - last.start >= timing.floorMs) soon = true
    void loop(running.signal)
  }

  function stop(): void {
    running?.abort()
    running = null
    asked = false
    release()
  }

  function join(follower: Follower): () => void {
    followers.add(follower)
    if (state.query === null || !covers(state.query, follower.query)) soon = true
    if (running) nudge()
    else start()
    return () => {
      if (followers.delete(follower) && followers.size === 0) stop()
    }
  }

  function rest(why: Rest): void {
    resting = why
    nudge()
    broadcast.publish()
  }

  return {
    async *follow(query, signal, isFront = () => true) {
      const leave = join({ query, front: isFront })
      try {
        for await (const value of broadcast.follow(signal)) {
          const answered = value.query !== null && covers(value.query, query)
          if (answered || value.error) yield value
          else if (resting === 'offline') yield { ...value, error: offlineFailure() }
        }
      } finally {
        leave()
      }
    },
    keep: query => join({ query, front: () => false }),
    refresh: () => {
      asked = followers.size > 0
      nudge()
    },
    expectChange: () => {
      followUps = [...followUpMs]
      pollSoon()
    },
    reconsider: () => {
      nudge()
      broadcast.publish()
    },
    get watching() {
      return followers.size > 0
    },
    get lastPoll() {
      return state.asOf
    },
    rest,
    wake: () => {
      resting = null
      pollSoon()
    },
    close: stop
  }
}
