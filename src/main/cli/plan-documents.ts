/** What the commands of the planner print under --json. */
import { savedPlanSchema } from '@contract/plan'
import { comparisonSchema } from '@contract/plan-compare'
import { startPlanSchema, storagePlanSchema, transferPlanSchema } from '@contract/plan-data'
import { planSourceSchema, priceTableSchema } from '@contract/plan-sources'
import { planStepsSchema, stepMachinesSchema } from '@contract/plan-steps'
import { z } from 'zod'

/** By the words of the command. */
export const planDocuments: Readonly<Record<string, z.ZodType>> = {
  'plan steps': planStepsSchema,
  'plan machines': stepMachinesSchema,
  'plan compare': comparisonSchema,
  'plan storage': storagePlanSchema,
  'plan transfer': transferPlanSchema,
  'plan start': startPlanSchema,
  'plan prices': priceTableSchema,
  'plan sources': z.array(planSourceSchema),
  'plan save': savedPlanSchema,
  'plan list': z.array(savedPlanSchema),
  'plan show': savedPlanSchema,
  'plan rename': savedPlanSchema,
  'plan remove': z.object({ removed: z.string() })
}
