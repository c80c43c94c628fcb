/** Whether a booking lets the caller open an instrument's display now: asked for at each click, and logged. */
import type { Booking, LogEntry } from '@contract/booking'
import type { OneDisplay } from '@contract/display'
import type { BookingStore, Resource } from '@contract/resources'
import type { Site } from '@contract/sites'
import { labelOf } from '@domain/bookings/booking'
import { Failure } from '@domain/failure'
import { type DisplayJudgement, displayRight } from '@domain/sessions/display-right'
import { facilityTime } from '@domain/sessions/facility-time'
import { phaseOf } from '@domain/sessions/phase'
import { resourceOf } from '@domain/sessions/session'
import type { Armed, DisplayAct, MayOpen } from '../may-open'
import type { Clock, Log } from '../platform'
import { isDisplayOf, readInstruments } from './instruments'
import type { Looked, Read, SessionStores } from './session-stores'

export interface InstrumentAccessParts {
  readonly stores: SessionStores
  readonly clock: Clock
  readonly log: Log
  readonly sites: () => Promise<readonly Pick<Site, 'name' | 'hosts'>[]>
  /** Whether somebody took back the arming of this session. */
  readonly isDisarmed: (looked: Looked, booking: Booking, signal: AbortSignal | undefined) => Promise<boolean>
}

type Signal = AbortSignal | undefined

/** What a booking is asked of. */
interface Asked {
  readonly looked: Looked
  readonly resource: Resource
  readonly act: DisplayAct
}

class Access implements Omit<MayOpen, 'follow'> {
  constructor(private readonly parts: InstrumentAccessParts) {}

  async display(display: OneDisplay, signal: Signal, act: DisplayAct = 'display-open'): Promise<Armed | null> {
    const instruments = await readInstruments(this.parts, ({ site }) => site === display.site, signal)
    const found = instruments.find(one => isDisplayOf(one, display))
    if (!found) return null
    const looked = await this.parts.stores.one(found.read.store, signal)
    const asked = { looked, resource: found.resource, act }
    const at = serverNow(this.parts.clock, looked)
    const mine = candidates(looked, found.resource, at)
    for (const booking of mine)
      if ((await this.judge(asked, booking, signal)).right !== 'none') return this.give(asked, booking, signal)
    const [nearest] = mine
    if (nearest) return this.give(asked, nearest, signal)
    const reason = nobodysReason(looked, found.resource, at)
    await this.note(asked, null, { right: 'none', reason, rule: null }, signal)
    throw refused(reason)
  }

  async booked(store: BookingStore, uid: string, signal: Signal): Promise<Armed> {
    const looked = await this.parts.stores.one(store, signal)
    const booking = looked.contents.bookings.find(one => one.uid === uid)
    const resource = booking && resourceOf(looked.contents.file, booking)
    if (!booking || !resource) throw new Failure('not-found', `There is no booking ${uid}.`)
    if (!resource.display)
      throw new Failure('not-found', `${labelOf(resource)} has no display.`, {
        hint: 'An administrator names it in resources.json.'
      })
    return this.give({ looked, resource, act: 'display-open' }, booking, signal)
  }

  async instruments(name: string) {
    const all = await readInstruments(this.parts, () => false, undefined)
    return all
      .filter(({ site }) => site === name)
      .map(({ resource, host, session }) => ({ resource: resource.name, host, session }))
  }

  /** One booking, judged, logged, and given or refused. */
  private async give(asked: Asked, booking: Booking, signal: Signal): Promise<Armed> {
    const { looked, resource } = asked
    const judged = await this.judge(asked, booking, signal)
    await this.note(asked, booking, judged, signal)
    if (judged.right === 'none') throw refused(judged.reason)
    return { store: looked.store, booking, resource, right: judged.right, until: endHere(booking, looked) }
  }

  private async judge({ looked, resource }: Asked, booking: Booking, signal: Signal): Promise<DisplayJudgement> {
    const { contents, user } = looked
    const at = serverNow(this.parts.clock, looked)
    const judged = displayRight({ file: contents.file, resource, booking, user, at })
    if (judged.right === 'none' || !(await this.parts.isDisarmed(looked, booking, signal))) return judged
    return { right: 'none', reason: 'The arming of this session was taken back.', rule: null }
  }

  private async note(
    { looked, resource, act }: Asked,
    booking: Booking | null,
    { right, reason, rule }: DisplayJudgement,
    signal: Signal
  ): Promise<void> {
    const granted = right !== 'none'
    const entry: Omit<LogEntry, 'user' | 'at'> = {
      ...{ act, granted, rule, resource: resource.name },
      uid: booking?.uid ?? null,
      text: granted ? right : reason
    }
    // A full disk at the facility keeps nobody from the microscope.
    await looked.folder
      .log([entry], signal)
      .catch((thrown: unknown) => this.parts.log.warn(`Bookings: ${Failure.from(thrown).message}`))
  }
}

/** The part of `MayOpen` that is asked at a click. */
export const createInstrumentAccess = (parts: InstrumentAccessParts): Omit<MayOpen, 'follow'> => new Access(parts)

/** The end of a booking by this computer's clock. */
export const endHere = ({ end }: Booking, { contents }: Read): Date =>
  new Date(Date.parse(end) - contents.clockOffsetMs)

const serverNow = (clock: Clock, { contents }: Read): number => clock.now().getTime() + contents.clockOffsetMs

/** The caller's bookings of it that might open it: those that run or are armed, then the next one. */
function candidates({ contents, user }: Looked, resource: Resource, at: number): Booking[] {
  const order = { running: 0, armed: 1, coming: 2, over: 3 } as const
  return contents.bookings
    .filter(({ resource: name, people }) => name === resource.name && people.some(person => person.user === user))
    .filter(booking => booking.status !== 'cancelled' && phaseOf(booking, at) !== 'over')
    .sort((a, b) => order[phaseOf(a, at)] - order[phaseOf(b, at)] || Date.parse(a.start) - Date.parse(b.start))
}

function nobodysReason({ contents }: Looked, resource: Resource, at: number): string {
  const label = labelOf(resource)
  const now = contents.bookings.find(
    one => one.resource === resource.name && one.status !== 'cancelled' && phaseOf(one, at) === 'running'
  )
  if (!now) return `The display of ${label} opens with a booking, and you have none.`
  const until = facilityTime(Date.parse(now.end), contents.file.timeZone)
  return `${label} is ${now.status === 'blocked' ? 'out of service' : `booked by ${now.owner}`} until ${until}.`
}

const refused = (reason: string): Failure =>
  new Failure('not-allowed', reason, { hint: 'The calendar shows who has it when, and where it is free.' })
