import type { PlannedRun } from '@contract/plan-steps'
import { draftOfPlan } from '@domain/cloud/run-draft'
import { describe, expect, it } from 'vitest'

const planned = (given: Partial<PlannedRun> = {}): PlannedRun => ({
  ...{ step: 'class2d', type: 'g5.12xlarge', machine: 'g5.12xlarge', spot: true, vms: 1, hours: 2, usd: 11 },
  ...given
})
const today = { offered: true, vcpus: 48, gpus: { count: 4 } }

describe('a planned step as a run', () => {
  it('has its machine, and half as much time again', () => {
    expect(draftOfPlan('hemo', '2D classification', planned(), today)).toMatchObject({
      ...{ name: 'hemo: 2D classification', step: 'class2d', types: ['g5.12xlarge'], spot: true },
      ...{ maxSeconds: 3 * 3600, notes: [] }
    })
  })

  it('has a command whose gaps no shell runs', () => {
    const { command } = draftOfPlan('hemo', '2D classification', planned(), today)
    expect(command).toContain('relion_refine_mpi')
    expect(command).toContain('--i <PARTICLES.star>')
    expect(draftOfPlan('x', 'Rosetta', planned({ step: 'rosetta' }), today).command).toBe('<COMMAND>\n')
  })

  it('has the time of all machines where the plan has several', () => {
    const draft = draftOfPlan('x', 'Movie alignment', planned({ vms: 5, hours: 2 }), today)
    expect([draft.maxSeconds, draft.notes]).toEqual([54_000, [expect.stringContaining('5 machines')]])
  })

  it('has another machine where EC2 no longer has the one of the plan', () => {
    const old = { offered: false, vcpus: 32, gpus: { count: 8 } }
    const draft = draftOfPlan('x', '2D classification', planned({ type: 'p2.8xlarge' }), old)
    expect([draft.types, draft.notes]).toEqual([
      ['g5.48xlarge', 'g6.48xlarge'],
      [expect.stringContaining('p2.8xlarge')]
    ])
  })

  it('keeps within what a machine may live, and guesses where nothing is known', () => {
    expect(draftOfPlan('x', 'y', planned({ hours: 0.01 }), today).maxSeconds).toBe(300)
    expect(draftOfPlan('x', 'y', planned({ hours: 900 }), undefined).maxSeconds).toBe(14 * 86_400)
    expect(draftOfPlan('x', 'y', planned({ hours: null }), today)).toMatchObject({
      ...{ maxSeconds: 43_200, notes: [expect.stringContaining('unknown')] }
    })
  })

  it('is none on a machine of one’s own', () => {
    expect(() => draftOfPlan('x', 'y', planned({ type: null, machine: 'workstation' }), undefined)).toThrow(
      expect.objectContaining({ code: 'unsupported' })
    )
  })
})
