import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filledClasses, modelName, readChangedShare, readModel, readRunOutput } from '@domain/relion/progress'
import { describe, expect, it } from 'vitest'

const recorded = (name: string): string => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8')

describe('the output of a RELION job', () => {
  it('tells iteration, work and resolution', () => {
    expect(readRunOutput(recorded('class2d-run.out'))).toMatchObject({
      iteration: 4,
      iterations: 5,
      stepFraction: 1
    })
    expect(readRunOutput(recorded('class2d-run.out')).resolutionAngstrom).not.toBeNull()
  })

  it('tells from its bar how far the work is and how long it still takes', () => {
    const bar =
      ' Expectation iteration 12 of 25\n000/??? sec ~~(,_,">      [oo]\r5.08/6.41 min ..............................~~(,_,">'
    expect(readRunOutput(bar)).toEqual({
      iteration: 12,
      iterations: 25,
      step: 'Expectation iteration 12 of 25',
      stepFraction: 0.5,
      stepSecondsLeft: expect.closeTo(79.8, 5),
      resolutionAngstrom: null
    })
    expect(readRunOutput(' Maximization ...\n000/??? sec ~~(,_,">   [oo]')).toMatchObject({
      step: 'Maximization',
      stepFraction: 0,
      stepSecondsLeft: null
    })
  })

  it('of a refinement that ends by itself has no last iteration', () => {
    const text =
      ' Auto-refine: Iteration= 7\n Auto-refine: Resolution= 3.7 (no gain for 0 iter)\n CurrentResolution= 3.7 Angstroms, which\n'
    expect(readRunOutput(text)).toMatchObject({ iteration: 7, iterations: null, resolutionAngstrom: 3.7 })
  })

  it('without anything of RELION tells nothing', () => {
    const nothing = { iteration: null, iterations: null, stepFraction: null, stepSecondsLeft: null }
    expect(readRunOutput('')).toEqual({ ...nothing, step: null, resolutionAngstrom: null })
  })
})

describe('a model of RELION', () => {
  it('has its resolution and classes', () => {
    const model = readModel(recorded('run_it003_model.star'))
    expect(model).toMatchObject({ resolutionAngstrom: 21.333333, pixelSizeAngstrom: 4, imageSize: 32, dimensions: 2 })
    expect(model?.classes.map(({ share, resolutionAngstrom }) => [share, resolutionAngstrom])).toEqual([
      [0.195914, 32],
      [0.804086, 21.333333]
    ])
    expect(model?.classes[1]?.image).toBe('000002@Class2D/job003/run_it003_classes.mrcs')
  })

  it('is not found in another table', () => {
    expect([readModel(recorded('corrected_micrographs.star')), readModel('')]).toEqual([null, null])
  })

  it('is told by its name, also of a half set and of a continued run', () => {
    expect(
      ['run_it025_model.star', 'run_ct16_it120_half1_model.star', 'run_it001_half2_model.star'].map(modelName)
    ).toEqual([
      { iteration: 25, half: null },
      { iteration: 120, half: 1 },
      { iteration: 1, half: 2 }
    ])
    expect(['run_model.star', 'run_it025_data.star', 'xrun_it025_model.star'].map(modelName)).toEqual([
      null,
      null,
      null
    ])
  })
})

describe('an iteration', () => {
  it('has the share of particles that changed their class, but not before the first', () => {
    const text = readFileSync(join(import.meta.dirname, 'recorded/run_it005_optimiser.star'), 'utf8')
    expect(readChangedShare(text)).toBe(0.035)
    expect(readChangedShare(text.replace('0.035000', '9.999999e+06'))).toBeNull()
    expect(readChangedShare('')).toBeNull()
  })

  it('counts the classes with at least one particle of a hundred', () => {
    const model = readModel(readFileSync(join(import.meta.dirname, 'recorded/run_it003_model.star'), 'utf8'))
    expect(model && filledClasses(model)).toBe(2)
    const shares = [0.98, 0.01, 0.009, null].map(share => ({
      ...{ share, image: '', resolutionAngstrom: null, accuracyRotations: null }
    }))
    expect(model && filledClasses({ ...model, classes: shares })).toBe(2)
  })
})
