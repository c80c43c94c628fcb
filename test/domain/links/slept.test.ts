import { sleptBetween } from '@domain/links/slept'
import { expect, it } from 'vitest'

it('a timer that is more than ten seconds late tells of a sleep; a busy moment or a clock set back does not', () => {
  expect(sleptBetween(12_001, 2000)).toBe(true)
  expect(sleptBetween(11_000, 2000)).toBe(false)
  expect(sleptBetween(-3_600_000, 2000)).toBe(false)
})
