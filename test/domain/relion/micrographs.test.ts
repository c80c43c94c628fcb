import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCtf, readMotion, readShifts } from '@domain/relion/micrographs'
import { describe, expect, it } from 'vitest'

const recorded = (name: string): string => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8')

describe('micrographs', () => {
  it('have their motion in what MotionCorr wrote', () => {
    expect(readMotion(recorded('corrected_micrographs.star'))).toEqual([
      {
        name: 'MotionCorr/job002/Movies/m1.mrc',
        metadata: 'MotionCorr/job002/Movies/m1.star',
        totalAngstrom: 15.575017,
        earlyAngstrom: 6.730677,
        lateAngstrom: 8.84434
      },
      expect.objectContaining({ name: 'MotionCorr/job002/Movies/m2.mrc' })
    ])
  })

  it('drifted by as much as the movie was made to', () => {
    const shifts = readShifts(recorded('m1.star'))
    expect(shifts).toHaveLength(8)
    // The movie was drawn with 2 by 1 pixels between two frames.
    expect(shifts.at(-1)?.x).toBeCloseTo(14, 0)
    expect(shifts.at(-1)?.y).toBeCloseTo(7, 0)
  })

  it('have their defocus in what CtfFind wrote', () => {
    const labels = ['MicrographName', 'DefocusU', 'DefocusV', 'DefocusAngle', 'CtfMaxResolution', 'CtfFigureOfMerit']
    const head = labels.map((label, at) => `_rln${label} #${at + 1}\n`).join('')
    expect(readCtf(`data_micrographs\nloop_\n${head}a.mrc 15000 14500 30 3.2 0.1\nb.mrc inf nan 0 0 0\n`)).toEqual([
      {
        name: 'a.mrc',
        defocusUAngstrom: 15000,
        defocusVAngstrom: 14500,
        astigmatismAngstrom: 500,
        angleDegrees: 30,
        maxResolutionAngstrom: 3.2,
        figureOfMerit: 0.1
      },
      expect.objectContaining({ name: 'b.mrc', defocusUAngstrom: null, astigmatismAngstrom: null })
    ])
  })

  it('are none in another file', () => {
    expect([readMotion(''), readMotion(recorded('m1.star')), readCtf('data_\n'), readShifts('')]).toEqual([
      [],
      [],
      [],
      []
    ])
  })
})
