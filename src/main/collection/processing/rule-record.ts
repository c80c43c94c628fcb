/** What the store keeps of a rule of pre-processing. */
import { askedPaceSchema, processingRuleSchema } from '@contract/processing'
import { z } from 'zod'

const { name, watch, site, from, seenAs, workDir, include, request } = processingRuleSchema.shape

export const ruleRecordSchema = z.object({
  version: z.literal(1),
  ...{ name, watch, site, from, seenAs, workDir, include, request },
  pace: askedPaceSchema,
  createdAt: z.string(),
  paused: z.boolean()
})
export type RuleRecord = z.infer<typeof ruleRecordSchema>
