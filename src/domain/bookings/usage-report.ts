/** How resources were used: what was booked, and what the log says of begin and end. */
import type { Booking, LogEntry } from '@contract/booking'
import type { UsageRow } from '@contract/bookings'
import type { ResourcesFile } from '@contract/resources'
import { hasSay } from './judging'

/** Begin inclusive, end exclusive; a booking counts where it begins. No resources: all. */
export interface ReportStretch {
  readonly from: string
  readonly to: string
  readonly resources: readonly string[]
}

/** Administrators have a say in every booking. */
type ReportFile = Pick<ResourcesFile, 'administrators'>

const hours = (minutes: number): number => Math.round((minutes / 60) * 1000) / 1000

const isNoShow = (entries: readonly LogEntry[]): boolean =>
  entries.some(({ act, granted }) => act === 'no-show' && granted)

/**
 * Milliseconds of its slot, with what it gave back after its begin: that time was kept from others. What was given back
 * before was never booked in the end.
 */
function bookedMs({ resource, start, end, freed }: Booking): number {
  const begin = Date.parse(start)
  const parts = freed
    .filter(given => (given.resource ?? resource) === resource && Date.parse(given.at) >= begin)
    .map(given => [Math.max(begin, Date.parse(given.start)), Date.parse(given.end)] as const)
    .sort(([a], [b]) => a - b)
  let [length, last] = [0, begin]
  for (const [from, to] of [[begin, Date.parse(end)] as const, ...parts]) {
    length += Math.max(0, to - Math.max(from, last))
    last = Math.max(last, to)
  }
  return length
}

/**
 * Milliseconds between the first begin and the last end that were logged; one that was never ended, or whose end was
 * logged late, went on to the end of its slot. Nobody used what is a no-show, though it began by itself.
 */
function usedMs(booking: Booking, entries: readonly LogEntry[]): number {
  if (isNoShow(entries)) return 0
  const times = (act: LogEntry['act']): number[] =>
    entries.filter(entry => entry.act === act && entry.granted).map(({ at }) => Date.parse(at))
  const starts = times('start')
  if (starts.length === 0) return 0
  const start = Math.min(...starts)
  const ends = times('end').filter(end => end >= start)
  const slotEnd = Date.parse(booking.end)
  const end = ends.length > 0 ? Math.min(Math.max(...ends), slotEnd) : slotEnd
  return Math.max(0, end - start)
}

/** What tells how a booking was used: of a linked resource, which has no session of its own, its group's entries do. */
function entriesBy(
  bookings: readonly Booking[],
  log: readonly LogEntry[],
  file: ReportFile
): (booking: Booking) => readonly LogEntry[] {
  const booked = new Map(bookings.map(booking => [booking.uid, booking]))
  const ofUid = new Map<string, LogEntry[]>()
  for (const entry of log) {
    const about = entry.uid === null ? undefined : booked.get(entry.uid)
    // Everybody who may book can write lines of their own: those of strangers say nothing of a booking.
    if (entry.uid === null || !about || !hasSay(file, about, entry.user)) continue
    const known = ofUid.get(entry.uid)
    if (known) known.push(entry)
    else ofUid.set(entry.uid, [entry])
  }
  const groups = new Map<string, LogEntry[]>()
  for (const { group, uid } of bookings)
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), ...(ofUid.get(uid) ?? [])])
  return ({ uid, group }) => {
    const own = ofUid.get(uid) ?? []
    const hasSession = own.some(({ act, granted }) => granted && (act === 'start' || act === 'no-show'))
    return hasSession || group === null ? own : (groups.get(group) ?? own)
  }
}

/**
 * One row for each resource, owner and account, in that order. Maintenance is nobody's use; cancelled bookings are
 * counted and their hours are not; a no-show is what the log calls so, for each resource that was booked with it.
 */
export function usageReport(
  bookings: readonly Booking[],
  log: readonly LogEntry[],
  file: ReportFile,
  { from, to, resources }: ReportStretch
): UsageRow[] {
  const entriesOf = entriesBy(bookings, log, file)
  const rows = new Map<string, UsageRow>()
  for (const booking of bookings) {
    const start = Date.parse(booking.start)
    if (booking.status === 'blocked' || start < Date.parse(from) || start >= Date.parse(to)) continue
    if (resources.length > 0 && !resources.includes(booking.resource)) continue
    const { resource, owner: user, account } = booking
    const key = JSON.stringify([resource, user, account])
    const row = rows.get(key) ?? {
      ...{ resource, user, account, bookings: 0, bookedHours: 0, usedHours: 0, cancelled: 0, noShows: 0 }
    }
    rows.set(key, added(row, booking, entriesOf(booking)))
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function added(row: UsageRow, booking: Booking, entries: readonly LogEntry[]): UsageRow {
  const noShows = row.noShows + (isNoShow(entries) ? 1 : 0)
  if (booking.status === 'cancelled') return { ...row, cancelled: row.cancelled + 1, noShows }
  return {
    ...row,
    bookings: row.bookings + 1,
    bookedHours: hours(row.bookedHours * 60 + bookedMs(booking) / 60_000),
    usedHours: hours(row.usedHours * 60 + usedMs(booking, entries) / 60_000),
    noShows
  }
}
