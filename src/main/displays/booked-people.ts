/**
 * The people of a booking on the display of its instrument: its server lets them in while the booking runs. What was
 * given is remembered, and is brought to what the booking says whenever that changes, also by an engine that was off.
 */
import type { DisplayKind, OneDisplay } from '@contract/display'
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Armed, LetIn, MayOpen } from '../may-open'
import type { Clock, Log } from '../platform'
import type { DisplayGrant, DisplayGrants } from '../store/display-grants'
import type { DisplayAdapter, DisplayPlace, OpenRequest, Step } from './adapter'
import { step } from './retry'

export interface BookedPeople {
  /**
   * Gives the others on the booking what it gives them (DCV: a permissions file), when the one who may control opens it.
   * A server that refuses, as for a console session of root, keeps nobody from his own display: that is only told.
   */
  letIn(
    one: OneDisplay,
    place: DisplayPlace,
    armed: Armed,
    signal: AbortSignal | undefined
  ): AsyncGenerator<Step, void, undefined>
  /** Others were let in by hand for the time of the booking. */
  remember(one: OneDisplay, armed: Armed): void
  /**
   * Around what lets the account of the display only look, by its server: with control, and after the booking, it may
   * drive again. Noted before it is done, and no other word to the server comes between.
   */
  lowering(one: OneDisplay, armed: Armed): NonNullable<OpenRequest['lowering']>
  /** The booking changed, or is over: those who are let in are those that it names now, or nobody. */
  settle(one: OneDisplay): Promise<void>
  /** What an earlier booking opened stays open by this one: those who are let in are those that this one names. */
  goOn(one: OneDisplay, armed: Armed): Promise<void>
  close(): Promise<void>
}

export interface BookedPeopleParts {
  readonly grants: DisplayGrants
  readonly mayOpen: Pick<MayOpen, 'people'>
  readonly clock: Clock
  readonly log: Log
  readonly adapter: (kind: DisplayKind) => DisplayAdapter
  /** A place that raises no prompt. */
  readonly place: (one: OneDisplay) => Promise<DisplayPlace>
  /** Longest time between two looks at what was given; unset: a minute. Milliseconds. */
  readonly tickMs?: number | undefined
}

/** Whom a booking opens its display to; null: nobody. */
type Standing = Pick<Armed, 'people' | 'until'> | null

/** Somebody new on a booking is let in within this, an end is taken back when it comes. */
const usualTickMs = 60_000
/** How long an engine that was just made does nothing by itself: most commands have ended by then. Milliseconds. */
const quietMs = 3_000
/** Longest wait for one calendar or server. Milliseconds. */
const askMs = 30_000
/** The end by two clocks is not quite the same moment. Milliseconds. */
const marginMs = 500
/** After so long the server is told no more, and a line in the log says so. Milliseconds. */
const giveUpMs = 7 * 86_400_000

/** It will say the same the next time, and there is nobody left to be let in by it. */
const forGood: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['not-found', 'unknown-site', 'permission', 'command-missing', 'unsupported'] as const)
])

const sameDisplay = (a: OneDisplay, b: OneDisplay): boolean =>
  a.kind === b.kind && a.site === b.site && a.host === b.host && a.id === b.id

const namesOf = (people: readonly LetIn[]): string => people.map(({ user, right }) => `${user} (${right})`).join(', ')

class People implements BookedPeople {
  private readonly closing = new AbortController()
  private readonly running: Promise<void>
  private busy: Promise<void> = Promise.resolve()
  private wakeUp: () => void = () => {}
  /** Those whose server did not answer: when it is told again, and after how long the next time. Milliseconds. */
  private readonly later = new Map<string, { at: number; wait: number }>()

  constructor(private readonly parts: BookedPeopleParts) {
    this.running = this.run()
  }

  async *letIn(one: OneDisplay, place: DisplayPlace, armed: Armed, signal: AbortSignal | undefined) {
    const { share } = this.parts.adapter(one.kind)
    if (!share || armed.right !== 'control') return
    try {
      const others = await othersOf(armed.people, place, signal)
      // Who comes to the booking later is let in then. Those of an earlier one may be let in still.
      if (others.length === 0 && !this.known(one)?.told) return this.keep(one, armed, false)
      if (others.length > 0) yield step(`Letting in ${namesOf(others)}`)
      // Noted before it is done: an engine that is killed in between takes it back all the same.
      this.remember(one, armed)
      await this.alone(() => share(place, one.id, others, signal))
      if (others.length === 0) this.keep(one, armed, false)
    } catch (thrown) {
      const { code, message } = Failure.from(thrown)
      if (code === 'cancelled') throw thrown
      if (forGood.has(code)) this.parts.grants.forget(one)
      yield step(`The others on the booking were not let in: ${message}`)
    }
  }

  remember(one: OneDisplay, armed: Armed): void {
    this.keep(one, armed, true)
  }

  lowering(one: OneDisplay, armed: Armed): NonNullable<OpenRequest['lowering']> {
    return work =>
      this.alone(() => {
        this.noteLowered(one, armed)
        return work()
      })
  }

  private noteLowered(one: OneDisplay, armed: Armed): void {
    const known = this.known(one)
    // What another booking was told ends with that one.
    if (known?.told && known.uid === armed.booking.uid) return
    this.keep(one, { ...armed, people: [] }, true)
  }

  /** `told`: its server was, or will be at once. */
  private keep(display: OneDisplay, armed: Pick<Armed, 'store' | 'booking' | 'until' | 'people'>, told: boolean): void {
    const { kind, site, host, id } = display
    this.parts.grants.save({
      display: { kind, site, host, id },
      store: armed.store,
      uid: armed.booking.uid,
      until: armed.until.toISOString(),
      people: [...armed.people],
      told
    })
    // Its end may come before the next look.
    this.wakeUp()
  }

