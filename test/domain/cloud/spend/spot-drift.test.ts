import { spotDrift } from '@domain/cloud/spend/spot-drift'
import { expect, it } from 'vitest'

const changes = [
  { at: 200, usdPerHour: 0.6 },
  { at: 0, usdPerHour: 0.4 },
  { at: -50, usdPerHour: 9 },
  { at: 400, usdPerHour: 5 }
]

it('the mean of what a spot machine was paid for lies above its first price by what each later one held', () => {
  // 0.4 for 100, 0.6 for 200.
  expect(spotDrift(changes, 100, 400)).toBeCloseTo((0.4 * 100 + 0.6 * 200) / 300 - 0.4)
})

it('a price that did not change, and a machine that was gone at once, make no difference', () => {
  expect(spotDrift(changes, 10, 200)).toBeCloseTo(0)
  expect(spotDrift(changes, 10, 10)).toBe(0)
})

it('nothing is known where the history begins after the machine', () => {
  expect(spotDrift([{ at: 11, usdPerHour: 1 }], 10, 20)).toBeNull()
  expect(spotDrift([], 10, 20)).toBeNull()
})
