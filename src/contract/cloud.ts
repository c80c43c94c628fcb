/** A cloud account as one sees it: who one is there, what one may do, what there is and what it costs. */
import { z } from 'zod'
import { call, instantSchema } from './base'
import { cloudClusterSchema } from './cloud-clusters'
import { failureSchema } from './errors'

/** A profile of `~/.aws`. */
export const profileNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\]]+$/u, 'a name as it stands in ~/.aws/config')

/** A region's code. It becomes part of a host name, so nothing else may be in it. */
export const regionSchema = z.string().regex(/^[a-z]{2,}(-[a-z0-9]+){1,4}$/, 'a code such as eu-central-1')

/**
 * Which account is meant, and where; left out: as the settings, the environment and `~/.aws` say, in this order. A
 * profile of null: none is named, whatever the settings say.
 */
export const cloudTargetSchema = z.object({
  profile: profileNameSchema.nullable().optional(),
  region: regionSchema.optional()
})
export type CloudTarget = z.infer<typeof cloudTargetSchema>

export const cloudProfileSchema = z.object({
  name: z.string(),
  /** `none`: it names nothing to sign in with. `demo`: the make-believe cloud of the demo facility, in no file. */
  signIn: z.enum(['keys', 'sso', 'role', 'process', 'web-identity', 'login', 'demo', 'none']),
  region: z.string().nullable()
})
export type CloudProfile = z.infer<typeof cloudProfileSchema>

export const cloudIdentitySchema = z.object({
  /** Its twelve digits. */
  account: z.string(),
  arn: z.string(),
  /** The value of the owner's tag of what one makes there. */
  owner: z.string(),
  /** It is the name of a role that others may take on too: nothing there is known to be one's own. */
  shared: z.boolean()
})
export type CloudIdentity = z.infer<typeof cloudIdentitySchema>

/** Where answers come from. */
const placeFields = {
  /** Null: none is named, so the AWS tools' own order counts (variables, then `default`). */
  profile: z.string().nullable(),
  region: z.string()
}

export const cloudAccountSchema = z.object({
  ...placeFields,
  profiles: z.array(cloudProfileSchema),
  /** `fallback`: nobody says which. */
  regionFrom: z.enum(['asked', 'settings', 'environment', 'profile', 'fallback']),
  /** Of EC2, where it is not AWS's own. */
  endpoint: z.string().nullable(),
  /** Null: not signed in; `error` says why and what to do. */
  identity: cloudIdentitySchema.nullable(),
  error: failureSchema.nullable()
})
export type CloudAccount = z.infer<typeof cloudAccountSchema>

/** `unsure`: the service did not say, `error` tells what it said. */
export const permissionSchema = z.object({
  /** As IAM writes it: `ec2:RunInstances`. */
  action: z.string(),
  /** What a run needs it for. */
  purpose: z.string(),
  result: z.enum(['allowed', 'denied', 'unsure']),
  error: failureSchema.nullable()
})
export type CloudPermission = z.infer<typeof permissionSchema>

export const cloudCheckSchema = z.object({
  ...placeFields,
  identity: cloudIdentitySchema,
  permissions: z.array(permissionSchema),
  /** Actions of those that are denied. */
  missing: z.array(z.string())
})
export type CloudCheck = z.infer<typeof cloudCheckSchema>

export const resourceKinds = [
  'instance',
  'spot-request',
  'volume',
  'snapshot',
  'address',
  'security-group',
  /** Of a run, in the bucket that was named for them: its id is the address of its folder there. */
  'results'
] as const
export const resourceKindSchema = z.enum(resourceKinds)
export type ResourceKind = z.infer<typeof resourceKindSchema>

/** `unused`: what runs share and none uses. */
export const orphanReasonSchema = z.enum(['expired', 'unknown-run', 'unused'])
export type OrphanReason = z.infer<typeof orphanReasonSchema>

const usd = z.number().nullable()

/** Something that carries Farscope's tags. Names and values of tags are whatever somebody wrote. */
export const cloudResourceSchema = z.object({
  kind: resourceKindSchema,
  id: z.string(),
  name: z.string(),
  /** As EC2 has it: `running`, `in-use`, `completed`; empty where it has none. Results: `waiting`, or `unfinished`. */
  state: z.string(),
  /** Of an instance or a volume; empty otherwise. */
  type: z.string(),
  /** Of results the region of their bucket. */
  zone: z.string().nullable(),
  /** Launched or made. */
  since: instantSchema.nullable(),
  /** GiB, as EC2 counts disks; of results what they take up. */
  sizeGb: z.number().nullable(),
  spot: z.boolean(),
  /** The instance that has it. */
  attachedTo: z.string().nullable(),
  /** An instance is by itself; results while their run goes on; other things while an instance has them. */
  inUse: z.boolean(),
  tags: z.object({
    owner: z.string(),
    project: z.string().nullable(),
    session: z.string().nullable(),
    run: z.string().nullable(),
    expiry: instantSchema.nullable()
  }),
  /** Its owner is who asks. Only then it can be deleted from here. */
  mine: z.boolean(),
  orphan: orphanReasonSchema.nullable(),
  /** What runs share and the next one takes again: no orphan, it costs nothing. It may be swept all the same. */
  kept: z.boolean(),
  /** Estimates in dollars; null: unknown. */
  usdPerHour: usd,
  usdPerMonth: usd
})
export type CloudResource = z.infer<typeof cloudResourceSchema>

