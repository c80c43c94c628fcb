import type { StepsComparison } from '../../../../src/contract/plan-compare'
import type { PlanSource, PlanSourceId } from '../../../../src/contract/plan-sources'
import type { MachineOption, PlanStep, PlanSteps } from '../../../../src/contract/plan-steps'
import { firstDraft } from '../../../../src/renderer/features/plan/plan-draft'

export const cited = { source: 'cianfrocco-2017', where: 'the last table' } as const

export const sources: ReadonlyMap<PlanSourceId, PlanSource> = new Map([
  [
    'cianfrocco-2017',
    {
      ...{ id: 'cianfrocco-2017', title: 'Software tools to deploy jobs in the cloud', authors: 'M. Cianfrocco' },
      ...{ published: '2017', url: null, about: 'RELION 2 on EMPIAR-10061.' }
    }
  ]
])

export function option(change: Partial<MachineOption> = {}): MachineOption {
  return {
    ...{ id: 'p2.8xlarge', machine: 'p2.8xlarge', place: 'cloud', storage: '', vms: 1, basis: 'measured' },
    ...{ gpus: { model: 'K80', count: 8 }, hours: 5.38, dataHours: 0.08, jobHours: 5.3, billedHours: 5.38 },
    ...{ usdPerHour: 7.2, usd: 38.74, onDemand: { usdPerHour: 7.2, usd: 38.74 }, spot: null, reserved: null },
    ...{ priceDate: '2017', offered: true, pareto: true, timeRank: 2, costRank: 2, bothRank: 2, note: '' },
    cited: [cited],
    ...change
  }
}

export function step(change: Partial<PlanStep> = {}): PlanStep {
  return {
    ...{ step: 'class3d', label: '3D classification', software: 'RELION 2', machines: [], warnings: [], run: null },
    scale: { by: 'particles', factor: 2, assumes: 'Twice the particles take twice the time.', cited: [] },
    workstation: option({ id: 'workstation', machine: 'workstation', place: 'local', hours: 14, usd: 8.82 }),
    ...{ benchmark: option(), chosen: option({ machine: 'g5.24xlarge', hours: 3, usd: 24.43 }) },
    ...change
  }
}

const sum = { hours: 10, usd: 20, workingDays: 2, unknown: [] }

export function planSteps(change: Partial<PlanSteps> = {}): PlanSteps {
  return {
    ...{ steps: [step()], breakEven: null, pricing: 'on-demand', priceDate: '2025-05-28', warnings: [] },
    totals: { workstation: sum, benchmark: sum, chosen: sum },
    dataset: { movies: 1539, particles: null, boxSize: null, unconfirmed: {}, note: '', cited: [] },
    ...change
  }
}

/** The figures of the document's own table. */
export const printedTotals = {
  ...{ workstationHours: 114.7, awsHours: 54.5, dataHours: 19.4, jobHours: 35.1, workstationUsd: 72.45 },
  ...{ workstationUsdPerHour: 0.63, computeUsd: 688.15, storageUsd: 690, totalUsd: 1378.15 }
} satisfies StepsComparison['totals']

export const draft = firstDraft
