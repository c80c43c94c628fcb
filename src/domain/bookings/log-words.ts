/** What stands in the log about a booking. */
import type { Booking, LogEntry, Refusal } from '@contract/booking'

/** What an entry is about; a wish that was never written has no uid. */
export type LoggedBooking = Pick<Booking, 'resource' | 'start' | 'end' | 'title'> & { readonly uid: string | null }

/** An entry as its writer knows it: who and when are the store's to say. */
export type LogWords = Omit<LogEntry, 'user' | 'at'>
export type LogAct = LogEntry['act']

/** Refusals of one act that are logged. */
const mostRefusals = 20

const cut = (text: string): string => text.slice(0, 4000)

/** `krios1 2026-11-21T08:00:00Z to 2026-11-21T16:00:00Z, apoferritin`. */
const bookingWords = ({ resource, start, end, title }: Omit<LoggedBooking, 'uid'>): string =>
  cut(`${resource} ${start} to ${end}${title === '' ? '' : `, ${title}`}`)

/** About no booking. */
export const generalEntry = (act: LogAct, granted: boolean, text: string): LogWords => ({
  ...{ act, granted, resource: null, uid: null, rule: null },
  text: cut(text)
})

/** What was granted, one entry a booking; `by`: for whom an administrator spoke. */
export function grantedEntries(act: LogAct, bookings: readonly LoggedBooking[], by: string): LogWords[] {
  return bookings.map(booking => ({
    ...{ act, granted: true, resource: booking.resource, uid: booking.uid, rule: null },
    text: cut(bookingWords(booking) + by)
  }))
}

export function refusedEntries(
  act: LogAct,
  planned: readonly { booking: LoggedBooking; refusals: readonly Refusal[] }[],
  by: string
): LogWords[] {
  return planned
    .flatMap(({ booking, refusals }) =>
      refusals.map(({ rule, message }) => ({
        ...{ act, granted: false, resource: booking.resource, uid: booking.uid, rule },
        text: cut(`${bookingWords(booking)}: ${message}${by}`)
      }))
    )
    .slice(0, mostRefusals)
}
