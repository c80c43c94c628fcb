import { joined, micrographName } from '@domain/quality/joined'
import { timeInName } from '@domain/quality/name-time'
import { describe, expect, it } from 'vitest'

const zone = 'Europe/Stockholm'

describe('the time in a name', () => {
  it("is by the facility's clock, in summer and winter", () => {
    expect(timeInName('FoilHole_8130000_Data_8123500_0_20261117_091200_fractions', zone)).toBe(
      Date.UTC(2026, 10, 17, 8, 12)
    )
    expect(timeInName('grid3_20260701-091200', zone)).toBe(Date.UTC(2026, 6, 1, 7, 12))
  })

  it('is none where the name has no time, or digits that are none', () => {
    expect(timeInName('m_000123', zone)).toBeNull()
    expect(timeInName('FoilHole_20261355_991200', zone)).toBeNull()
    expect(timeInName('FoilHole_20261117_0912001', zone)).toBeNull()
  })
})

describe('findings of two jobs', () => {
  const path = 'MotionCorr/job002/Movies/a_20261117_091200_fractions.mrc'
  const later = 'MotionCorr/job002/Movies/b_20261117_091300_fractions.mrc'

  it('are joined by name, by time', () => {
    const all = joined(
      [
        { path: later, writtenAt: null, driftAngstrom: 3 },
        { path, writtenAt: null, driftAngstrom: 2 },
        { path, writtenAt: null, ctfResolutionAngstrom: 3.3, defocusAngstrom: 9000, spectrum: 'CtfFind/job003/a.ctf' }
      ],
      zone
    )
    expect(all.map(({ name }) => name)).toEqual(['a_20261117_091200_fractions', 'b_20261117_091300_fractions'])
    expect(all[0]).toMatchObject({
      ...{ at: '2026-11-17T08:12:00.000Z', path, spectrum: 'CtfFind/job003/a.ctf' },
      ...{ driftAngstrom: 2, ctfResolutionAngstrom: 3.3, defocusAngstrom: 9000, astigmatismAngstrom: null }
    })
    expect(all[1]).toMatchObject({ ctfResolutionAngstrom: null, spectrum: null })
  })

  it('have the time of their file where the name has none, and keep it when the table comes', () => {
    const plain = 'Movies/m1.mrc'
    const all = joined(
      [
        { path: plain, writtenAt: 60_000, driftAngstrom: 2 },
        { path: plain, writtenAt: null, driftAngstrom: 2.1 },
        { path: 'Movies/m0.mrc', writtenAt: null, driftAngstrom: 1 }
      ],
      zone
    )
    expect(all.map(({ name, at }) => [name, at])).toEqual([
      ['m0', null],
      ['m1', '1970-01-01T00:01:00.000Z']
    ])
    expect(all[1]?.driftAngstrom).toBe(2.1)
  })

  it('go by the name without folders and ending', () => {
    expect(micrographName('a/b/x.y_fractions.mrc')).toBe('x.y_fractions')
    expect(micrographName('x.tiff')).toBe('x')
    expect(micrographName('x.star')).toBe('x.star')
  })
})
