import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCtf, readCtfLog, readMotion, readMovieMotion, readShifts } from '@domain/relion/micrographs'
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

  it('have it in ångström, though RELION writes pixels of the movie before binning', () => {
    // The movie was drawn with steps of 2 by 1 pixels, seven of them, and taken at 1.5 Å a pixel, binned twice.
    const way = 7 * Math.hypot(2, 1) * 1.5
    const [first] = readMotion(recorded('corrected_micrographs_binned.star'))
    expect(Math.abs((first?.totalAngstrom ?? 0) - way)).toBeLessThan(0.02 * way)
    expect((first?.earlyAngstrom ?? 0) + (first?.lateAngstrom ?? 0)).toBeCloseTo(first?.totalAngstrom ?? 0, 3)
  })

  it('have none where the table tells no pixel size', () => {
    const head = 'data_\nloop_\n_rlnMicrographName #1\n_rlnAccumMotionTotal #2\n'
    expect(readMotion(`${head}a.mrc 12.5\n`)).toEqual([expect.objectContaining({ name: 'a.mrc', totalAngstrom: null })])
  })

  it('have the same motion in the file of each movie, which is there while the job runs', () => {
    const [table] = readMotion(recorded('corrected_micrographs_binned.star'))
    const movie = readMovieMotion(recorded('m1_binned.star'))
    for (const part of ['totalAngstrom', 'earlyAngstrom', 'lateAngstrom'] as const)
      expect(movie?.[part]).toBeCloseTo(table?.[part] ?? Number.NaN, 3)
    expect(readMovieMotion(recorded('corrected_micrographs.star'))).toBeNull()
    expect(readMovieMotion(recorded('m1_binned.star').replace(/data_global_shift[\s\S]*/, ''))).toBeNull()
  })

  it('have their defocus in what ctffind printed, of version 4 and 3', () => {
    // Lines as ctffind 4.1 prints them (ctffind.f90) and as version 3 ends (ctffind_runner.cpp reads both).
    const four = `Estimated defocus values        : 19105.03 , 18591.51 Angstroms
Estimated azimuth of astigmatism: -70.73 degrees
Score                           : .21161
Thon rings with good fit up to  : 4.5 Angstroms\n`
    const found = { defocusUAngstrom: 19105.03, defocusVAngstrom: 18591.51, maxResolutionAngstrom: 4.5 }
    expect(readCtfLog(four)).toMatchObject(found)
    expect(readCtfLog(four)?.astigmatismAngstrom).toBeCloseTo(513.52, 2)
    expect(readCtfLog('   15876.26  15419.14   43.57   0.16427  Final Values\n')).toMatchObject({
      ...{ defocusUAngstrom: 15876.26, defocusVAngstrom: 15419.14, maxResolutionAngstrom: null }
    })
    expect(readCtfLog('Working on a.mrc\n')).toBeNull()
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
