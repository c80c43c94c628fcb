import type { StepsQuestion } from '@contract/plan'
import type { PlanStep } from '@contract/plan-steps'
import { Failure } from '@domain/failure'
import { planSteps } from '@domain/plan/plan-steps'
import { describe, expect, it } from 'vitest'
import { tables } from './tables'

const data = await tables
const planned = (question: StepsQuestion = {}) => planSteps(data, question)
const stepOf = (steps: readonly PlanStep[], id: PlanStep['step']): PlanStep => {
  const step = steps.find(one => one.step === id)
  if (!step) throw new Error(`The plan has no ${id}.`)
  return step
}

describe('a workflow as in the benchmark', () => {
  it('comes to the hours and, at the price on demand, to the printed cost', () => {
    const { totals, steps, priceDate } = planned()
    expect(steps).toHaveLength(11)
    expect(totals.benchmark).toMatchObject({ hours: 54.49, usd: 688.15, unknown: [] })
    expect(totals.workstation).toMatchObject({ hours: 114.7, usd: 72.26, unknown: ['extract'] })
    expect(priceDate).toBe('2025-05-28')
  })
  it('comes to what the printed prices give, with these', () => {
    expect(planned({ pricing: 'document' }).totals.benchmark.usd).toBe(688.19)
  })
  it('has the working days of the workstation that the document prints for its last step, and one more on AWS', () => {
    const { workstation, benchmark } = planned().totals
    expect([workstation.workingDays, benchmark.workingDays]).toEqual([8, 5])
  })
  it('chooses nothing that cannot be launched any more', () => {
    for (const { chosen, run } of planned({ rank: 'time' }).steps) {
      expect(chosen?.offered).toBe(true)
      expect(run?.hours).toBe(chosen?.hours)
    }
  })
  it('keeps the document’s machines beside those with enough GPUs, and asks no GPU for what uses none', () => {
    const { totals, steps } = planned({ leastGpus: 16 })
    expect(totals.benchmark.usd).toBe(688.15)
    expect(stepOf(steps, 'ctf')).toMatchObject({ chosen: null, machines: [] })
    expect(stepOf(steps, 'polish').chosen).not.toBeNull()
  })
  it('says which machines EC2 no longer has', () => {
    expect(planned().warnings).toEqual([expect.stringMatching(/^EC2 no longer has p2\.8xlarge, p2\.16xlarge:/)])
  })
})

describe('a workflow with other data', () => {
  it('takes twice as long for twice the movies, in the steps that work on movies only', () => {
    const { steps } = planned({ dataset: { movies: 2 * 1539 } })
    expect(stepOf(steps, 'movie-alignment').benchmark).toMatchObject({ hours: 26.52, usd: 293.44, basis: 'scaled' })
    expect(stepOf(steps, 'class2d').benchmark).toMatchObject({ hours: 4.3, usd: 61.92, basis: 'measured' })
  })
  it('goes with the particles and the square of the box', () => {
    const benchmark = { particles: 100_000, boxSize: 200 }
    const { steps } = planned({ benchmark, dataset: { particles: 300_000, boxSize: 400 } })
    expect(stepOf(steps, 'class3d').scale).toMatchObject({ by: 'particles and box', factor: 12 })
    expect(stepOf(steps, 'class3d').benchmark?.hours).toBeCloseTo(6.17 * 12, 3)
    expect(stepOf(steps, 'ctf').scale.factor).toBe(1)
  })
  it('tells what is known of the benchmark’s data, and where that stands', () => {
    const { dataset, steps } = planned({ benchmark: { particles: 100_000 } })
    expect(dataset).toMatchObject({ movies: 1539, particles: 100_000, boxSize: null })
    expect(dataset.unconfirmed).toEqual({ movies: expect.stringContaining('it was not compared with the entry') })
    expect(stepOf(steps, 'ctf').scale.assumes).toContain('1,539 movies, unconfirmed.')
    expect(stepOf(steps, 'class2d').scale.assumes).toContain('100,000 particles.')
    expect(dataset.cited.map(({ source }) => source)).toEqual(['empiar-10061', 'zivanov-2018'])
    expect(stepOf(steps, 'ctf').scale.cited).toEqual(dataset.cited)
  })
  it('warns where it scales from a number that the document does not print, until somebody gives it', () => {
    const dataset = { movies: 3000, particles: 400_000 }
    expect(planned({ dataset }).warnings.filter(warning => warning.startsWith('Scaled from'))).toEqual([
      expect.stringContaining('Scaled from 1,539 movies of the benchmark, which its document does not print'),
      expect.stringContaining('as a stand-in')
    ])
    const benchmark = { movies: 1539, particles: 200_000 }
    expect(planned({ dataset, benchmark }).warnings.filter(warning => warning.startsWith('Scaled from'))).toEqual([])
  })
  it('does not guess the box of the benchmark, and says so', () => {
    const { steps, warnings } = planned({ dataset: { boxSize: 400 } })
    expect(stepOf(steps, 'class3d').scale.factor).toBe(1)
    expect(warnings.join()).toContain('Not scaled by box size')
  })
  it('takes half as long on a workstation with twice the GPUs, where the step uses them', () => {
    const { steps, warnings, breakEven } = planned({ workstation: { gpus: 8 }, leastGpus: 16 })
    const assumed = expect.stringMatching(
      /^The workstation’s times on GPUs are estimated from .* 4, as if twice as many/
    )
    expect(warnings).toContainEqual(assumed)
    expect(breakEven?.warnings).toContainEqual(assumed)
    expect(planned({ workstation: { gpus: 4 } }).warnings).not.toContainEqual(assumed)
    expect(stepOf(steps, 'class2d').workstation).toMatchObject({ hours: 4, basis: 'estimated' })
    expect(stepOf(steps, 'polish').workstation).toMatchObject({ hours: 25 })
  })
})

