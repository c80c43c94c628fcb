import type { MachinesQuestion } from '@contract/plan'
import type { PlanDraft } from '@contract/plan-draft'
import type { PlanStepId } from '@contract/plan-steps'

/** The draft as a question about one step: its choices of machines are of no use there. */
export function machineQuestion({ question }: PlanDraft, step: PlanStepId): MachinesQuestion {
  const { steps: _steps, rank: _rank, choices: _choices, ...inputs } = question
  return { ...inputs, step }
}
