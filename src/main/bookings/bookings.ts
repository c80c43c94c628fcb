/** The booking calendar: the service behind contract/bookings; units and errors are described there. */
import type { CalendarItem, ResourcesView, StoreInfo, StoreReading } from '@contract/bookings'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { generalEntry } from '@domain/bookings/log-words'
import { rulesSavedWords } from '@domain/bookings/rules-words'
import { isZone } from '@domain/bookings/zone'
import { Failure } from '@domain/failure'
import { type BookingActs, createBookingActs } from './bookings-acts'
import { type BookingsDependencies, createDesk, type InStore } from './bookings-desk'
import { type BookingImport, createBookingImport } from './bookings-import'
import { type BookingReads, calendarOf, createBookingReads, resourcesView, type Stretch } from './bookings-reads'
import { type BookingWaits, createBookingWaits } from './bookings-waits'
import { createCalendarItems } from './calendar-items'
import { createStoreFeed, type StoreFeed } from './store-feed'

type Signal = AbortSignal | undefined

/** Between two looks of `watch` at a store. Milliseconds. */
const lookEveryMs = 30_000

export interface Bookings extends BookingActs, BookingReads, BookingWaits, BookingImport {
  stores(): Promise<StoreInfo[]>
  init(input: InStore & { resource: string; timeZone: string }, signal: Signal): Promise<ResourcesView>
  saveResources(input: InStore & { file: ResourcesFile; version: string }, signal: Signal): Promise<ResourcesView>
  reading(input: InStore, signal: Signal): AsyncGenerator<StoreReading, void, void>
  watch(input: Stretch, signal: Signal): AsyncGenerator<CalendarItem, void, void>
}

export function createBookings(
  deps: BookingsDependencies & { stores(): Promise<StoreInfo[]>; readonly everyMs?: number }
): Bookings {
  const desk = createDesk(deps)
  const reads = createBookingReads(desk, deps.reminderMinutes ?? (() => null))
  const feeds = new Map<string, StoreFeed>()
  const keyOf = ({ site, folder }: BookingStore): string => JSON.stringify([site, folder])

  function feedOf(store: BookingStore): StoreFeed {
    const key = keyOf(store)
    const known = feeds.get(key)
    if (known) return known
    const feed = createStoreFeed(desk.folder(store), { everyMs: deps.everyMs ?? lookEveryMs })
    feeds.set(key, feed)
    return feed
  }

  async function* watch(input: Stretch, signal: Signal): AsyncGenerator<CalendarItem, void, void> {
    const folder = desk.folder(input.store)
    const items = createCalendarItems()
    let user: string | null = null
    for await (const { contents, kept } of feedOf(input.store).follow(signal)) {
      // The kept copy waits for nobody; what was read came over a link that knows the name.
      user ??= kept || contents.offline ? null : await desk.userOf(folder, signal, true)
      const caller = desk.callerOf(user ?? (await desk.likelyUser(folder)), contents.file, input.as)
      yield* items(calendarOf(desk, contents, caller, input), contents.version)
    }
  }

  async function saveResources(
    input: InStore & { file: ResourcesFile; version: string },
    signal: Signal
  ): Promise<ResourcesView> {
    await desk.transact(
      input,
      'resources',
      ({ file, caller }, contents) => {
        const refusal = file.administrators.includes(caller)
          ? saveConflict(contents.version, input.version)
          : notTheirs(caller)
        const text = rulesSavedWords(file, input.file)
        return { changes: { resources: input.file }, result: undefined, refusal, judged: [], granted: [], text }
      },
      signal
    )
    return reads.resources(input, signal)
  }

  return {
    ...reads,
    ...createBookingActs(desk),
    ...createBookingWaits(desk),
    ...createBookingImport(desk),
    stores: deps.stores,
    resources: async (input, signal) => {
      const view = await reads.resources(input, signal)
      // Who watches a store that was away sees it at once when somebody has connected its site.
      feeds.get(keyOf(input.store))?.renewIfAway()
      return view
    },
    init: async (input, signal) => {
      if (!isZone(input.timeZone))
        throw new Failure('usage', `${input.timeZone} is no time zone.`, {
          hint: 'Zones have names such as Europe/Berlin.'
        })
      const folder = desk.folder(input.store)
      const user = await desk.userOf(folder, signal)
      const resource = { name: input.resource, kind: 'other' as const, linked: [], rules: {} }
      const file = {
        version: 1 as const,
        timeZone: input.timeZone,
        administrators: [user],
        people: [],
        resources: [resource]
      }
      await folder.init(file, signal)
      await desk.record(folder, [generalEntry('resources', true, `Calendar made with ${input.resource}`)], signal)
      return resourcesView(await folder.read(signal), user)
    },
    saveResources,
    reading: (input, signal) => desk.folder(input.store).reading(signal),
    watch
  }
}

function notTheirs(caller: string): Failure {
  return new Failure('not-allowed', `${caller} is no administrator of this calendar.`, {
    hint: 'Administrators are listed in its resources.json.'
  })
}

function saveConflict(there: string, wanted: string): Failure | null {
  if (there === wanted) return null
  return new Failure('conflict', 'Somebody else has saved the rules in the meantime.', {
    hint: 'Load them anew and make your change again.'
  })
}
