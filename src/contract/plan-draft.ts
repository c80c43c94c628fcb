/** What stands in the fields of the planner's window: kept with the settings, as any door may open the window next. */
import { z } from 'zod'
import { stepsQuestionSchema } from './plan'
import { storageInputsSchema, transferInputsSchema } from './plan-data'

/** The data of a day is that of the storage; the rate of the link is left out until somebody knows it. */
export const planDraftSchema = z.object({
  question: stepsQuestionSchema,
  storage: storageInputsSchema,
  transfer: transferInputsSchema.omit({ bytesPerDay: true }).partial({ bytesPerSecond: true })
})
export type PlanDraft = z.infer<typeof planDraftSchema>
