/** The remote displays of all sites: the service behind contract/displays. */
import type {
  Display,
  DisplayKind,
  DisplayPerson,
  DisplayProgress,
  DisplayWay,
  DisplayWish,
  OneDisplay,
  PreflightStep
} from '@contract/display'
import type { DisplayList } from '@contract/displays'
import type { BookingStore, DisplayRight, ResourceDisplay } from '@contract/resources'
import { displayKindNames } from '@domain/displays/kind-names'
import { whoDrives } from '@domain/displays/who-drives'
import { Failure } from '@domain/failure'
import type { Armed } from '../may-open'
import type { Platform } from '../platform'
import type { DisplayGrants } from '../store/display-grants'
import type { DisplayAdapter, DisplayPlace } from './adapter'
import { createBookedPeople } from './booked-people'
import { createBookingGate } from './booking-gate'
import type { SecretFiles } from './connection-file'
import { createDisplayLists, type DisplayListsDependencies } from './display-lists'
import { facilityDisplay } from './facility-display'
import { closeWhenEnded } from './keep-opened'
import { createOpenDisplays } from './open-displays'
import { checkHost, displayHost, isOfHost, placeOn } from './places'
import { preflight } from './preflight'
import { stillThere } from './still-there'

export interface DisplaysDependencies extends Omit<DisplayListsDependencies, 'clock'> {
  readonly platform: Pick<Platform, 'clock' | 'log'>
  /** Connection files; what is left of them goes at the end. */
  readonly files: SecretFiles
  /** Whom servers let in for a booking. */
  readonly grants: DisplayGrants
  /** Milliseconds between two looks at what was given; unset: a minute. */
  readonly grantsMs?: number | undefined
  /** How long a preflight reads to tell the rate of a link; unset: two seconds. Milliseconds. */
  readonly rateMs?: number | undefined
}

type Progress = AsyncGenerator<DisplayProgress, void, undefined>

export interface OpenOptions {
  readonly way?: DisplayWay | undefined
  readonly print: boolean
}

/** What a check is asked of. */
export interface CheckChoice {
  readonly site: string
  readonly kind: DisplayKind
  readonly host?: string | undefined
  readonly id?: string | undefined
}

/** Units and errors are described in contract/displays. */
export interface Displays {
  list(site: string, kinds: readonly DisplayKind[], signal: AbortSignal | undefined): Promise<DisplayList>
  watch(
    site: string,
    kinds: readonly DisplayKind[],
    signal: AbortSignal | undefined
  ): AsyncGenerator<DisplayList, void, void>
  create(wish: DisplayWish, signal: AbortSignal | undefined): Progress
  open(one: OneDisplay, options: OpenOptions, signal: AbortSignal | undefined): Progress
  openBooked(store: BookingStore, uid: string, options: OpenOptions, signal: AbortSignal | undefined): Progress
  close(one: OneDisplay, signal: AbortSignal | undefined): Promise<void>
  share(
    one: OneDisplay,
    people: readonly { user: string; right: DisplayRight }[],
    signal: AbortSignal | undefined
  ): Promise<void>
  people(one: OneDisplay, signal: AbortSignal | undefined): Promise<DisplayPerson[]>
  thumbnail(
    one: OneDisplay,
    width: number,
    signal: AbortSignal | undefined
  ): Promise<{ base64: string; takenAt: string }>
  check(choice: CheckChoice, signal: AbortSignal | undefined): AsyncGenerator<PreflightStep, void, void>
  /** How many displays are open on this computer through this engine. */
  openCount(): number
  dispose(): Promise<void>
}

/** Those whose client is another program, behind a port of loopback; the others end with their stream. */
const hasForward: ReadonlySet<DisplayKind> = new Set<DisplayKind>(['dcv', 'fastx'])

const keyOf = ({ kind, site, host, id }: OneDisplay): string => JSON.stringify([kind, site, host, id])

class AllDisplays implements Displays {
  private readonly lists
  private readonly opened
  private readonly gate
  private readonly booked

  constructor(private readonly deps: DisplaysDependencies) {
    const { mayOpen, grants, grantsMs } = deps
    const { clock, log } = deps.platform
    const adapter = (kind: DisplayKind): DisplayAdapter => this.adapter(kind)
    this.lists = createDisplayLists({ ...deps, clock })
    this.opened = createOpenDisplays(clock, mayOpen)
    this.gate = createBookingGate({ mayOpen, adapter, place: one => this.place(one.site, one.host) })
    this.booked = createBookedPeople({
      ...{ mayOpen, grants, clock, log, adapter, tickMs: grantsMs },
      place: async ({ site, host }) => placeOn(deps.access, site, host, { automatic: true })
    })
  }

