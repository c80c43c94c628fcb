/** Bookings as people read them: times on the facility's clock. */
import type { Booking, LogEntry, StoreProblem } from '@contract/booking'
import type { BookingPlan, UsageRow } from '@contract/bookings'
import type { ResourcesFile } from '@contract/resources'
import { zoned } from '@domain/bookings/zone'
import { fields, safeText, table } from './text'

/** `2026-11-21 09:00`; a column of them names the zone once. */
function wallText(instant: string, zone: string): string {
  return zoned(instant, zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

const peopleText = ({ people }: Booking): string => people.map(({ user, role }) => `${user}:${role}`).join(', ')

/** A listing; `zone` of the facility. */
export function bookingsTable(bookings: readonly Booking[], zone: string): string {
  if (bookings.length === 0) return 'No bookings.\n'
  return table(bookings, [
    { title: 'RESOURCE', cell: one => one.resource },
    { title: `BEGIN (${zone})`, cell: one => wallText(one.start, zone) },
    { title: 'END', cell: one => wallText(one.end, zone) },
    { title: 'STATUS', cell: one => one.status },
    { title: 'OWNER', cell: one => one.owner },
    { title: 'TITLE', cell: one => one.title },
    { title: 'UID', cell: one => one.uid }
  ])
}

export function bookingText(booking: Booking): string {
  return fields([
    ['uid', booking.uid],
    ['resource', booking.resource],
    ['begin', booking.start],
    ['end', booking.end],
    ['title', booking.title],
    ['status', booking.status],
    ['owner', booking.owner],
    ['people', peopleText(booking)],
    ['account', booking.account],
    ['series', booking.series],
    ['note', booking.note],
    ['hand-over', booking.handOver]
  ])
}

/** What would be booked, and what stands against each. */
export function planText({ bookings }: BookingPlan): string {
  return bookings
    .map(({ booking, refusals }) => {
      const head = `${refusals.length === 0 ? 'free   ' : 'refused'}  ${booking.resource}  ${booking.start}  ${booking.end}\n`
      return head + refusals.map(({ rule, message }) => `         ${rule}: ${safeText(message)}\n`).join('')
    })
    .join('')
}

export function resourcesTable({ resources, timeZone }: ResourcesFile): string {
  const rows = table(resources, [
    { title: 'RESOURCE', cell: one => one.name },
    { title: 'KIND', cell: one => one.kind },
    { title: 'LABEL', cell: one => one.label ?? '' },
    { title: 'WITH IT', cell: one => one.linked.join(', ') },
    { title: 'RESERVATION', cell: one => one.reservation ?? '' },
    { title: 'RULES', cell: one => Object.keys(one.rules).join(', ') }
  ])
  return `${rows}Time zone: ${timeZone}\n`
}

export const problemsText = (problems: readonly StoreProblem[]): string =>
  problems
    .map(
      ({ file, error }) =>
        `${safeText(file)}: ${safeText(error.message)}\n${error.hint && `  ${safeText(error.hint)}\n`}`
    )
    .join('')

export function reportTable(rows: readonly UsageRow[]): string {
  if (rows.length === 0) return 'Nothing was booked.\n'
  return table(rows, [
    { title: 'RESOURCE', cell: row => row.resource },
    { title: 'USER', cell: row => row.user },
    { title: 'ACCOUNT', cell: row => row.account },
    { title: 'BOOKINGS', right: true, cell: row => String(row.bookings) },
    { title: 'BOOKED H', right: true, cell: row => row.bookedHours.toFixed(1) },
    { title: 'USED H', right: true, cell: row => row.usedHours.toFixed(1) },
    { title: 'CANCELLED', right: true, cell: row => String(row.cancelled) },
    { title: 'NO-SHOWS', right: true, cell: row => String(row.noShows) }
  ])
}

export function logTable(entries: readonly LogEntry[]): string {
  if (entries.length === 0) return 'Nothing was logged.\n'
  return table(entries, [
    { title: 'TIME', cell: one => one.at },
    { title: 'USER', cell: one => one.user },
    { title: 'ACT', cell: one => one.act },
    { title: 'GRANTED', cell: one => (one.granted ? 'yes' : `no (${one.rule ?? 'refused'})`) },
    { title: 'RESOURCE', cell: one => one.resource ?? '' },
    { title: 'TEXT', cell: one => one.text }
  ])
}
