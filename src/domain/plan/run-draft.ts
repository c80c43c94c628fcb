/** A run of the cloud from what the planner knows of a step and a machine. */
import type { AskedRun } from '@contract/cloud-runs'
import type { MachineOption, PlanInputs, PlanStepId } from '@contract/plan-steps'
import { stepNames } from './step-names'

/** Times of benchmarks are of other data and programs: a machine that ended at the expected moment would lose the work. */
const spare = 1.5

/** Bounds of a machine's life (contract/cloud-runs). Hours. */
const life = { least: 1, most: 14 * 24 } as const

/** Why nothing can be launched on it; undefined where it can. */
export function runFault({ place, offered, vms }: MachineOption): string | undefined {
  if (place === 'local') return 'It is not a machine of the cloud'
  if (!offered) return 'EC2 no longer has this type'
  return vms > 1 ? 'It takes more than one machine at once, and a run has one' : undefined
}

/** What is known: the command and the files are the person's. The longest life is half as long again as the plan expects. */
export function runDraft(step: PlanStepId, option: MachineOption, pricing: PlanInputs['pricing']): Partial<AskedRun> {
  const hours = option.billedHours ?? option.hours
  return {
    ...{ name: stepNames[step], step, types: [option.machine], spot: pricing === 'spot' },
    ...(hours !== null && { maxSeconds: Math.min(life.most, Math.max(life.least, Math.ceil(hours * spare))) * 3600 })
  }
}