  list(site: string, kinds: readonly DisplayKind[], signal: AbortSignal | undefined): Promise<DisplayList> {
    return this.lists.read(site, kinds, signal)
  }

  watch(site: string, kinds: readonly DisplayKind[], signal: AbortSignal | undefined) {
    return this.lists.watch(site, kinds, signal)
  }

  async *create(wish: DisplayWish, signal: AbortSignal | undefined): Progress {
    const adapter = this.adapter(wish.kind)
    const place = await this.place(wish.site, wish.host)
    await this.gate.line({ ...wish, host: place.host })
    const display = yield* adapter.create(wish, place, signal)
    this.lists.refresh(wish.site)
    yield { type: 'display', display }
  }

  async *open(one: OneDisplay, options: OpenOptions, signal: AbortSignal | undefined): Progress {
    // Refused before anything is asked of the host.
    const adapter = this.adapter(one.kind)
    await this.place(one.site, one.host)
    const armed = await this.gate.ask(one, 'display-open', signal)
    yield* this.openAllowed(adapter, one, options, armed, signal)
  }

  async *openBooked(store: BookingStore, uid: string, options: OpenOptions, signal: AbortSignal | undefined): Progress {
    const armed = await this.deps.mayOpen.booked(store, uid, signal)
    const facility = armed.resource.display
    const name = armed.resource.name
    if (!facility)
      throw new Failure('not-found', `${name} has no display.`, {
        hint: 'An administrator of the calendar names it in resources.json.'
      })
    const site = facility.site ?? store.site
    if (!site)
      throw new Failure('not-found', `The calendar does not say at which site the display of ${name} is.`, {
        hint: 'Its administrator names the site in resources.json.'
      })
    const adapter = this.adapter(facility.kind)
    const place = await this.place(site, facility.host, facility)
    const known = facility.session ?? adapter.idOf?.(facility)
    const id = known ?? (yield* this.sessionFor(adapter, place, name, signal))
    yield* this.openAllowed(adapter, { kind: facility.kind, site, host: place.host, id }, options, armed, signal)
  }

  /** One that is there and can be opened, else a new one. */
  private async *sessionFor(
    adapter: DisplayAdapter,
    place: DisplayPlace,
    name: string,
    signal: AbortSignal | undefined
  ): AsyncGenerator<DisplayProgress, string, undefined> {
    const there = (await adapter.list(place, signal))?.find(one => isOfHost(one, place))
    if (there) return there.id
    // Where the facility names no host, it may be on one that its broker chooses.
    const host = place.facility?.host
    const others = this.deps.adapters.filter(one => one !== adapter && one.kind === adapter.kind)
    for (const other of host === undefined ? others : []) {
      // A broker has sessions of other purposes, too: the name says which one was made for this.
      const brokers = (await other.list(place, signal))?.find(one => isOfHost(one, place) && one.name === name)
      if (brokers) return brokers.id
    }
    const wish: DisplayWish = { kind: adapter.kind, site: place.site, host, name, type: 'virtual' }
    const made = yield* adapter.create(wish, place, signal)
    this.lists.refresh(place.site)
    yield { type: 'display', display: made }
    return made.id
  }

  private async *openAllowed(
    adapter: DisplayAdapter,
    one: OneDisplay,
    options: OpenOptions,
    armed: Armed | null,
    signal: AbortSignal | undefined
  ): Progress {
    const place = await this.place(one.site, one.host, armed?.resource.display)
    const right = armed?.right ?? 'control'
    if (armed && !options.print) yield* this.booked.letIn(one, place, armed, signal)
    const lowering = armed ? this.booked.lowering(one, armed) : undefined
    const { way, print } = options
    const opened = yield* adapter.open({ place, id: one.id, way, print, right, lowering }, signal)
    if (signal?.aborted) {
      await opened.close()
      throw new Failure('cancelled', 'Opening the display was cancelled.')
    }
    const booked = armed && {
      ...{ armed, changed: () => this.booked.settle(one) },
      wentOn: (next: Armed) => this.booked.goOn(one, next)
    }
    this.opened.keep(opened, keyOf(one), booked)
    if (hasForward.has(one.kind)) void closeWhenEnded(opened, signal => this.isThere(one, signal))
    this.deps.platform.log.info(`Display opened: ${one.kind} on ${one.host} of ${one.site}, ${opened.launch.way}.`)
    this.lists.refresh(one.site)
    const { kind, site, host, id } = one
    yield { type: 'launch', launch: { ...opened.launch, display: { kind, site, host, id } } }
  }

