/** A calendar of 20,000 bookings, as its watchers are told. */
import type { CalendarItem } from '@contract/bookings'
import { expect, it } from 'vitest'
import { isoSeconds } from '../../../src/domain/bookings/booking'
import { createBookings } from '../../../src/main/bookings/bookings'
import { silentLog } from '../../../src/main/platform'
import { createParts } from '../../../src/renderer/features/bookings/use-calendar'
import { booking } from '../../domain/bookings/booking-fixture'
import { memoryFolder } from './memory-folder'

const events = 20_000
const hourMs = 3_600_000
const first = Date.parse('2015-01-01T00:00:00Z')
const store = { site: null, folder: '/store' }

/** One each eight hours, seven hours long. */
const made = (at: number) => {
  const start = first + 8 * at * hourMs
  return booking({ uid: `b${at}`, start: isoSeconds(start), end: isoSeconds(start + 7 * hourMs) })
}

async function filled() {
  const folder = memoryFolder()
  await folder.transact(
    () => ({ changes: { bookings: Array.from({ length: events }, (_, at) => made(at)) }, result: null }),
    undefined
  )
  const bookings = createBookings({
    ...{ openFolder: () => folder, stores: async () => [], log: silentLog, ids: () => 'new', everyMs: 600_000 },
    ...{ clock: { now: () => new Date('2026-11-01T10:00:00Z') }, likelyUser: async () => 'mlindq' }
  })
  return { folder, bookings }
}

/** The items of one calendar, to the last. */
async function whole(items: AsyncGenerator<CalendarItem, void, void>): Promise<CalendarItem[]> {
  const all: CalendarItem[] = []
  for (;;) {
    const { value } = await items.next()
    if (!value) throw new Error('The stream ended.')
    all.push(value)
    if (!value.more) return all
  }
}

const years = (from: number, to: number) => ({ store, from: `${from}-01-01T00:00:00Z`, to: `${to}-01-01T00:00:00Z` })

it('is told in pieces that a window takes without a pause, and put together there', async () => {
  const { bookings } = await filled()
  const end = new AbortController()
  const items = await whole(bookings.watch({ ...years(2015, 2040), resources: [] }, end.signal))
  expect(items.length).toBeGreaterThan(10)
  expect(Math.max(...items.map(item => item.bookings?.length ?? 0))).toBeLessThanOrEqual(1500)
  const parts = createParts()
  const taken = items.map(item => parts.take(item))
  expect(taken.slice(0, -1).every(one => one === null)).toBe(true)
  expect(taken.at(-1)?.bookings.map(({ uid }) => uid)).toEqual(Array.from({ length: events }, (_, at) => `b${at}`))
  end.abort()
})

it('tells a week of it alone to who looks at a week, and after a change of a week what is in it', async () => {
  const { bookings } = await filled()
  const end = new AbortController()
  const week = { store, from: '2020-06-01T00:00:00Z', to: '2020-06-08T00:00:00Z', resources: [] }
  const items = bookings.watch(week, end.signal)
  const [told, ...more] = await whole(items)
  expect([told?.bookings?.length, more]).toEqual([21, []])
  const [cancelled] = told?.bookings ?? []
  await bookings.change({ store, uid: cancelled?.uid ?? '', change: { note: 'x' }, scope: 'one' }, undefined)
  const [next] = await whole(items)
  expect(next?.bookings?.find(({ uid }) => uid === cancelled?.uid)?.note).toBe('x')
  expect(next?.bookings).toHaveLength(21)
  end.abort()
})
