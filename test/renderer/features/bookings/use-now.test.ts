import { expect, it } from 'vitest'
import { holdsFor } from '../../../../src/renderer/features/bookings/use-now'
import { sample } from './booking-fixture'

it('takes the time anew when a booking begins or ends, and else three times a minute', () => {
  const [start, end] = [Date.parse(sample.start), Date.parse(sample.end)]
  expect([start - 5000, start, end - 1, end, start - 60_000].map(now => holdsFor([sample], now))).toEqual([
    5000, 20_000, 1, 20_000, 20_000
  ])
  expect(holdsFor([], start)).toBe(20_000)
})
