/** A booking while it is filled in: as a person types it, and as the engine wants it. */
import type { BookedPerson, Booking, Slot } from '@contract/booking'
import type { BookingChange, BookingWishInput } from '@contract/bookings'
import { isoSeconds } from '@domain/bookings/booking'
import { Temporal } from 'temporal-polyfill'
import { dateAt } from '../stretch'
import { clockWords } from '../time-words'
import { noRepeat, type RepeatDraft, repeatRule, repeatTrouble } from './repeat'

export interface BookDraft {
  readonly resource: string
  /** Of the facility's clock: `2026-11-17` and `09:00`. */
  readonly startDate: string
  readonly startTime: string
  readonly endDate: string
  readonly endTime: string
  readonly title: string
  readonly note: string
  readonly account: string
  readonly people: readonly BookedPerson[]
  /** Closed for maintenance: nobody's session. */
  readonly service: boolean
  readonly repeat: RepeatDraft
}

const times = ({ start, end }: Slot, zone: string) => ({
  startDate: dateAt(Date.parse(start), zone),
  startTime: clockWords(Date.parse(start), zone),
  endDate: dateAt(Date.parse(end), zone),
  endTime: clockWords(Date.parse(end), zone)
})

/** A new one of the caller. */
export function newDraft(resource: string, slot: Slot, user: string, zone: string): BookDraft {
  const people: BookedPerson[] = [{ user, role: 'operator' }]
  return { resource, ...times(slot, zone), title: '', note: '', account: '', people, service: false, repeat: noRepeat }
}

export function draftOf(booking: Booking, zone: string): BookDraft {
  const { resource, title, note, account, people, status } = booking
  const service = status === 'blocked'
  return { resource, ...times(booking, zone), title, note, account, people, service, repeat: noRepeat }
}

/** The draft in another slot. */
export const withSlot = (draft: BookDraft, slot: Slot, zone: string): BookDraft => ({ ...draft, ...times(slot, zone) })

/** An instant of the facility's wall; null for what is no day or no time. `24:00` is the end of the day. */
export function wallInstant(date: string, time: string, zone: string): number | null {
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim())
  const late = time.trim() === '24:00'
  if (!clock && !late) return null
  try {
    const day = Temporal.PlainDate.from(date).add({ days: late ? 1 : 0 })
    const plainTime = new Temporal.PlainTime(Number(clock?.[1] ?? 0), Number(clock?.[2] ?? 0))
    return day.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
  } catch {
    return null
  }
}

/** Where a draft is wrong before anybody is asked, in words. */
export interface WrongField {
  readonly field: keyof BookDraft
  readonly message: string
}

const timeHint = 'A time such as 08:30, of the facility.'
const dayHint = 'A day such as 23 Nov 2026 or 2026-11-23.'
const isDay = (date: string, zone: string): boolean => wallInstant(date, '00:00', zone) !== null

export function draftSlot(draft: BookDraft, zone: string): { slot: Slot } | { wrong: WrongField } {
  const start = wallInstant(draft.startDate, draft.startTime, zone)
  const end = wallInstant(draft.endDate, draft.endTime, zone)
  if (!isDay(draft.startDate, zone)) return { wrong: { field: 'startDate', message: dayHint } }
  if (!isDay(draft.endDate, zone)) return { wrong: { field: 'endDate', message: dayHint } }
  if (start === null) return { wrong: { field: 'startTime', message: timeHint } }
  if (end === null) return { wrong: { field: 'endTime', message: timeHint } }
  if (end <= start) return { wrong: { field: 'endTime', message: 'It ends before it begins.' } }
  return { slot: { start: isoSeconds(start), end: isoSeconds(end) } }
}

export function draftWrong(draft: BookDraft, zone: string): WrongField | null {
  const told = draftSlot(draft, zone)
  if ('wrong' in told) return told.wrong
  const repeat = repeatTrouble(draft.repeat)
  if (repeat !== null) return { field: 'repeat', message: repeat }
  if (draft.people.some(({ user }) => !/^[A-Za-z0-9_][A-Za-z0-9._@-]*$/.test(user)))
    return { field: 'people', message: 'Each person needs a login name, for instance mlindq.' }
  return null
}

/** What the engine is asked for. */
export function wishOf(draft: BookDraft, slot: Slot): BookingWishInput {
  const { resource, title, note, account, people, service, repeat } = draft
  const rule = repeatRule(repeat)
  return {
    ...{ resource, ...slot, title: title.trim(), note, account: account.trim() },
    ...(service ? { status: 'blocked' as const, people: [] } : { people: [...people] }),
    ...(rule !== undefined && { repeat: rule })
  }
}

const sameInstant = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b)

/** What differs from the booking as it is. */
export function changeOf(draft: BookDraft, slot: Slot, booking: Booking): BookingChange {
  const { resource, note, people } = draft
  const [title, account] = [draft.title.trim(), draft.account.trim()]
  return {
    ...(resource !== booking.resource && { resource }),
    ...(!sameInstant(slot.start, booking.start) && { start: slot.start }),
    ...(!sameInstant(slot.end, booking.end) && { end: slot.end }),
    ...(title !== booking.title && { title }),
    ...(note !== booking.note && { note }),
    ...(account !== booking.account && { account }),
    ...(JSON.stringify(people) !== JSON.stringify(booking.people) && { people: [...people] })
  }
}
