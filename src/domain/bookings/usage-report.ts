/** How resources were used: what was booked, and what the log says of begin and end. */
import type { Booking, LogEntry } from '@contract/booking'
import type { UsageRow } from '@contract/bookings'
import { lengthMinutes } from './booking'

/** Begin inclusive, end exclusive; a booking counts where it begins. No resources: all. */
export interface ReportStretch {
  readonly from: string
  readonly to: string
  readonly resources: readonly string[]
}

const hours = (minutes: number): number => Math.round((minutes / 60) * 1000) / 1000

/** Milliseconds between the first begin and the last end that were logged; one that was never ended went on to its end. */
function usedMs(booking: Booking, entries: readonly LogEntry[]): number {
  const times = (act: LogEntry['act']): number[] =>
    entries.filter(entry => entry.act === act && entry.granted).map(({ at }) => Date.parse(at))
  const starts = times('start')
  if (starts.length === 0) return 0
  const start = Math.min(...starts)
  const ends = times('end').filter(end => end >= start)
  const end = ends.length > 0 ? Math.max(...ends) : Date.parse(booking.end)
  return Math.max(0, end - start)
}

/**
 * One row for each resource, owner and account, in that order. Maintenance is nobody's use; cancelled bookings are
 * counted and their hours are not; a no-show is what the log calls so.
 */
export function usageReport(
  bookings: readonly Booking[],
  log: readonly LogEntry[],
  { from, to, resources }: ReportStretch
): UsageRow[] {
  const entriesOf = new Map<string, LogEntry[]>()
  for (const entry of log)
    if (entry.uid !== null) entriesOf.set(entry.uid, [...(entriesOf.get(entry.uid) ?? []), entry])
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
    rows.set(key, added(row, booking, entriesOf.get(booking.uid) ?? []))
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function added(row: UsageRow, booking: Booking, entries: readonly LogEntry[]): UsageRow {
  const noShow = entries.some(({ act, granted }) => act === 'no-show' && granted)
  if (booking.status === 'cancelled')
    return { ...row, cancelled: row.cancelled + 1, noShows: row.noShows + (noShow ? 1 : 0) }
  return {
    ...row,
    bookings: row.bookings + 1,
    bookedHours: hours(row.bookedHours * 60 + lengthMinutes(booking)),
    usedHours: hours(row.usedHours * 60 + usedMs(booking, entries) / 60_000),
    noShows: row.noShows + (noShow ? 1 : 0)
  }
}