  async settle(one: OneDisplay): Promise<void> {
    const grant = this.known(one)
    if (!grant) return
    const now = await this.standing(grant)
    if (now !== undefined) await this.alone(() => this.bringUpToDate(grant, now))
  }

  async goOn(one: OneDisplay, armed: Armed): Promise<void> {
    const known = this.known(one)
    if (!this.parts.adapter(one.kind).share || !(known || armed.right === 'control')) return
    // The server still has those of the booking before; told are only those that differ.
    this.keep(one, { ...armed, people: known?.people ?? [] }, known?.told ?? false)
    await this.settle(one)
  }

  async close(): Promise<void> {
    this.closing.abort()
    await this.running
    await this.busy
  }

  private known(one: OneDisplay): DisplayGrant | undefined {
    return this.parts.grants.all().find(({ display }) => sameDisplay(display, one))
  }

  /** Servers are told one thing after another, so that the last word is the newest. */
  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.busy.then(work)
    this.busy = next.then(
      () => undefined,
      () => undefined
    )
    return next
  }

  private async run(): Promise<void> {
    const { signal } = this.closing
    const tickMs = this.parts.tickMs ?? usualTickMs
    await pause(Math.min(quietMs, tickMs), signal)
    while (!signal.aborted) {
      const next = await this.sweep().catch((thrown: unknown) => this.warn(thrown))
      const woken = new AbortController()
      this.wakeUp = () => woken.abort()
      await pause(Math.min(tickMs, next ?? tickMs), AbortSignal.any([signal, woken.signal]))
    }
  }

  /** Milliseconds until the next end. */
  private async sweep(): Promise<number> {
    for (const { display } of this.due()) await this.settle(display)
    const now = this.parts.clock.now().getTime()
    const ends = this.parts.grants.all().map(({ until }) => Date.parse(until) + marginMs - now)
    return Math.min(...ends.filter(left => left > 0))
  }

  private due(): DisplayGrant[] {
    const now = this.parts.clock.now().getTime()
    return this.parts.grants.all().filter(grant => (this.later.get(JSON.stringify(grant.display))?.at ?? 0) <= now)
  }

  private async bringUpToDate(grant: DisplayGrant, now: Standing): Promise<void> {
    const { grants, adapter, log } = this.parts
    // The display may have been opened by another booking meanwhile.
    if (this.known(grant.display)?.uid !== grant.uid) return
    const until = now?.until.toISOString() ?? grant.until
    if (now && JSON.stringify(now.people) === JSON.stringify(grant.people)) {
      if (until !== grant.until) grants.save({ ...grant, until })
      return
    }
    const { display } = grant
    try {
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(askMs)])
      const place = await this.parts.place(display)
      const people = now ? await othersOf(now.people, place, signal) : []
      const told = people.length > 0
      if (told || grant.told) await adapter(display.kind).share?.(place, display.id, people, signal)
      if (now) grants.save({ ...grant, until, people: [...now.people], told })
      else grants.forget(display)
      this.later.delete(JSON.stringify(display))
      if (told || grant.told)
        log.info(
          `Display ${display.id} on ${display.host} of ${display.site}: ${people.length === 0 ? 'nobody else is' : `${namesOf(people)} are`} let in now.`
        )
    } catch (thrown) {
      this.tryLater(grant, Failure.from(thrown))
    }
  }

  /** Whom the booking names now; null: nobody; undefined: it cannot be asked, and its end as it was known is to come. */
  private async standing({ store, uid, until }: DisplayGrant): Promise<Standing | undefined> {
    const over = this.parts.clock.now().getTime() >= Date.parse(until)
    try {
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(askMs)])
      return await this.parts.mayOpen.people(store, uid, signal)
    } catch (thrown) {
      if (this.closing.signal.aborted) return undefined
      this.warn(thrown)
      return over ? null : undefined
    }
  }

  private tryLater({ display, until }: DisplayGrant, failure: Failure): void {
    const { grants, clock, log } = this.parts
    if (this.closing.signal.aborted) return
    const now = clock.now().getTime()
    const key = JSON.stringify(display)
    const where = `${display.id} on ${display.host} of ${display.site}`
    if (forGood.has(failure.code) || now - Date.parse(until) > giveUpMs) {
      grants.forget(display)
      this.later.delete(key)
      log.warn(
        `The server of display ${where} was not told who may be there; it is not tried again: ${failure.message}`
      )
      return
    }
    const wait = Math.min((this.later.get(key)?.wait ?? usualTickMs / 2) * 2, 30 * usualTickMs)
    this.later.set(key, { at: now + wait, wait })
    log.warn(`The server of display ${where} was not told who may be there; it is tried again: ${failure.message}`)
  }

  private warn(thrown: unknown): void {
    if (!this.closing.signal.aborted) this.parts.log.warn(`Displays: ${Failure.from(thrown).message}`)
  }
}

/** Runs until it is closed. */
export const createBookedPeople = (parts: BookedPeopleParts): BookedPeople => new People(parts)

/** Without the account to which the display belongs, which its server lets in anyway, unless it may only look now. */
async function othersOf(
  people: readonly LetIn[],
  place: DisplayPlace,
  signal: AbortSignal | undefined
): Promise<LetIn[]> {
  const { user: self } = (await place.connection(signal)).target
  return people.filter(({ user, right }) => user !== self || right === 'view')
}
