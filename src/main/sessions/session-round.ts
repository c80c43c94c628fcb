/** Looks at the stores and the clock again and again: does what is due, and tells who follows. */
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { dueNotices } from '@domain/sessions/notices'
import { isArmed, nextTurn, phaseOf } from '@domain/sessions/phase'
import { dueSteps } from '@domain/sessions/steps'
import { createBroadcast, pause } from '../broadcast'
import type { SessionState } from './session-state'
import { type StepPlace, type StepWorker, sessionKey } from './session-steps'
import type { Looked, SessionStores } from './session-stores'
import type { SessionsParts } from './sessions'

export interface SessionNoticeItem {
  readonly store: BookingStore
  readonly uid: string
  readonly title: string
  readonly text: string
}

export interface SessionRound {
  /** The caller's sessions, read now; see `SessionStores.look`. */
  read(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined): Promise<Session[]>
  viewsOf(looked: readonly Looked[], signal: AbortSignal | undefined): Promise<Session[]>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Session[], void, void>
  watchNotices(signal: AbortSignal | undefined): AsyncGenerator<SessionNoticeItem, void, void>
  /** Looks again at once. */
  wake(): void
  /** Does something while no step is done by itself. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** How long an engine that was just made does nothing by itself: most commands have ended by then. Milliseconds. */
const quietMs = 2_000
/** Stores are read again so often: while a session is under way, and else. Milliseconds. */
const readMs = { armed: 30_000, idle: 120_000 } as const
const defaultTickMs = 10_000
/** A notice that no window has taken is shown to the next one that opens within this. Milliseconds. */
const freshNoticeMs = 300_000

export function createSessionRound(
  parts: Pick<SessionsParts, 'platform' | 'records' | 'tickMs'> & {
    readonly stores: SessionStores
    readonly state: SessionState
    readonly worker: StepWorker
    readonly onRound: (looked: readonly Looked[]) => Promise<void>
  }
): SessionRound {
  const { platform, records, stores, state, worker, onRound, tickMs = defaultTickMs } = parts
  const { clock, log } = platform
  const closing = new AbortController()
  const notices = createNoticeQueue(() => clock.now().getTime())
  let sessions: Session[] = []
  let looked: Looked[] = []
  let read: { at: number; reachable: string } | null = null
  let stale = false
  let wakeUp = (): void => {}
  let busy: Promise<unknown> = Promise.resolve()
  const changes = createBroadcast(() => sessions)

  const alone: SessionRound['alone'] = work => {
    const next = busy.then(work, work)
    busy = next.catch(() => undefined)
    return next
  }

  const wake = (): void => {
    stale = true
    wakeUp()
  }
  const stopListening = stores.onChanged(wake)

  const places = (): StepPlace[] => looked.flatMap(one => state.placesOf(one))

  async function lookAgain(): Promise<void> {
    const asked = stale
    stale = false
    const reachable = await stores.reachable()
    const now = clock.now().getTime()
    const every = places().some(({ looked, booking }) => isArmed(phaseOf(booking, state.at(looked))))
      ? readMs.armed
      : readMs.idle
    // A clock that was set back would otherwise stop it for as long.
    const due = !read || asked || reachable !== read.reachable || Math.abs(now - read.at) >= every
    if (!due) return
    looked = await stores.look(() => false, closing.signal)
    read = { at: now, reachable }
  }

  async function doSteps(place: StepPlace): Promise<void> {
    const { looked, booking } = place
    const operator = booking.people.some(({ user, role }) => user === looked.user && role === 'operator')
    // Each step is one person's to log; and what cannot be logged now is done when the store answers again.
    if (!operator || looked.contents.offline) return
    if (dueSteps(await state.facts(place, false, closing.signal)).length === 0) return
    for (;;) {
      // Another computer of the same person may have done it a moment ago.
      const [step] = dueSteps(await state.facts(place, true, closing.signal))
      if (!step || closing.signal.aborted) return
      await worker.run(place, step, true, closing.signal)
    }
  }

  function tellNotices({ looked, booking, resource }: StepPlace): void {
    const due = dueNotices(booking, resource, looked.contents.file.timeZone, state.at(looked))
    if (due.keys.length === 0 || !due.notice) return
    const fresh = records.tell(sessionKey({ looked, booking }), due.keys)
    if (!fresh.includes(due.notice.key)) return
    const { title, text } = due.notice
    platform.notify(title, text)
    notices.add({ store: looked.store, uid: booking.uid, title, text })
  }

  async function viewsOf(all: readonly Looked[], signal: AbortSignal | undefined): Promise<Session[]> {
    const near = all
      .flatMap(one => state.placesOf(one))
      .filter(({ looked, booking }) => phaseOf(booking, state.at(looked)) !== 'over')
    const views = await Promise.all(near.map(place => state.view(place, false, signal)))
    return views.sort((a, b) => Date.parse(a.booking.start) - Date.parse(b.booking.start))
  }

  async function round(): Promise<void> {
    await lookAgain()
    for (const place of places()) {
      tellNotices(place)
      await doSteps(place).catch(warn)
    }
    await onRound(looked)
    const next = await viewsOf(looked, closing.signal)
    if (JSON.stringify(next) === JSON.stringify(sessions)) return
    sessions = next
    changes.publish()
  }

  const warn = (thrown: unknown): void => {
    if (!closing.signal.aborted) log.warn(`Sessions: ${Failure.from(thrown).message}`)
  }

  /** Until something of a session changes by the clock, and never long: a computer that slept wakes late. */
  function waitMs(): number {
    const turns = places().flatMap(({ looked, booking }) => {
      const turn = nextTurn(booking, state.at(looked))
      return turn === null ? [] : [turn - state.at(looked)]
    })
    return Math.max(50, Math.min(tickMs, ...turns))
  }

  async function run(): Promise<void> {
    await untilWoken(quietMs)
    while (!closing.signal.aborted) {
      await alone(round).catch(warn)
      if (!stale) await untilWoken(waitMs())
    }
  }

  async function untilWoken(milliseconds: number): Promise<void> {
    const woken = new AbortController()
    wakeUp = () => woken.abort()
    await pause(milliseconds, AbortSignal.any([woken.signal, closing.signal]))
    wakeUp = () => {}
  }

  const running = run()

  return {
    wake,
    alone,
    viewsOf,
    read: async (ask, signal) => viewsOf(await stores.look(ask, signal), signal),
    watch(signal) {
      wake()
      return changes.follow(signal)
    },
    watchNotices(signal) {
      wake()
      return notices.follow(signal)
    },
    async close() {
      closing.abort()
      stopListening()
      await running
      await busy
    }
  }
}

/** Each notice goes to every window that is open; one that found none waits a short time for the first. */
function createNoticeQueue(now: () => number) {
  const recent: { item: SessionNoticeItem; at: number; number: number }[] = []
  let last = 0
  let taken = 0
  const changes = createBroadcast(() => last)

  async function* following(
    from: number,
    signal: AbortSignal | undefined
  ): AsyncGenerator<SessionNoticeItem, void, void> {
    let told = from
    for await (const newest of changes.follow(signal)) {
      const fresh = recent.filter(({ number, at }) => number > told && now() - at < freshNoticeMs)
      told = newest
      taken = Math.max(taken, newest)
      for (const { item } of fresh) yield item
    }
  }

  return {
    add(item: SessionNoticeItem): void {
      last += 1
      recent.push({ item, at: now(), number: last })
      recent.splice(0, recent.length - 50)
      changes.publish()
    },
    follow: (signal: AbortSignal | undefined) => following(taken, signal)
  }
}
