/** What is kept of a run on this computer: what everybody sees of it, and what only the engine needs to go on with it. */
import { instantSchema } from '@contract/base'
import { runSchema } from '@contract/cloud-runs'
import { failureSchema } from '@contract/errors'
import { z } from 'zod'

/** A machine's type in one zone. */
const launchPlaceSchema = z.object({
  type: z.string(),
  zone: z.string(),
  subnet: z.string(),
  vpc: z.string(),
  /** Of machine, disks and address together; null: unknown. */
  usdPerHour: z.number().nullable(),
  /** As of the machine that is made of it; left out by earlier versions. */
  mostUsdPerHour: z.number().nullable().optional(),
  restUsdPerHour: z.number().nullable().optional()
})
export type LaunchPlace = z.infer<typeof launchPlaceSchema>

/**
 * One asking for a machine, as it was before EC2 heard of it. All that the request consists of is here: the same token
 * with other parameters is refused (EC2 API reference, "Ensuring idempotency").
 */
const attemptSchema = z.object({
  token: z.string(),
  place: launchPlaceSchema,
  group: z.string(),
  userData: z.string(),
  /** When the machine ends itself. */
  deadline: instantSchema,
  at: instantSchema
})
export type LaunchAttempt = z.infer<typeof attemptSchema>

const imageSchema = z.object({
  id: z.string(),
  name: z.string(),
  user: z.string(),
  rootDevice: z.string(),
  /** GiB; the disk is never smaller. */
  leastGb: z.number()
})
export type LaunchImage = z.infer<typeof imageSchema>

/** As what a run ends when its machine is gone. `next`: a further machine goes on with it. */
const endAsSchema = z.object({ as: z.enum(['done', 'failed', 'stopped', 'next']), error: failureSchema.nullable() })
export type EndAs = z.infer<typeof endAsSchema>

const ownSchema = z.object({
  /** Of the caller who launched it. */
  key: z.string(),
  image: imageSchema,
  /** In the order in which they are tried. */
  places: z.array(launchPlaceSchema),
  /** The one that is tried, or was the last. */
  at: z.number().int(),
  /** Asked and not refused: a machine may be there although nobody has the answer. */
  attempt: attemptSchema.nullable(),
  /** `ssh-ed25519 AAAA…` of the key that signs in. */
  publicKey: z.string(),
  /** Of the present machine; empty until it was told. */
  hostKeys: z.array(z.string()),
  port: z.number().int(),
  /** The machine was seen in EC2's lists, so what is not there any more is gone. */
  seen: z.boolean(),
  endAs: endAsSchema.nullable(),
  /** The machine stays after the outputs were fetched. */
  keep: z.boolean(),
  /** All of the present machine is here, and it stays; `missing`: what its command did not write. Null: not so, or asked for again. */
  fetched: z.object({ missing: failureSchema.nullable() }).nullable().default(null),
  /** A person forgot it: no list has it any more, and what it cost still counts. */
  forgotten: z.boolean().default(false)
})

export const runRecordSchema = z.object({ run: runSchema, own: ownSchema })
export type RunRecord = z.infer<typeof runRecordSchema>
