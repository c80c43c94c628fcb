import { expectedEnd } from '@domain/relion/expected-end'
import { describe, expect, it } from 'vitest'

describe('the expected end', () => {
  it('goes on as the latest five steps went', () => {
    expect(expectedEnd([0, 1, 100, 200, 300, 400, 500, 600], 3, 650)).toBe(900)
  })
  it('is unknown before two steps, and when none is left', () => {
    expect(expectedEnd([100], 5, 0)).toBeNull()
    expect(expectedEnd([100, 200], 0, 0)).toBeNull()
  })
  it('is never past', () => {
    expect(expectedEnd([100, 200], 1, 5000)).toBe(5000)
  })
})
