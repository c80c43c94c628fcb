import { expect, it } from 'vitest'
import { createAwakeTime } from '../../../../src/main/cloud/runs/awake-time'

it('a night in which the computer slept counts as one step', () => {
  let at = 0
  const awake = createAwakeTime(1000, () => at)
  at += 400
  expect(awake.passed()).toBe(400)
  at += 8 * 3_600_000
  expect(awake.passed()).toBe(1400)
  awake.restart()
  at += 10
  expect(awake.passed()).toBe(10)
})