  /** Asked by nobody: raises no prompt. Throws where its host cannot tell. */
  private isThere({ kind, site, host, id }: OneDisplay, signal: AbortSignal): Promise<boolean> {
    const sources = this.deps.adapters.filter(adapter => adapter.kind === kind)
    return stillThere(sources, placeOn(this.deps.access, site, host, { automatic: true }), id, signal)
  }

  async close(one: OneDisplay, signal: AbortSignal | undefined): Promise<void> {
    const armed = await this.gate.control(one, 'display-close', signal)
    await this.adapter(one.kind).close(await this.place(one.site, one.host, armed?.resource.display), one.id, signal)
    await this.opened.closeOf(keyOf(one))
    this.lists.refresh(one.site)
  }

  async share(
    one: OneDisplay,
    people: readonly { user: string; right: DisplayRight }[],
    signal: AbortSignal | undefined
  ): Promise<void> {
    const { share } = this.adapter(one.kind)
    if (!share) throw cannot(one.kind, 'be shared with others')
    const armed = await this.gate.control(one, 'display-share', signal)
    const place = await this.place(one.site, one.host)
    // What is given to others on an instrument's display ends with the booking that gave it.
    if (armed) this.booked.remember(one, armed)
    await share(place, one.id, people, signal)
  }

  async people(one: OneDisplay, signal: AbortSignal | undefined): Promise<DisplayPerson[]> {
    const adapter = this.adapter(one.kind)
    if (!adapter.people) throw cannot(one.kind, 'tell who looks at it')
    const place = await this.place(one.site, one.host, await facilityDisplay(this.deps.mayOpen, adapter, one))
    const people = await adapter.people(place, one.id, signal)
    const booked = await this.deps.mayOpen.whose(one, signal).catch(() => null)
    return whoDrives({ people, booked, ours: this.opened.rightsOf(keyOf(one)), named: one.kind !== 'vnc' })
  }

  async thumbnail(
    one: OneDisplay,
    width: number,
    signal: AbortSignal | undefined
  ): Promise<{ base64: string; takenAt: string }> {
    const { thumbnail } = this.adapter(one.kind)
    if (!thumbnail) throw cannot(one.kind, 'give a picture of itself')
    const armed = await this.gate.ask(one, 'display-view', signal)
    const place = await this.place(one.site, one.host, armed?.resource.display)
    const bytes = await thumbnail(place, one.id, width, signal)
    return { base64: Buffer.from(bytes).toString('base64'), takenAt: this.deps.platform.clock.now().toISOString() }
  }

  async *check({ site, kind, host, id }: CheckChoice, signal: AbortSignal | undefined) {
    const place = await this.place(site, host)
    const adapter = this.adapter(kind)
    const one = id === undefined ? undefined : { kind, site, host: place.host, id }
    const facility = one && (await facilityDisplay(this.deps.mayOpen, adapter, one))
    yield* preflight(adapter, { place: { ...place, facility }, id }, signal, this.deps.rateMs)
  }

  openCount(): number {
    return this.opened.count
  }

  async dispose(): Promise<void> {
    this.lists.close()
    await this.opened.closeAll()
    await this.booked.close()
    await Promise.all(this.deps.adapters.map(adapter => adapter.dispose?.()))
    await this.deps.files.removeAll()
  }

  private adapter(kind: DisplayKind): DisplayAdapter {
    const adapter = this.deps.adapters.find(one => one.kind === kind)
    if (!adapter) throw new Failure('unsupported', `Displays of ${displayKindNames[kind]} are not in this build.`)
    return adapter
  }

  private async place(site: string, host: string | undefined, facility?: ResourceDisplay): Promise<DisplayPlace> {
    const view = await this.deps.sites.show(site)
    const name = host === undefined ? displayHost(view) : checkHost(view, host)
    return placeOn(this.deps.access, site, name, { facility })
  }
}

const cannot = (kind: Display['kind'], what: string): Failure =>
  new Failure('unsupported', `A display of ${displayKindNames[kind]} cannot ${what}.`)

export const createDisplays = (deps: DisplaysDependencies): Displays => new AllDisplays(deps)
