/** Whether a booking lets the caller open an instrument's display now: asked for at each click, and logged. */
import type { Booking, LogEntry } from '@contract/booking'
import type { OneDisplay } from '@contract/display'
import type { BookingStore, Resource } from '@contract/resources'
import { labelOf } from '@domain/bookings/booking'
import { displayKindNames } from '@domain/displays/kind-names'
import { Failure } from '@domain/failure'
import { type DisplayJudgement, displayRight, openedTo } from '@domain/sessions/display-right'
import { facilityTime } from '@domain/sessions/facility-time'
import type { DisplaySeen } from '@domain/sessions/instrument-display'
import { isArmed, phaseOf } from '@domain/sessions/phase'
import { resourceOf } from '@domain/sessions/session'
import type { Armed, AskOptions, DisplayAct, DisplayHolders, InstrumentDisplay, MayOpen } from '../may-open'
import type { Clock, Log } from '../platform'
import { armedOf, endHere } from './armed'
import { type Claim, claimsOf, decidingStores, rank } from './instrument-claims'
import { instrumentsOf, isOfSite, type KnownSite } from './instruments'
import { type Looked, type Read, type SessionStores, type Survey, storeKey } from './session-stores'

export interface InstrumentAccessParts {
  readonly stores: SessionStores
  readonly clock: Clock
  readonly log: Log
  readonly sites: () => Promise<readonly KnownSite[]>
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

  async display(display: OneDisplay, signal: Signal, options: AskOptions = {}): Promise<Armed | null> {
    const { stores } = this.parts
    const { look = async () => 'unknown' as const, act = 'display-open' } = options
    const sites = await this.parts.sites()
    const { read, unread } = await stores.survey(({ site }) => site === display.site, signal)
    let told: Promise<DisplaySeen> | undefined
    const seen = (): Promise<DisplaySeen> => {
      told ??= look()
      return told
    }
    const found = await claimsOf(read, display, sites, seen)
    const [missing] = unread
      .filter(({ store: { site } }) => site === null || isOfSite(site, display, sites))
      .sort((a, b) => rank(a.store, display) - rank(b.store, display))
    // What the missing one says counts for nothing only where another decides that has as much to say.
    const isDecided =
      missing && found.some(({ read: { store } }) => rank(store, display) <= rank(missing.store, display))
    if (missing && !isDecided && (await seen()) !== 'job') throw unknownOwner(display, missing)
    if (found.length === 0) return null
    // What decides is asked anew, and may name other displays by now.
    const looked = await Promise.all(decidingStores(found, display).map(store => stores.one(store, signal)))
    const claims = await claimsOf(looked, display, sites, seen)
    return claims.length === 0 ? null : this.decide(display, claims, act, signal)
  }

