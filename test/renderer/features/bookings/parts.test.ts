import type { CalendarItem } from '@contract/bookings'
import { expect, it } from 'vitest'
import { createParts } from '../../../../src/renderer/features/bookings/use-calendar'
import { sample } from './booking-fixture'

const head: CalendarItem = {
  ...{ user: 'mlindq', administrator: false, problems: [], forConsent: [], waiters: [], overruns: [] },
  ...{ readAt: '2026-11-17T08:00:00Z', clockOffsetMs: 0, offline: null }
}
const other = { ...sample, uid: 'b@farscope.test' }

it('a calendar that comes in parts is there with the last of them, with all that the first one said', () => {
  const parts = createParts()
  expect(parts.take({ ...head, bookings: [sample], more: true, clockOffsetMs: 7 })).toBeNull()
  expect(parts.take({ ...head, bookings: [other], continues: true })).toMatchObject({
    ...{ clockOffsetMs: 7, bookings: [{ uid: sample.uid }, { uid: other.uid }] }
  })
})

it('what is as it was stays the same object, and the list too when none was told', () => {
  const parts = createParts()
  const first = parts.take({ ...head, bookings: [sample, other] })?.bookings
  const again = parts.take({ ...head, bookings: [{ ...sample }, { ...other, title: 'New' }] })?.bookings
  expect([again?.[0] === first?.[0], again?.[1] === first?.[1], again?.[1]?.title]).toEqual([true, false, 'New'])
  const same = parts.take({ ...head, offline: null })
  expect(same?.bookings).toBe(again)
})

it('a part that never got its rest is forgotten by the next calendar', () => {
  const parts = createParts()
  parts.take({ ...head, bookings: [sample], more: true })
  expect(parts.take({ ...head, bookings: [other] })?.bookings).toEqual([other])
})