/** The sum of what is known; `unknown` so many things are not in it. Null: none is known. */
export const cloudCostSchema = z.object({ usdPerHour: usd, usdPerMonth: usd, unknown: z.number().int() })
export type CloudCost = z.infer<typeof cloudCostSchema>

export const cloudInventorySchema = z.object({
  ...placeFields,
  identity: cloudIdentitySchema,
  at: instantSchema,
  resources: z.array(cloudResourceSchema),
  cost: cloudCostSchema,
  /** Of the on-demand prices: the day of their table; null: there is none. */
  pricesDate: z.string().nullable(),
  /** What could not be asked; the rest stands. */
  problems: z.array(z.object({ what: z.string(), error: failureSchema }))
})
export type CloudInventory = z.infer<typeof cloudInventorySchema>

const resourceRefSchema = cloudResourceSchema.pick({ kind: true, id: true })
export type ResourceRef = z.infer<typeof resourceRefSchema>

export const sweepInputSchema = cloudTargetSchema.extend({
  /** Of the list that was reviewed. */
  account: z.string(),
  owner: z.string(),
  resources: z.array(resourceRefSchema).min(1).max(2000)
})
export type SweepInput = z.infer<typeof sweepInputSchema>

export const cloudSweepSchema = z.object({
  deleted: z.array(resourceRefSchema),
  failed: z.array(resourceRefSchema.extend({ error: failureSchema }))
})
export type CloudSweep = z.infer<typeof cloudSweepSchema>

/** Memory in MiB, as EC2 tells it. */
export const cloudTypeSchema = z.object({
  type: z.string(),
  vcpus: z.number().int(),
  memoryMib: z.number(),
  gpus: z.array(
    z.object({
      model: z.string(),
      manufacturer: z.string(),
      count: z.number().int(),
      /** Of each; null: EC2 does not say. */
      memoryMib: z.number().nullable()
    })
  ),
  gpuCount: z.number().int(),
  architectures: z.array(z.string()),
  spot: z.boolean(),
  /** GB of disks of its own; they are empty at each start. */
  localDiskGb: z.number().nullable(),
  network: z.string()
})
export type CloudType = z.infer<typeof cloudTypeSchema>

const typeNameSchema = z.string().regex(/^[a-z0-9.-]{1,60}$/, 'a type such as g5.2xlarge')

export const typesInputSchema = cloudTargetSchema.extend({
  /** With `*` for any letters: `g5.*`. */
  pattern: z
    .string()
    .regex(/^[a-z0-9.*-]{1,60}$/, 'a type, * stands for any letters')
    .optional(),
  /** At least so many. */
  gpus: z.number().int().min(0).max(64).default(0)
})
export type TypesInput = z.infer<typeof typesInputSchema>

export const cloudPriceSchema = z.object({
  type: z.string(),
  region: z.string(),
  /** Of Linux on demand, from the program's own table with its day; null: unknown. */
  onDemand: z.object({ usdPerHour: z.number(), date: z.string() }).nullable(),
  /** Now, by zone; empty: unknown, or not to be had. */
  spot: z.array(z.object({ zone: z.string(), usdPerHour: z.number(), at: instantSchema }))
})
export type CloudPrice = z.infer<typeof cloudPriceSchema>

export const pricesInputSchema = cloudTargetSchema.extend({ types: z.array(typeNameSchema).min(1).max(50) })
export type PricesInput = z.infer<typeof pricesInputSchema>

export const cloudContract = {
  /** Answers also where one is not signed in: `identity` is null then. */
  account: call.input(cloudTargetSchema).output(cloudAccountSchema),
  /** Asks for each permission that a run needs, by requests that change nothing. */
  check: call.input(cloudTargetSchema).output(cloudCheckSchema),
  /** All in the region that carries Farscope's tags, whoever owns it. */
  list: call.input(cloudTargetSchema).output(cloudInventorySchema),
  /**
   * Deletes these of one's own orphans. Each is looked at once more right before: what is not Farscope's, not one's own
   * or no orphan any more is left alone and stands in `failed`. `conflict`, and nothing is deleted, where the account or
   * who one is there differs from what was reviewed.
   */
  sweep: call.input(sweepInputSchema).output(cloudSweepSchema),
  /** Of AWS ParallelCluster, whoever made them: their head nodes can become sites. */
  clusters: call.input(cloudTargetSchema).output(z.array(cloudClusterSchema)),
  types: call.input(typesInputSchema).output(z.array(cloudTypeSchema)),
  prices: call.input(pricesInputSchema).output(z.array(cloudPriceSchema))
}
