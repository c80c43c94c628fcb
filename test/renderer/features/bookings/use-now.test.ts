import { expect, it } from 'vitest'
import { holdsFor, stillHolds } from '../../../../src/renderer/features/bookings/use-now'
import { sample } from './booking-fixture'

it('takes the time anew when a booking begins or ends, and else three times a minute', () => {
  const [start, end] = [Date.parse(sample.start), Date.parse(sample.end)]
  expect([start - 5000, start, end - 1, end, start - 60_000].map(now => holdsFor([sample], now))).toEqual([
    5000, 20_000, 1, 20_000, 20_000
  ])
  expect(holdsFor([], start)).toBe(20_000)
})

it('waits no more for what has passed since the time was taken, when other bookings come', () => {
  const start = Date.parse(sample.start)
  expect([0, 4000, 6000].map(age => stillHolds([sample], start - 5000, age))).toEqual([5000, 1000, 0])
})
