/** Looks at the stores and the clock again and again: does what is due, and tells who follows. */
import type { Session } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { controlNews } from '@domain/sessions/control-requests'
import { dueNotices } from '@domain/sessions/notices'
import { isArmed, nextTurn, phaseOf } from '@domain/sessions/phase'
import { dueSteps, isTakenBack } from '@domain/sessions/steps'
import { createBroadcast, pause } from '../broadcast'
import type { Platform } from '../platform'
import type { SessionRecords } from '../store/session-records'
import type { SessionNotices } from './session-notices'
import type { SessionState } from './session-state'
import { type StepPlace, type StepWorker, sessionKey } from './session-steps'
import type { Looked, SessionStores } from './session-stores'

export interface SessionRound {
  /** Of what was read. `fresh`: with what their logs say now, where they can be asked. */
  viewsOf(looked: readonly Looked[], signal: AbortSignal | undefined, options?: { fresh?: boolean }): Promise<Session[]>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Session[], void, void>
  /** Looks again at once. */
  wake(): void
  /** Does something while no step is done by itself. */
  alone(work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface SessionRoundParts {
  readonly platform: Pick<Platform, 'clock' | 'log'>
  readonly notices: SessionNotices
  readonly records: SessionRecords
  readonly stores: SessionStores
  readonly state: SessionState
  readonly worker: StepWorker
  /** Longest time between two looks at the clock, milliseconds. */
  readonly tickMs: number
  /** After the stores were looked at. */
  readonly onRound: (looked: readonly Looked[]) => Promise<void>
}

/** How long an engine that was just made does nothing by itself: most commands have ended by then. Milliseconds. */
const quietMs = 2_000
/** Stores are read again so often: while a session is under way, and else. Milliseconds. */
const readMs = { armed: 30_000, idle: 120_000 } as const
/** Two looks at the clock are at least so far apart. Milliseconds. */
const leastWaitMs = 50

class Rounds implements SessionRound {
  private readonly closing = new AbortController()
  private readonly changes = createBroadcast(() => this.sessions)
  private readonly stopListening: () => void
  private readonly running: Promise<void>
  private sessions: Session[] = []
  private looked: Looked[] = []
  /** When the stores were read, by this computer's clock, and which could be asked then. */
  private lastRead: { at: number; reachable: string } | null = null
  private stale = false
  private wakeUp: () => void = () => {}
  private busy: Promise<void> = Promise.resolve()

  constructor(private readonly parts: SessionRoundParts) {
    this.stopListening = parts.stores.onChanged(() => this.wake())
    this.running = this.run()
  }

  async viewsOf(
    all: readonly Looked[],
    signal: AbortSignal | undefined,
    { fresh = false }: { fresh?: boolean } = {}
  ): Promise<Session[]> {
    const { state } = this.parts
    const near = all
      .flatMap(one => state.placesOf(one))
      .filter(({ looked, booking }) => phaseOf(booking, state.at(looked)) !== 'over')
    const views = await Promise.all(
      near.map(place => state.view(place, fresh && !place.looked.contents.offline, signal))
    )
    return views.sort((a, b) => Date.parse(a.booking.start) - Date.parse(b.booking.start))
  }

  watch(signal: AbortSignal | undefined) {
    this.wake()
    return this.changes.follow(signal)
  }

  wake(): void {
    this.stale = true
    this.wakeUp()
  }

  alone(work: () => Promise<void>): Promise<void> {
    const next = this.busy.then(work)
    this.busy = next.catch(() => undefined)
    return next
  }

  async close(): Promise<void> {
    this.closing.abort()
    this.stopListening()
    await this.running
    await this.busy
  }

  private async run(): Promise<void> {
    await this.untilWoken(quietMs)
    while (!this.closing.signal.aborted) {
      await this.alone(() => this.round()).catch((thrown: unknown) => this.warn(thrown))
      if (!this.stale) await this.untilWoken(this.waitMs())
    }
  }

  private async round(): Promise<void> {
    await this.lookAgain()
    for (const looked of this.looked) this.parts.notices.look(looked)
    for (const place of this.places()) {
      this.tellNotices(place)
      await this.doSteps(place).catch((thrown: unknown) => this.warn(thrown))
      await this.takeBack(place).catch((thrown: unknown) => this.warn(thrown))
      await this.tellControl(place).catch((thrown: unknown) => this.warn(thrown))
      if (phaseOf(place.booking, this.parts.state.at(place.looked)) === 'over') this.parts.worker.over(place)
    }
    await this.parts.onRound(this.looked)
    const next = await this.viewsOf(this.looked, this.closing.signal)
    if (JSON.stringify(next) === JSON.stringify(this.sessions)) return
    this.sessions = next
    this.changes.publish()
  }

  private places(): StepPlace[] {
    return this.looked.flatMap(one => this.parts.state.placesOf(one))
  }

  private async lookAgain(): Promise<void> {
    const { stores, state, platform } = this.parts
    const asked = this.stale
    this.stale = false
    const reachable = await stores.reachable()
    const now = platform.clock.now().getTime()
    const underWay = this.places().some(({ looked, booking }) => isArmed(phaseOf(booking, state.at(looked))))
    const every = underWay ? readMs.armed : readMs.idle
    const { lastRead } = this
    // A clock that was set back would otherwise stop it for as long.
    const due = !lastRead || asked || reachable !== lastRead.reachable || Math.abs(now - lastRead.at) >= every
    if (!due) return
    this.looked = await stores.look(() => false, this.closing.signal)
    this.lastRead = { at: now, reachable }
  }

  private async doSteps(place: StepPlace): Promise<void> {
    const { state, worker } = this.parts
    const { looked, booking } = place
    const { signal } = this.closing
    const operator = booking.people.some(({ user, role }) => user === looked.user && role === 'operator')
    // Each step is one person's to log; and what cannot be logged now is done when the store answers again.
    if (!operator || looked.contents.offline) return
    if (dueSteps(await state.facts(place, false, signal)).length === 0) return
    while (!signal.aborted) {
      // Another computer of the same person may have done it a moment ago.
      const [step] = dueSteps(await state.facts(place, true, signal))
      if (!step) return
      await worker.run(place, step, true, signal)
    }
  }

  /** What others took back ends at the computer that did it, whoever is in charge by now. */
  private async takeBack(place: StepPlace): Promise<void> {
    const { state, worker } = this.parts
    if (place.looked.contents.offline || !isArmed(phaseOf(place.booking, state.at(place.looked)))) return
    const isBack = async (fresh: boolean): Promise<boolean> => {
      const facts = await state.facts(place, fresh, this.closing.signal)
      const isDone = facts.records.some(({ step, state }) => step === 'watch' && state === 'done')
      return isDone && isTakenBack('watch', facts)
    }
    // What was read before may not yet know that it was begun once more.
    if ((await isBack(false)) && (await isBack(true))) await worker.watchTakenBack(place)
  }

  private tellNotices({ looked, booking, resource }: StepPlace): void {
    const { notices, records, state } = this.parts
    const { notice, keys } = dueNotices(booking, resource, looked.contents.file.timeZone, state.at(looked))
    if (!notice || !records.tell(sessionKey({ looked, booking }), keys).includes(notice.key)) return
    const { key, event, title, text } = notice
    const { uid, start } = booking
    const happening = `${uid} ${start} ${key}`
    notices.raise(looked, [{ happening, event, uid, resource: resource.name, start, title, text }])
  }

  private async tellControl(place: StepPlace): Promise<void> {
    const { notices, state } = this.parts
    const { looked, booking, resource } = place
    // A copy tells nothing that was not told when it was made.
    if (looked.contents.offline || !isArmed(phaseOf(booking, state.at(looked)))) return
    const { log, at } = await state.facts(place, false, this.closing.signal)
    notices.raise(looked, controlNews({ file: looked.contents.file, booking, resource, log, at }, looked.user))
  }

  /** Until something of a session changes by the clock, and never long: a computer that slept wakes late. */
  private waitMs(): number {
    const { state, tickMs } = this.parts
    const turns = this.places().flatMap(({ looked, booking }) => {
      const turn = nextTurn(booking, state.at(looked))
      return turn === null ? [] : [turn - state.at(looked)]
    })
    return Math.max(leastWaitMs, Math.min(tickMs, ...turns))
  }

  private async untilWoken(milliseconds: number): Promise<void> {
    const woken = new AbortController()
    this.wakeUp = () => woken.abort()
    await pause(milliseconds, AbortSignal.any([woken.signal, this.closing.signal]))
    this.wakeUp = () => {}
  }

  private warn(thrown: unknown): void {
    if (!this.closing.signal.aborted) this.parts.platform.log.warn(`Sessions: ${Failure.from(thrown).message}`)
  }
}

/** Runs until it is closed. */
export const createSessionRound = (parts: SessionRoundParts): SessionRound => new Rounds(parts)