describe('what a run needs', () => {
  it('is of the machine that was chosen, on spot with its price', () => {
    const choices = { polish: { option: 'x1.32xlarge', spot: true } }
    const { steps, totals } = planned({ steps: ['polish'], choices })
    expect(steps[0]?.run).toEqual({
      ...{ step: 'polish', type: 'x1.32xlarge', machine: 'x1.32xlarge', spot: true, vms: 1, hours: 6.8, usd: 18.14 }
    })
    expect(totals.chosen.usd).toBe(18.14)
  })
  it('is unknown, never nothing, where the price is', () => {
    const ownRuns = [{ step: 'polish' as const, machine: 'p5e.48xlarge', hours: 1 }]
    const { steps, totals } = planned({
      steps: ['polish'],
      ownRuns,
      choices: { polish: { option: 'own 1 p5e.48xlarge' } }
    })
    expect(steps[0]?.run).toMatchObject({ hours: 1, usd: null })
    expect(totals.chosen).toMatchObject({ usd: 0, unknown: ['polish'] })
  })
  it('cannot be of a machine that the step does not have', () => {
    const choices = { polish: { option: 'nonsense' } }
    expect(() => planned({ choices })).toThrow(Failure)
    expect(() => planned({ choices })).toThrow(/Polish has no machine "nonsense"/)
  })
  it('takes a run of one’s own as it is, whatever the data', () => {
    const ownRuns = [{ step: 'class2d' as const, machine: 'g6e.12xlarge', hours: 0.5 }]
    const { steps } = planned({ dataset: { particles: 1_000_000 }, ownRuns, steps: ['class2d'], rank: 'time' })
    expect(steps[0]?.chosen).toMatchObject({ machine: 'g6e.12xlarge', basis: 'own', hours: 0.5, usd: 5.25 })
  })
})

describe('workstation against the cloud', () => {
  it('pays for itself after fifteen datasets of the document', () => {
    expect(planned().breakEven).toMatchObject({
      workstationUsdPerDataset: 72.26,
      cloudUsdPerDataset: 687.11,
      datasets: 15,
      capacity: 137,
      cheaper: 'workstation'
    })
  })
  it('never does where it wears out before', () => {
    const { breakEven } = planned({ workstation: { usd: 1_000_000 } })
    expect(breakEven).toMatchObject({ datasets: null, cheaper: 'cloud' })
    expect(breakEven?.points.at(-1)?.datasets).toBe(137)
  })
  it('names the machines of the cloud side that are gone', () => {
    expect(planned().breakEven?.warnings).toEqual([
      expect.stringMatching(/^EC2 no longer has p2\.8xlarge, p2\.16xlarge:/)
    ])
    expect(planned({ steps: ['polish'] }).breakEven?.warnings).toEqual([])
  })
  it('names what could not be compared', () => {
    expect(planned().breakEven?.note).toContain('Left out, as one side is unknown: Extract.')
  })
})
