import { spotMean } from '@domain/cloud/spend/spot-mean'
import { expect, it } from 'vitest'

const changes = [
  { at: 200, usdPerHour: 0.6 },
  { at: 0, usdPerHour: 0.4 },
  { at: -50, usdPerHour: 9 },
  { at: 400, usdPerHour: 5 }
]

it('the mean of what a spot machine was paid for has each price for as long as it held', () => {
  // 0.4 for 100, 0.6 for 200.
  const mean = spotMean(changes, 100, 400)
  expect(mean?.usdPerHour).toBeCloseTo((0.4 * 100 + 0.6 * 200) / 300)
  expect(mean?.atFirst).toBe(0.4)
})

it('a price that did not change, and a machine that was gone at once, have the first one', () => {
  expect(spotMean(changes, 10, 200)?.usdPerHour).toBeCloseTo(0.4)
  expect(spotMean(changes, 10, 10)).toEqual({ usdPerHour: 0.4, atFirst: 0.4 })
})

it('nothing is known where the history begins after the machine', () => {
  expect(spotMean([{ at: 11, usdPerHour: 1 }], 10, 20)).toBeNull()
  expect(spotMean([], 10, 20)).toBeNull()
})