  /** By the first booking of the caller, of those of the claiming instruments, that opens it. */
  private async decide(
    display: OneDisplay,
    claims: readonly Claim<Looked>[],
    act: DisplayAct,
    signal: Signal
  ): Promise<Armed> {
    const asked = claims.map(({ read, resource }) => ({ looked: read, resource, act }))
    const certain = asked.filter((_, index) => claims[index]?.certain)
    const mine = certain.flatMap(one =>
      candidates(one.looked, one.resource, this.at(one.looked)).map(booking => ({ one, booking }))
    )
    for (const { one, booking } of mine)
      if ((await this.judge(one, booking, signal)).right !== 'none') return this.give(one, booking, signal)
    const [nearest] = mine
    if (nearest) return this.give(nearest.one, nearest.booking, signal)
    const [first = asked[0]] = certain
    if (!first) throw new Failure('internal', 'No instrument claims the display.')
    const reason =
      certain.length > 0
        ? nobodysReason(first.looked, first.resource, this.at(first.looked))
        : `${display.host} knows no display ${display.id} of ${displayKindNames[display.kind]}; its page shows ${labelOf(first.resource)}.`
    await this.note(first, null, { right: 'none', reason, rule: null }, signal)
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

  async people(store: BookingStore, uid: string, signal: Signal): Promise<Pick<Armed, 'people' | 'until'> | null> {
    const looked = await this.parts.stores.one(store, signal, { automatic: true })
    const booking = looked.contents.bookings.find(one => one.uid === uid)
    const resource = booking && resourceOf(looked.contents.file, booking)
    if (!booking || !resource?.display || (await this.parts.isDisarmed(looked, booking, signal))) return null
    const people = openedTo({ file: looked.contents.file, resource, booking, at: this.at(looked) })
    return people.length === 0 ? null : { people, until: endHere(booking, looked) }
  }

  async whose(display: OneDisplay, signal: Signal): Promise<DisplayHolders | null> {
    const [looked, sites] = await Promise.all([this.parts.stores.look(() => false, signal), this.parts.sites()])
    const claims = await claimsOf(looked, display, sites, async () => 'unknown')
    const deciding = new Set(decidingStores(claims, display).map(storeKey))
    for (const { read, resource, certain } of claims) {
      const at = this.at(read)
      const booking = certain && deciding.has(storeKey(read.store)) ? holderOf(read, resource, at) : undefined
      if (!booking) continue
      const { file } = read.contents
      const people = booking.people.map(({ user, role }) => {
        const { right } = displayRight({ file, resource, booking, user, at })
        return { user, role, right }
      })
      return { user: read.user, people }
    }
    return null
  }

  async instruments(name: string): Promise<InstrumentDisplay[]> {
    const sites = await this.parts.sites()
    const known = await this.parts.stores.read(() => false, undefined)
    return known
      .flatMap(read => instrumentsOf(read, sites))
      .filter(({ site }) => site === name)
      .map(({ resource: { name: own, display }, host, session }) => ({
        ...{ resource: own, kind: display.kind, host, session },
        command: display.command ?? null,
        facility: display
      }))
  }

  /** One booking, judged, logged, and given or refused. */
  private async give(asked: Asked, booking: Booking, signal: Signal): Promise<Armed> {
    const { looked, resource } = asked
    const judged = await this.judge(asked, booking, signal)
    await this.note(asked, booking, judged, signal)
    if (judged.right === 'none') throw refused(judged.reason)
    return armedOf(looked, booking, resource, judged.right, this.at(looked))
  }

  private async judge({ looked, resource }: Asked, booking: Booking, signal: Signal): Promise<DisplayJudgement> {
    const { contents, user } = looked
    const judged = displayRight({ file: contents.file, resource, booking, user, at: this.at(looked) })
    if (judged.right === 'none' || !(await this.parts.isDisarmed(looked, booking, signal))) return judged
    return { right: 'none', reason: 'The arming of this session was taken back.', rule: null }
  }

  /** Milliseconds since 1970 by the store's clock. */
  private at({ contents }: Read): number {
    return this.parts.clock.now().getTime() + contents.clockOffsetMs
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

/** The caller's bookings of it that might open it: those that run or are armed, then the next one. */
function candidates({ contents, user }: Looked, resource: Resource, at: number): Booking[] {
  const order = { running: 0, armed: 1, coming: 2, over: 3 } as const
  return contents.bookings
    .filter(({ resource: name, people }) => name === resource.name && people.some(person => person.user === user))
    .filter(booking => booking.status !== 'cancelled' && phaseOf(booking, at) !== 'over')
    .sort((a, b) => order[phaseOf(a, at)] - order[phaseOf(b, at)] || Date.parse(a.start) - Date.parse(b.start))
}

/** The booking that runs; one that is armed where none does. */
function holderOf({ contents }: Read, resource: Resource, at: number): Booking | undefined {
  const held = contents.bookings.filter(
    one => one.resource === resource.name && one.status === 'confirmed' && isArmed(phaseOf(one, at))
  )
  return held.find(one => phaseOf(one, at) === 'running') ?? held[0]
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

/**
 * A calendar that cannot be read may name the display: it does not open before somebody has read it once. The calendar
 * of another site is none of its business: it would shut every display of every facility.
 */
function unknownOwner({ host, id }: OneDisplay, { store, error }: Survey['unread'][number]): Failure {
  const whose = store.site === null ? `of this computer (${store.folder})` : `of ${store.site}`
  return new Failure(
    error.code,
    `Display ${id} on ${host} may be an instrument's: the calendar ${whose} cannot be read. ${error.message}`,
    {
      hint: `${store.site === null ? 'Mend it, or move it away.' : `Connect to ${store.site}, so that its calendar is read once; or take a calendar that is no more out of the settings of the site.`} ${error.hint}`.trim(),
      cause: error
    }
  )
}
