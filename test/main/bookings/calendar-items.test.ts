import type { Booking } from '@contract/booking'
import type { Calendar } from '@contract/bookings'
import { expect, it } from 'vitest'
import { createCalendarItems } from '../../../src/main/bookings/calendar-items'

const bookingOf = (uid: string): Booking => ({
  ...{ uid, resource: 'krios1', start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z', title: '' },
  ...{ status: 'confirmed', owner: 'jseo', people: [], group: null, series: null, note: '', handOver: '', account: '' },
  ...{ freed: [], created: '2026-01-01T00:00:00Z', changed: '2026-01-01T00:00:00Z', sequence: 0 }
})
const calendarOf = (bookings: Booking[]): Calendar => ({
  ...{ file: { version: 1, timeZone: 'Europe/Berlin', administrators: [], people: [], resources: [] } },
  ...{ user: 'jseo', administrator: false, problems: [], bookings, forConsent: [], overruns: [] },
  waiters: [],
  ...{ readAt: '2026-11-21T08:00:00Z', clockOffsetMs: 0, offline: null }
})
const many = Array.from({ length: 3200 }, (_, at) => bookingOf(`b${at}@farscope.test`))

it('a calendar is told whole the first time, and without its rules and bookings while they are as they were', () => {
  const items = createCalendarItems()
  const [booking] = many
  const list = booking ? [booking] : []
  expect(items(calendarOf(list), 'a')).toEqual([calendarOf(list)])
  const { file: _file, bookings: _bookings, ...rest } = calendarOf(list)
  expect(items(calendarOf([...list]), 'a')).toEqual([rest])
  expect(items(calendarOf([...list]), 'b')).toEqual([{ ...rest, file: calendarOf([]).file }])
  expect(items(calendarOf([]), 'b')).toEqual([{ ...rest, bookings: [] }])
})

it('a long one is told in parts of which all but the last say that more follow', () => {
  const parts = createCalendarItems()(calendarOf(many), 'a')
  expect(parts.map(({ continues, more }) => [continues, more])).toEqual([
    [undefined, true],
    [true, true],
    [true, undefined]
  ])
  expect(parts.flatMap(({ bookings }) => bookings ?? [])).toEqual(many)
  expect(parts.map(({ file }) => file === undefined)).toEqual([false, true, true])
})
