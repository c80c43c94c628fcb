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
import { z } from 'zod'

const clusterRowSchema = cloudClusterSchema.extend({
  /** Its site, and whether that has the address of now; null: there is none. */
  site: z.object({ name: z.string(), current: z.boolean() }).nullable()
})

/** By the words of the command. */
export const cloudDocuments: Readonly<Record<string, z.ZodType>> = {
  'cloud account': cloudAccountSchema,
  'cloud check': cloudCheckSchema,
  'cloud types': z.array(cloudTypeSchema),
  'cloud prices': z.array(cloudPriceSchema),
  'cloud list': z.array(cloudResourceSchema),
  'cloud clusters': z.array(clusterRowSchema),
  'cloud orphans': z.array(cloudResourceSchema),
  'cloud sweep': cloudSweepSchema
}
