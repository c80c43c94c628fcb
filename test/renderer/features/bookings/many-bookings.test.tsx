/** The calendar of 20,000 bookings, as the window draws it. */
import type { Booking } from '@contract/booking'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { client } from '../../../../src/renderer/client/engine-link'
import { BookingsList } from '../../../../src/renderer/features/bookings/list/bookings-list'
import { type BookingsRoom, RoomProvider } from '../../../../src/renderer/features/bookings/room-context'
import { stretchOf } from '../../../../src/renderer/features/bookings/stretch'
import { inSight } from '../../../../src/renderer/features/bookings/use-pick'
import { sample, sampleFile } from './booking-fixture'

const hourMs = 3_600_000
const first = Date.parse('2015-01-01T00:00:00Z')
const room: BookingsRoom = {
  ...{ bookings: client.bookings, sessions: client.sessions, store: { site: null, folder: '/store' }, storeLabel: '' },
  ...{ file: sampleFile, user: 'mlindq', administrator: false, here: 'Europe/Stockholm', offline: null },
  clockOffsetMs: 0
}

/** One each eight hours, seven hours long. */
const many = Array.from({ length: 20_000 }, (_, at): Booking => {
  const start = first + 8 * at * hourMs
  const [begin, end] = [start, start + 7 * hourMs].map(time => new Date(time).toISOString())
  return { ...sample, uid: `b${at}`, title: `run ${at}`, start: begin ?? '', end: end ?? '' }
})

const listed = (bookings: readonly Booking[]): string =>
  renderToString(
    <RoomProvider value={room}>
      <BookingsList
        bookings={bookings}
        now={Date.parse('2026-11-22T12:00:00Z')}
        selected={null}
        onSelect={() => undefined}
        onBook={() => undefined}
      />
    </RoomProvider>
  )

describe('the list of bookings', () => {
  it('draws a screenful of twenty thousand, and counts them all', () => {
    const drawn = listed(many)
    expect(drawn).toContain('aria-rowcount="20001"')
    expect(drawn).toContain('20,000 bookings')
    expect(drawn.match(/data-place/g)?.length).toBeLessThan(80)
  })

  it('says what to do where there is none', () => {
    expect(listed([])).toContain('Nothing is booked from this day on for a year.')
  })

  it('shows no invisible character of an account', () => {
    expect(listed([{ ...sample, account: 'p12\u202e34' }])).not.toContain('\u202e')
  })
})

describe('a stretch of time', () => {
  it('has what meets it alone', () => {
    const names = new Set(['krios1'])
    const [day, week, month] = (['day', 'week', 'month'] as const).map(view =>
      inSight(many, stretchOf(view, '2020-06-03', 'Europe/Stockholm'), names, false)
    )
    expect([day?.length, week?.length, month?.length]).toEqual([4, 22, 91])
  })
})
