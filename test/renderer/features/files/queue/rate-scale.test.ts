import { describe, expect, it } from 'vitest'
import { areaPath, linePath, rateScale } from '../../../../../src/renderer/features/files/queue/rate-scale'

const mebi = 1024 * 1024

describe('the axis of a rate plot', () => {
  it.each([
    [51.4 * mebi, 'MiB/s', '0 20 40 60'],
    [mebi, 'MiB/s', '0 0.5 1 1.5'],
    [1000 * mebi, 'MiB/s', '0 500 1000 1500'],
    [0, 'KiB/s', '0 0.5 1 1.5'],
    [300 * 1024, 'KiB/s', '0 100 200 300']
  ])('of %d bytes a second is in %s', (highest, unit, figures) => {
    const scale = rateScale(highest)
    expect(scale.unit).toBe(unit)
    expect(scale.marks.map(({ figure }) => figure).join(' ')).toBe(figures)
    expect(scale.highest).toBeGreaterThanOrEqual(highest)
  })
})

describe('the line of a rate plot', () => {
  const box = { left: 10, top: 0, width: 100, height: 50, nowMs: 10_000, seconds: 10, highest: 4 }

  it('goes from left to right, the highest rate at the top', () => {
    const samples = [
      { at: 0, rate: 0 },
      { at: 5000, rate: 4 },
      { at: 10_000, rate: 2 }
    ]
    expect(linePath(samples, box)).toBe('M10.0 50.0L60.0 0.0L110.0 25.0')
    expect(areaPath(samples, box)).toBe('M10.0 50.0L60.0 0.0L110.0 25.0L110.0 50.0L10.0 50.0Z')
  })

  it('is none through a single point', () => {
    expect(linePath([{ at: 0, rate: 1 }], box)).toBeUndefined()
    expect(areaPath([], box)).toBeUndefined()
  })
})
