import type { MicrographQuality, Quality } from '@contract/cockpit'
import { countBeyond, mediansOf } from '@domain/quality/limits'
import { describe, expect, it } from 'vitest'
import { beyondWords, course, medianWords, qualityPlot } from '../../../../src/renderer/features/cockpit/quality-plot'
import { seriesPlaces } from '../../../../src/renderer/ui/plot/plot-data'

const zone = 'Europe/Stockholm'
const limits = { driftAngstrom: 8, ctfResolutionAngstrom: 5, astigmatismAngstrom: 1000 }

function quality(count: number, change: (at: number) => Partial<MicrographQuality> = () => ({})): Quality {
  const shown = Array.from({ length: count }, (_none, at) => ({
    ...{ name: `m${at}`, at: new Date(at * 15_000).toISOString(), driftAngstrom: 2, ctfResolutionAngstrom: 3.4 },
    ...{ defocusAngstrom: 12_000, astigmatismAngstrom: 150 },
    ...change(at)
  }))
  return {
    ...{ folders: [], micrographs: count, shown, limits, newest: null, warnings: [] },
    ...{ medians: mediansOf(shown), beyond: countBeyond(shown, limits) }
  }
}

describe('a plot of quality', () => {
  it('has each micrograph at its time, those beyond the limit apart, and the limit', () => {
    const data = qualityPlot(
      quality(40, at => (at === 3 ? { ctfResolutionAngstrom: 6 } : {})),
      'ctfResolutionAngstrom',
      zone
    )
    expect(data.axis).toMatchObject({ kind: 'time', zone })
    expect(data.from).toBe(2)
    expect(data.limit).toEqual({ value: 5, label: 'limit 5 Å' })
    const [each, line, beyond] = data.series
    expect(each?.values[3]).toBeNull()
    expect(beyond?.values[3]).toBe(6)
    expect(beyond?.values[4]).toBeNull()
    expect(line?.values[3]).toBe(3.4)
  })

  it('is over the number of the micrograph where times are not known', () => {
    const { axis } = qualityPlot(
      quality(3, () => ({ at: null })),
      'driftAngstrom',
      zone
    )
    expect(axis).toEqual({ kind: 'number', label: 'micrograph', values: [1, 2, 3] })
  })

  it('is not pressed flat by one figure, which stays in sight at the upper edge', () => {
    const data = qualityPlot(
      quality(100, at => (at === 50 ? { driftAngstrom: 400 } : {})),
      'driftAngstrom',
      zone
    )
    expect(data.to).toBeLessThan(20)
    expect(data.series[2]?.values[50]).toBeLessThanOrEqual(data.to ?? 0)
  })

  it('tells defocus in micrometres, without a limit', () => {
    const data = qualityPlot(quality(3), 'defocusAngstrom', zone)
    expect(data.series[0]?.values[0]).toBeCloseTo(1.2)
    expect(data.limit).toBeUndefined()
    expect(beyondWords(quality(3), 'defocusAngstrom')).toBeNull()
    expect(medianWords(quality(3), 'defocusAngstrom')).toBe('median 1.20')
  })

  it('says how many are beyond, and does without what is unknown', () => {
    const some = quality(1200, at => (at < 18 ? { ctfResolutionAngstrom: 7 } : {}))
    expect(beyondWords(some, 'ctfResolutionAngstrom')).toBe('18 of 1,200 worse than 5 Å')
    expect(medianWords(quality(0), 'driftAngstrom')).toBe('median unknown')
    expect(course([1, null, 3])).toEqual([2, null, 2])
  })

  it('leaves the colours of lines to lines', () => {
    expect(seriesPlaces([{ kind: 'cloud' }, {}, { kind: 'outliers' }, { kind: 'bars' }])).toEqual([-1, 0, -1, 1])
  })
})
