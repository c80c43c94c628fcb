/** What the commands of the cloud print under --json. */
import {
  cloudAccountSchema,
  cloudCheckSchema,
  cloudPriceSchema,
  cloudResourceSchema,
  cloudSweepSchema,
  cloudTypeSchema
} from '@contract/cloud'
import { z } from 'zod'

/** By the words of the command. */
export const cloudDocuments: Readonly<Record<string, z.ZodType>> = {
  'cloud account': cloudAccountSchema,
  'cloud check': cloudCheckSchema,
  'cloud types': z.array(cloudTypeSchema),
  'cloud prices': z.array(cloudPriceSchema),
  'cloud list': z.array(cloudResourceSchema),
  'cloud orphans': z.array(cloudResourceSchema),
  'cloud sweep': cloudSweepSchema
}
