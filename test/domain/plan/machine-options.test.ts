import type { PlanInputs, PlanStepId, StepMachines } from '@contract/plan-steps'
import { plannedSteps } from '@domain/plan/benchmark-runs'
import { machinesOf } from '@domain/plan/machine-options'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tables } from './tables'

const data = await tables

function machines(id: PlanStepId, inputs: PlanInputs = {}, unmeasured = false): StepMachines {
  const step = plannedSteps(data).find(one => one.id === id)
  if (!step) throw new Error(`There is no step ${id}.`)
  return machinesOf(data, step, { inputs, rank: 'both', unmeasured })
}
const one = (all: StepMachines, id: string) => all.machines.find(option => option.id === id)

describe('the machines of a step', () => {
  it('are the measured ones of a queue on both storages, with today’s prices', () => {
    const all = machines('queue')
    expect(one(all, 'g5.4xlarge WEKA')).toMatchObject({ basis: 'measured', usd: 11.18, pareto: false })
    expect(one(all, 'g5.48xlarge FSx for Lustre')).toMatchObject({ usd: 52.76, gpus: { model: 'A10G', count: 8 } })
    expect(one(all, 'p3.8xlarge WEKA')).toMatchObject({ offered: false })
  })
  it('are also those with as many of the same GPUs, as an estimate that names where it comes from', () => {
    const option = one(machines('queue'), 'g5.12xlarge WEKA')
    expect(option).toMatchObject({ basis: 'estimated', usdPerHour: 5.672, offered: true })
    expect(option?.hours).toBeCloseTo(10906 / 3600, 3)
    expect(option?.note).toContain('Estimated as on g5.24xlarge, which has 4 x A10G too')
  })
  it('are never estimated for another number of the same GPUs: 8 are not twice as fast as 4', () => {
    const all = machines('queue', {}, true)
    const measured = new Set([1, 4, 8])
    for (const { basis, gpus } of all.machines)
      if (basis === 'estimated') expect(measured.has(gpus?.count ?? 0)).toBe(true)
    expect(machines('class2d').machines.map(({ basis }) => basis)).not.toContain('estimated')
    const ratio = (one(all, 'g5.24xlarge WEKA')?.hours ?? 0) / (one(all, 'g5.48xlarge WEKA')?.hours ?? 1)
    expect(ratio).toBeCloseTo(1.118, 3)
  })
  it('of a queue say how many worked at once', () => {
    expect(one(machines('queue'), 'g5.12xlarge FSx for Lustre')?.note).toContain(
      'Measured while 10 users worked at once.'
    )
  })
  it('are never estimated for GPUs that nobody measured', () => {
    expect(machines('queue').machines.some(({ gpus }) => gpus?.model === 'H100')).toBe(false)
    const h100 = one(machines('queue', {}, true), 'p5.48xlarge')
    expect(h100).toMatchObject({ basis: 'unmeasured', hours: null, usd: null, usdPerHour: 98.32, pareto: false })
  })
  it('have an unknown price where the table has none, and never 0', () => {
    for (const option of machines('queue', {}, true).machines) expect(option.usdPerHour).not.toBe(0)
    expect(one(machines('queue', {}, true), 'p5e.48xlarge')).toMatchObject({ usdPerHour: null, onDemand: null })
  })
  it('cost what the user says', () => {
    const all = machines('queue', { prices: { 'g5.4xlarge': 1 } })
    expect(one(all, 'g5.4xlarge WEKA')).toMatchObject({ usdPerHour: 1, usd: 6.89, priceDate: null })
  })
  it('are paid by spot where that is asked for, and unknown where the table has no price of it', () => {
    const all = machines('queue', { pricing: 'spot' })
    expect(one(all, 'g5.4xlarge WEKA')).toMatchObject({ usdPerHour: 0.6658, usd: 4.58 })
    expect(one(machines('queue', { pricing: 'reserved' }), 'p3.8xlarge WEKA')).toMatchObject({ usd: null })
  })
  it('are only those with enough GPUs', () => {
    const all = machines('queue', { leastGpus: 4 })
    expect(all.machines.length).toBeGreaterThan(0)
    for (const { gpus } of all.machines) expect(gpus?.count).toBeGreaterThanOrEqual(4)
  })
  it('take as much longer as there are more movies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), movies => {
        const all = machines('queue', { dataset: { movies } })
        const hours = one(all, 'g5.4xlarge WEKA')?.hours ?? 0
        expect(Math.abs(hours - (24787 / 3600) * (movies / 2756))).toBeLessThan(0.0001)
      })
    )
  })
  it('have for every option that has a time and a price a cost of hours x machines x price', () => {
    const inputs: PlanInputs = { dataset: { movies: 5000, particles: 500_000 } }
    for (const { id } of plannedSteps(data)) {
      for (const { billedHours, vms, usdPerHour, usd } of machines(id, inputs, true).machines) {
        if (billedHours === null || usdPerHour === null) expect(usd).toBeNull()
        else expect(Math.abs((usd ?? 0) - billedHours * vms * usdPerHour)).toBeLessThan(0.02)
      }
    }
  })
})
