/** What the commands of the cloud print under --json. */
import {
  cloudAccountSchema,
  cloudCheckSchema,
  cloudPriceSchema,
  cloudResourceSchema,
  cloudSweepSchema,
  cloudTypeSchema
} from '@contract/cloud'
import { cloudClusterSchema } from '@contract/cloud-clusters'
import { runSchema, runStateSchema } from '@contract/cloud-runs'
import { budgetNoticeSchema, budgetStateSchema, spendSchema } from '@contract/cloud-spend'
import { z } from 'zod'

const clusterRowSchema = cloudClusterSchema.extend({
  /** Its site, and whether that has the address of now; null: there is none. */
  site: z.object({ name: z.string(), current: z.boolean() }).nullable()
})

const launchedSchema = z.object({ runId: z.string(), state: runStateSchema })

const logSchema = z.object({ runId: z.string(), from: z.number().int(), text: z.string() })

/** By the words of the command. */
export const cloudDocuments: Readonly<Record<string, z.ZodType>> = {
  'cloud account': cloudAccountSchema,
  'cloud check': cloudCheckSchema,
  'cloud types': z.array(cloudTypeSchema),
  'cloud prices': z.array(cloudPriceSchema),
  'cloud list': z.array(cloudResourceSchema),
  'cloud clusters': z.array(clusterRowSchema),
  'cloud orphans': z.array(cloudResourceSchema),
  'cloud sweep': cloudSweepSchema,
  'cloud launch': launchedSchema,
  'cloud submit': launchedSchema,
  'cloud runs': z.array(runSchema),
  'cloud show': runSchema,
  'cloud log': z.union([
    logSchema,
    logSchema.omit({ runId: true }).describe('with --follow, one object a line; from: its first byte')
  ]),
  'cloud fetch': runSchema,
  'cloud stop': runSchema,
  'cloud terminate': runSchema,
  'cloud extend': runSchema,
  'cloud forget': z.object({ forgotten: z.string() }),
  'cloud cost': spendSchema,
  'cloud budget list': z.array(budgetStateSchema),
  'cloud budget set': z.array(budgetStateSchema),
  'cloud budget remove': z.array(budgetStateSchema),
  'cloud notices': z.union([
    z.array(budgetNoticeSchema),
    budgetNoticeSchema.describe('with --follow, one object a line')
  ])
}
