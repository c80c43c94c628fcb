/** Why a machine of the plan cannot be run on. */
import type { MachineOption, PlannedRun, PlanStepId } from '@contract/plan-steps'

/** Why nothing can be launched on it; undefined where it can. */
export function runFault({ place }: Pick<MachineOption, 'place'>): string | undefined {
  return place === 'local' ? 'It is not a machine of the cloud' : undefined
}

/** A machine that was looked at as the choice for its step. */
export function plannedOn(step: PlanStepId, option: MachineOption, spot: boolean): PlannedRun {
  const { place, machine, vms, billedHours, hours, usd } = option
  return { step, type: place === 'cloud' ? machine : null, machine, spot, vms, hours: billedHours ?? hours, usd }
}
