import { workingDays } from '@domain/plan/working-days'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('working days', () => {
  it('are none without a step', () => {
    expect(workingDays([])).toBe(0)
  })
  it('let a step that was begun in the day go on in the night', () => {
    expect(workingDays([14])).toBe(1)
    expect(workingDays([34])).toBe(2)
  })
  it('let the next step wait for the morning', () => {
    expect(workingDays([9, 1])).toBe(2)
    expect(workingDays([7, 1])).toBe(1)
  })
  it('are no fewer for more steps, and no fewer than the hours need', () => {
    const hours = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(hours, fc.double({ min: 0, max: 100, noNaN: true }), (steps, further) => {
        const days = workingDays(steps)
        expect(workingDays([...steps, further])).toBeGreaterThanOrEqual(days)
        expect(days * 24).toBeGreaterThanOrEqual(steps.reduce((sum, step) => sum + step, 0) - 1e-6)
      })
    )
  })
})
