/** What the drawer says of a booking, beside its people and rules. */
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { client } from '../../../../src/renderer/client/engine-link'
import { BookingFacts } from '../../../../src/renderer/features/bookings/drawer/booking-facts'
import { type BookingsRoom, RoomProvider } from '../../../../src/renderer/features/bookings/room-context'
import type { KnownCalendar } from '../../../../src/renderer/features/bookings/use-calendar'
import { krios, sample, sampleFile } from './booking-fixture'

const file = { ...sampleFile, resources: [{ ...krios, linked: ['gpu'], reservation: 'cryo_live' }] }
const room: BookingsRoom = {
  ...{ bookings: client.bookings, sessions: client.sessions, store: { site: null, folder: '/store' }, storeLabel: '' },
  ...{ file, user: 'mlindq', administrator: false, here: 'America/Los_Angeles', offline: null },
  clockOffsetMs: 0
}
const booking = { ...sample, group: 'g' }
const calendar: KnownCalendar = {
  ...{
    file,
    version: '1',
    user: 'mlindq',
    administrator: false,
    forConsent: [],
    waiters: [],
    overruns: [],
    problems: []
  },
  ...{ readAt: '2026-11-17T08:00:00Z', clockOffsetMs: 0, offline: null },
  bookings: [booking, { ...booking, uid: 'b@farscope.test', resource: 'gpu' }]
}

describe('the facts of a booking', () => {
  it('are its times by both clocks, the reservation of SLURM that is kept for it, and what is booked with it', () => {
    const drawn = renderToString(
      <RoomProvider value={room}>
        <BookingFacts
          booking={booking}
          calendar={calendar}
          now={Date.parse('2026-11-17T10:00:00Z')}
          onShow={() => undefined}
        />
      </RoomProvider>
    )
    const text = drawn.replace(/<[^>]*>/g, ' ').replace(/[\s\u00a0]+/g, ' ')
    expect(text).toMatch(/Facility Tue 17 Nov 09:00 to Wed 18 Nov 09:00 CET/)
    expect(text).toMatch(/Here Tue 17 Nov 00:00 to Wed 18 Nov 00:00 PST/)
    expect(text).toContain('SLURM reservation cryo_live')
    expect(text).toMatch(/Booked with it: gpu/)
  })
})
