/** The planner: what a workflow takes on which machine, what its data costs, what the documents say. No site is needed. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema } from './base'
import { comparisonSchema } from './plan-compare'
import {
  startInputsSchema,
  startPlanSchema,
  storageInputsSchema,
  storagePlanSchema,
  transferInputsSchema,
  transferPlanSchema
} from './plan-data'
import { machineTypeSchema, planSourceIdSchema, planSourceSchema, priceTableSchema } from './plan-sources'
import {
  planInputsSchema,
  plannedRunSchema,
  planRankSchema,
  planStepIdSchema,
  planStepsSchema,
  stepMachinesSchema
} from './plan-steps'

/** Which machine a step is to run on: one of its options by `id`. */
export const planChoiceSchema = z.object({ option: z.string().max(300), spot: z.boolean().optional() })

export const stepsQuestionSchema = planInputsSchema.extend({
  /** Left out: those of RELION in the first document. */
  steps: z.array(planStepIdSchema).min(1).max(50).optional(),
  /** Which machine is chosen where `choices` name none: the first by this rank (`both`). */
  rank: planRankSchema.optional(),
  choices: z.partialRecord(planStepIdSchema, planChoiceSchema).optional()
})
export type StepsQuestion = z.infer<typeof stepsQuestionSchema>

export const machinesQuestionSchema = planInputsSchema.extend({
  step: planStepIdSchema,
  rank: planRankSchema.optional(),
  /** Also types of the price table that nobody measured for this step: time and cost unknown. */
  unmeasured: z.boolean().optional()
})
export type MachinesQuestion = z.infer<typeof machinesQuestionSchema>

/** What is kept of a plan: the questions, and the runs as they were when it was saved. */
export const savedPlanSchema = z.object({
  id: z.string(),
  name: z.string(),
  savedAt: instantSchema,
  changedAt: instantSchema,
  question: stepsQuestionSchema,
  storage: storageInputsSchema.nullable(),
  transfer: transferInputsSchema.nullable(),
  runs: z.array(plannedRunSchema),
  /** Of the runs, what is known of it; and the date of the prices. */
  hours: z.number(),
  usd: z.number(),
  priceDate: z.string().nullable()
})
export type SavedPlan = z.infer<typeof savedPlanSchema>

const planNameSchema = z.string().trim().min(1, 'must not be empty').max(200)
const onePlan = z.object({ id: z.string().max(100) })

/** Which table becomes CSV. */
export const planTableSchema = z.discriminatedUnion('table', [
  z.object({ table: z.literal('compare'), source: planSourceIdSchema }),
  stepsQuestionSchema.extend({ table: z.literal('steps') }),
  machinesQuestionSchema.extend({ table: z.literal('machines') }),
  storageInputsSchema.extend({ table: z.literal('storage') }),
  transferInputsSchema.extend({ table: z.literal('transfer') }),
  z.object({ table: z.literal('plan'), id: z.string().max(100) })
])
export type PlanTable = z.infer<typeof planTableSchema>

export const planContract = {
  sources: call.output(z.array(planSourceSchema)),
  /** The table that ships with the program; `type` and `gpus` narrow it. */
  prices: call.input(z.object({ types: z.array(machineTypeSchema).max(500).optional() })).output(priceTableSchema),
  /** `not-found` for a source that compares nothing. */
  compare: call.input(z.object({ source: planSourceIdSchema })).output(comparisonSchema),
  /** `not-found` for a choice that is no option of its step. */
  steps: call.input(stepsQuestionSchema).output(planStepsSchema),
  machines: call.input(machinesQuestionSchema).output(stepMachinesSchema),
  storage: call.input(storageInputsSchema).output(storagePlanSchema),
  transfer: call.input(transferInputsSchema).output(transferPlanSchema),
  /** As `jobs.explain` where the scheduler is asked; `price-unknown` never: unknown is null. */
  start: call.input(startInputsSchema).output(startPlanSchema),
  /** RFC 4180, its first line the names of the columns; `fileName` to offer. */
  csv: call.input(planTableSchema).output(z.object({ fileName: z.string(), text: z.string() })),

  /** Latest change first. */
  saved: call.output(z.array(savedPlanSchema)),
  /** The same, and again after each change, until the caller goes away. */
  watchSaved: call.output(eventIterator(z.array(savedPlanSchema))),
  /** `not-found`. */
  show: call.input(onePlan).output(savedPlanSchema),
  /** With `id`: that plan is replaced and keeps its name unless one is given. `exists`: another has that name. */
  save: call
    .input(
      z.object({
        id: z.string().max(100).optional(),
        name: planNameSchema,
        question: stepsQuestionSchema,
        storage: storageInputsSchema.optional(),
        transfer: transferInputsSchema.optional()
      })
    )
    .output(savedPlanSchema),
  rename: call.input(onePlan.extend({ name: planNameSchema })).output(savedPlanSchema),
  remove: call.input(onePlan).output(z.void())
}
