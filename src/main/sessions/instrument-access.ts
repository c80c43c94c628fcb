/** Whether a booking lets the caller open an instrument's display now: asked for at each click, and logged. */
import type { Booking, LogEntry } from '@contract/booking'
import type { OneDisplay } from '@contract/display'
import type { BookingStore, Resource } from '@contract/resources'
import type { Site } from '@contract/sites'
import { Failure } from '@domain/failure'
import { type DisplayJudgement, displayRight } from '@domain/sessions/display-right'
import { facilityTime } from '@domain/sessions/facility-time'
import { phaseOf } from '@domain/sessions/phase'
import { resourceOf } from '@domain/sessions/session'
import { hostForRole } from '@domain/sites/roles'
import type { Armed, MayOpen } from '../displays/may-open'
import type { Clock, Log } from '../platform'
import type { Looked, Read, SessionStores } from './session-stores'

export interface InstrumentAccessParts {
  readonly stores: SessionStores
  readonly clock: Clock
  readonly log: Log
  readonly sites: () => Promise<readonly Pick<Site, 'name' | 'hosts'>[]>
  /** Whether somebody took back the arming of this session. */
  readonly isDisarmed: (looked: Looked, booking: Booking, signal: AbortSignal | undefined) => Promise<boolean>
}

interface Instrument {
  readonly read: Read
  readonly resource: Resource
  readonly site: string
  readonly host: string | null
  readonly session: string | null
}

export function createInstrumentAccess(parts: InstrumentAccessParts): Omit<MayOpen, 'follow'> {
  const { stores, clock, log, isDisarmed } = parts

  /** Where displays of a site are that name no host. */
  async function displayHost(name: string): Promise<string | undefined> {
    const site = (await parts.sites()).find(one => one.name === name)
    return site && hostForRole(site, 'display')?.name
  }

  async function instrumentsOf(read: Read): Promise<Instrument[]> {
    const found: Instrument[] = []
    for (const resource of read.contents.file.resources) {
      const { display } = resource
      const site = display?.site ?? read.store.site
      // A display of this computer itself is nobody's instrument.
      if (!display || site === null) continue
      const host = display.host ?? (await displayHost(site)) ?? null
      found.push({ read, resource, site, host, session: display.session ?? null })
    }
    return found
  }

  async function allInstruments(ask: (store: BookingStore) => boolean, signal: AbortSignal | undefined) {
    const all = await stores.read(ask, signal)
    return (await Promise.all(all.map(instrumentsOf))).flat()
  }

  async function note(
    looked: Looked,
    booking: Booking | null,
    resource: Resource,
    judged: DisplayJudgement,
    signal: AbortSignal | undefined
  ): Promise<void> {
    const granted = judged.right !== 'none'
    const entry: Omit<LogEntry, 'user' | 'at'> = {
      act: 'display-open',
      ...{ granted, rule: judged.rule },
      resource: resource.name,
      uid: booking?.uid ?? null,
      text: granted ? judged.right : judged.reason
    }
    // A full disk at the facility keeps nobody from the microscope.
    await looked.folder
      .log([entry], signal)
      .catch((thrown: unknown) => log.warn(`Bookings: ${Failure.from(thrown).message}`))
  }

  /** One booking, judged, logged, and given or refused. */
  async function give(
    looked: Looked,
    booking: Booking,
    resource: Resource,
    signal: AbortSignal | undefined
  ): Promise<Armed> {
    const judged = await judge(looked, booking, resource, signal)
    await note(looked, booking, resource, judged, signal)
    if (judged.right === 'none') throw refused(judged.reason)
    return { store: looked.store, booking, resource, right: judged.right, until: endHere(booking, looked) }
  }

  async function judge(looked: Looked, booking: Booking, resource: Resource, signal: AbortSignal | undefined) {
    const { contents, user } = looked
    const judged = displayRight({ file: contents.file, resource, booking, user, at: serverNow(clock, looked) })
    if (judged.right === 'none' || !(await isDisarmed(looked, booking, signal))) return judged
    return { right: 'none', reason: 'The arming of this session was taken back.', rule: null } as const
  }

  return {
    async display(display, signal) {
      const ask = ({ site }: BookingStore): boolean => site === display.site
      const found = (await allInstruments(ask, signal)).find(one => isDisplayOf(one, display))
      if (!found) return null
      const looked = await stores.one(found.read.store, signal)
      const at = serverNow(clock, looked)
      const mine = candidates(looked, found.resource, at)
      for (const booking of mine) {
        const judged = await judge(looked, booking, found.resource, signal)
        if (judged.right !== 'none') return give(looked, booking, found.resource, signal)
      }
      const [nearest] = mine
      if (nearest) return give(looked, nearest, found.resource, signal)
      const reason = nobodysReason(looked, found.resource, at)
      await note(looked, null, found.resource, { right: 'none', reason, rule: null }, signal)
      throw refused(reason)
    },
    async booked(store, uid, signal) {
      const looked = await stores.one(store, signal)
      const booking = looked.contents.bookings.find(one => one.uid === uid)
      const resource = booking && resourceOf(looked.contents.file, booking)
      if (!booking || !resource) throw new Failure('not-found', `There is no booking ${uid}.`)
      if (!resource.display)
        throw new Failure('not-found', `${resource.label ?? resource.name} has no display.`, {
          hint: 'An administrator names it in resources.json.'
        })
      return give(looked, booking, resource, signal)
    },
    async instruments(site) {
      const all = await allInstruments(() => false, undefined)
      return all
        .filter(one => one.site === site)
        .map(({ resource, host, session }) => ({ resource: resource.name, host, session }))
    }
  }
}

/** The end of a booking by this computer's clock. */
export const endHere = ({ end }: Booking, { contents }: Read): Date =>
  new Date(Date.parse(end) - contents.clockOffsetMs)

const serverNow = (clock: Clock, { contents }: Read): number => clock.now().getTime() + contents.clockOffsetMs

/** Without a name of its own, every display of that kind on the host is the instrument's. */
function isDisplayOf({ resource, site, host, session }: Instrument, display: OneDisplay): boolean {
  if (resource.display?.kind !== display.kind || site !== display.site) return false
  return (host === null || host === display.host) && (session === null || session === display.id)
}

/** The caller's bookings of it that might open it: those that run or are armed, then the next one. */
function candidates({ contents, user }: Looked, resource: Resource, at: number): Booking[] {
  const order = { running: 0, armed: 1, coming: 2, over: 3 } as const
  return contents.bookings
    .filter(({ resource: name, people }) => name === resource.name && people.some(person => person.user === user))
    .filter(booking => booking.status !== 'cancelled' && phaseOf(booking, at) !== 'over')
    .sort((a, b) => order[phaseOf(a, at)] - order[phaseOf(b, at)] || Date.parse(a.start) - Date.parse(b.start))
}

function nobodysReason({ contents }: Looked, resource: Resource, at: number): string {
  const label = resource.label ?? resource.name
  const now = contents.bookings.find(
    one => one.resource === resource.name && one.status !== 'cancelled' && phaseOf(one, at) === 'running'
  )
  if (!now) return `The display of ${label} opens with a booking, and you have none.`
  const until = facilityTime(Date.parse(now.end), contents.file.timeZone)
  return `${label} is ${now.status === 'blocked' ? 'out of service' : `booked by ${now.owner}`} until ${until}.`
}

const refused = (reason: string): Failure =>
  new Failure('not-allowed', reason, { hint: 'The calendar shows who has it when, and where it is free.' })
