/** What is looked at and not changed: rules, calendar, one booking, faults, export, report, log. */
import type { Booking, LogEntry, StoreProblem } from '@contract/booking'
import type { Calendar, ResourcesView, UsageRow } from '@contract/bookings'
import { byStart, overlaps } from '@domain/bookings/booking'
import { faultsByBooking } from '@domain/bookings/faults'
import { exportCalendar, exportPieces } from '@domain/bookings/ics'
import { isAdministrator } from '@domain/bookings/judging'
import { bookingOf } from '@domain/bookings/plan'
import { usageReport } from '@domain/bookings/usage-report'
import { waitersOf } from '@domain/bookings/waitlist'
import { Failure } from '@domain/failure'
import type { StoreContents } from '../booking-folder'
import type { Desk, InStore } from './bookings-desk'
import { bookingPath } from './folder-layout'
import { unhurried } from './unhurried'

type Signal = AbortSignal | undefined
export type Stretch = InStore & { readonly from: string; readonly to: string; readonly resources: readonly string[] }

export interface BookingReads {
  resources(input: InStore, signal: Signal): Promise<ResourcesView>
  calendar(input: Stretch, signal: Signal): Promise<Calendar>
  show(input: InStore & { uid: string }, signal: Signal): Promise<Booking>
  check(input: InStore, signal: Signal): Promise<StoreProblem[]>
  export(
    input: InStore & {
      resources: readonly string[]
      uid?: string | undefined
      mine: boolean
      start?: string | undefined
      end?: string | undefined
    },
    signal: Signal
  ): Promise<{ text: string }>
  report(input: Stretch, signal: Signal): Promise<UsageRow[]>
  log(
    input: InStore & {
      start?: string | undefined
      end?: string | undefined
      acts: readonly LogEntry['act'][]
      limit: number
    },
    signal: Signal
  ): Promise<LogEntry[]>
}

export function resourcesView(contents: StoreContents, caller: string): ResourcesView {
  const { file, version, problems } = contents
  return { file, version, user: caller, administrator: isAdministrator(file, caller), problems: [...problems] }
}

/** All that `from` to `to` shows of the store. */
export function calendarOf(
  desk: Desk,
  contents: StoreContents,
  caller: string,
  wanted: Omit<Stretch, 'store'>
): Calendar {
  const stretch = { start: wanted.from, end: wanted.to }
  const shown = (resource: string): boolean => wanted.resources.length === 0 || wanted.resources.includes(resource)
  const bookings = contents.bookings.filter(one => shown(one.resource) && overlaps(one, stretch)).sort(byStart)
  const uids = new Set(bookings.map(({ uid }) => uid))
  const { version: _version, ...view } = resourcesView(contents, caller)
  const { now } = desk.stateOf(contents, caller)
  const forConsent = ({ status, end }: Booking): boolean => status === 'waiting' && Date.parse(end) > Date.parse(now)
  return {
    ...{ ...view, bookings },
    forConsent: view.administrator ? contents.bookings.filter(forConsent).sort(byStart) : [],
    waiters: waitersOf(desk.stateOf(contents, caller)).filter(one => shown(one.resource) && overlaps(one, stretch)),
    overruns: contents.overruns.filter(({ uid, next }) => uids.has(uid) || uids.has(next)),
    readAt: contents.readAt.toISOString(),
    clockOffsetMs: contents.clockOffsetMs,
    offline: contents.offline?.toData() ?? null
  }
}

const dateOf = (instant: string | undefined): Date | null => (instant === undefined ? null : new Date(instant))

/** `reminderMinutes`: before a booking, at which an export reminds of it; null: not at all. */
export function createBookingReads(desk: Desk, reminderMinutes: () => number | null): BookingReads {
  async function read(input: InStore, signal: Signal, kept = false): Promise<[StoreContents, string]> {
    const folder = desk.folder(input.store)
    const contents = await folder.read(signal, { kept })
    const user = await (contents.offline ? desk.likelyUser(folder) : desk.userOf(folder, signal))
    return [contents, desk.callerOf(user, contents.file, input.as)]
  }

  async function exported(input: Parameters<BookingReads['export']>[0], signal: Signal): Promise<{ text: string }> {
    const [{ bookings, file }, caller] = await read(input, signal)
    const minutes = reminderMinutes()
    const words = { people: file.people, reminder: minutes === null ? null : { user: caller, minutes } }
    if (input.uid !== undefined) return { text: exportCalendar([bookingOf(bookings, input.uid)], file.timeZone, words) }
    const stretch = { start: input.start ?? '0001-01-01T00:00:00Z', end: input.end ?? '9999-12-31T00:00:00Z' }
    const known = input.resources.filter(name => !file.resources.some(resource => resource.name === name))
    if (known.length > 0) throw new Failure('not-found', `There is no resource ${known.join(', ')}.`)
    const wanted = bookings
      .filter(({ status }) => status !== 'cancelled')
      .filter(({ resource }) => input.resources.length === 0 || input.resources.includes(resource))
      .filter(({ owner, people }) => !input.mine || owner === caller || people.some(({ user }) => user === caller))
      .filter(one => overlaps(one, stretch))
    const pieces = await unhurried(exportPieces(wanted.sort(byStart), file.timeZone, words), signal)
    return { text: pieces.join('') }
  }

  return {
    resources: async (input, signal) => resourcesView(...(await read(input, signal))),
    calendar: async (input, signal) => {
      const [contents, caller] = await read(input, signal)
      return calendarOf(desk, contents, caller, input)
    },
    show: async (input, signal) => bookingOf((await read(input, signal))[0].bookings, input.uid),
    check: async (input, signal) => {
      const [contents, caller] = await read(input, signal)
      const hint = 'Move or cancel one of them, or change the rule.'
      const found = await unhurried(faultsByBooking(desk.stateOf(contents, caller)), signal)
      const faults = found.flat().map(({ booking, message }) => ({
        file: bookingPath(booking.resource, booking.uid),
        error: new Failure('mismatch', message, { hint }).toData()
      }))
      return [...contents.problems, ...faults]
    },
    export: exported,
    report: async (input, signal) => {
      const [{ bookings, file }] = await read(input, signal)
      // A session of the stretch may have been begun a little before it, and ended after.
      const from = new Date(Date.parse(input.from) - 86_400_000)
      const entries = await desk.folder(input.store).readLog(from, null, signal)
      return usageReport(bookings, entries, file, input)
    },
    log: async (input, signal) => {
      const folder = desk.folder(input.store)
      if (input.as !== undefined) await read(input, signal, true)
      const entries = await folder.readLog(dateOf(input.start), dateOf(input.end), signal)
      const wanted = entries.filter(({ act }) => input.acts.length === 0 || input.acts.includes(act))
      return wanted.slice(0, input.limit)
    }
  }
}
