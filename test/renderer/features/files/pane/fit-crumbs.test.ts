import { describe, expect, it } from 'vitest'
import { fitCrumbs } from '../../../../../src/renderer/features/files/pane/fit-crumbs'

describe('a path in a narrow bar', () => {
  it('shows all of it where it fits', () => {
    expect(fitCrumbs([10, 50, 50], 110, 20)).toBe(1)
  })

  it('drops the parts after the root until the rest fits beside an ellipsis', () => {
    expect(fitCrumbs([10, 50, 50, 50], 130, 20)).toBe(2)
    expect(fitCrumbs([10, 50, 50, 50], 100, 20)).toBe(3)
  })

  it('always shows the folder itself, however little room there is', () => {
    expect(fitCrumbs([10, 50, 50, 500], 100, 20)).toBe(3)
    expect(fitCrumbs([10, 500], 100, 20)).toBe(1)
    expect(fitCrumbs([], 100, 20)).toBe(1)
  })
})
