/** What the store keeps of a watch. */
import { placeSchema } from '@contract/files'
import { rateLimitSchema } from '@contract/transfers'
import { watchNameSchema, watchRulesSchema, watchSessionSchema } from '@contract/watch'
import { z } from 'zod'

export const watchRecordSchema = z.object({
  version: z.literal(1),
  name: watchNameSchema,
  /** Absolute, as their places said when it was added. */
  source: placeSchema,
  destinations: z.array(placeSchema),
  rules: watchRulesSchema,
  limit: rateLimitSchema,
  session: watchSessionSchema.nullable(),
  createdAt: z.string(),
  paused: z.boolean(),
  /** Since when nothing new is waited for: what is there is still taken. Milliseconds since 1970 UTC. */
  endingSince: z.number().nullable(),
  /** Everything that it took before its end was sent. */
  ended: z.boolean()
})
export type WatchRecord = z.infer<typeof watchRecordSchema>
