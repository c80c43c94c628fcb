/** A calendar as its watcher is told: without what is as it was, and never so much at once that a window stands still. */
import type { Booking } from '@contract/booking'
import type { Calendar, CalendarItem } from '@contract/bookings'

/** So many bookings are read by a window in about 10 ms. */
const mostAtOnce = 1500

/** What a watcher was told last. */
interface Told {
  readonly version: string
  readonly bookings: readonly Booking[]
}

const sameList = (a: readonly Booking[], b: readonly Booking[]): boolean =>
  a.length === b.length && a.every((booking, at) => booking === b[at])

/** Turns each calendar of one watcher into its items. `version`: of the rules. */
export function createCalendarItems(): (calendar: Calendar, version: string) => CalendarItem[] {
  let told: Told | null = null
  return (calendar, version) => {
    const { file, bookings, ...rest } = calendar
    const head = told?.version === version ? rest : { ...rest, file }
    // Objects are those of the copy: the same ones as long as nothing was read anew.
    const unchanged = told !== null && sameList(told.bookings, bookings)
    told = { version, bookings }
    if (unchanged) return [head]
    const parts: Booking[][] = []
    for (let at = 0; at === 0 || at < bookings.length; at += mostAtOnce) parts.push(bookings.slice(at, at + mostAtOnce))
    return parts.map((part, at): CalendarItem => {
      const more = at < parts.length - 1
      const whole = at === 0 ? head : { ...toldAlready(rest), continues: true }
      return { ...whole, bookings: part, ...(more && { more }) }
    })
  }
}

/** The other fields of a calendar after the item that had them. */
const toldAlready = (rest: Omit<Calendar, 'file' | 'bookings'>): Omit<Calendar, 'file' | 'bookings'> => ({
  ...{ ...rest, problems: [], forConsent: [], waiters: [], overruns: [] }
})
