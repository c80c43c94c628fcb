/** What a cluster has and what of it is free: partitions, nodes, GPUs, reservations. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'

const count = z.number().int()
const countOrNull = count.nullable()

/** What a node can be used for, for colours and counts: `state` and `stateText` say it exactly. */
export const nodeUses = [
  'idle',
  'mixed',
  'allocated',
  'draining',
  'down',
  'asleep',
  'waking',
  'kept',
  'unknown'
] as const
export type NodeUse = (typeof nodeUses)[number]

/** GPUs (or other gres) of one type; `type` null where the cluster names none. */
export const gpuCountSchema = z.object({ type: z.string().nullable(), total: count, used: countOrNull })

/** Unknown is null. Memory in bytes; load as of uptime(1), one minute. */
export const clusterNodeSchema = z.object({
  name: z.string(),
  /** SLURM's own word with its flags: `IDLE+CLOUD+POWERED_DOWN`. */
  state: z.string(),
  stateText: z.string(),
  use: z.enum(nodeUses),
  /** Since when it is in this use, as it was seen from here; null where it was so at the first look. */
  since: instantSchema.nullable(),
  /** What an administrator wrote when it was drained or set down. */
  reason: z.string().nullable(),
  partitions: z.array(z.string()),
  features: z.array(z.string()),
  cpus: z.object({ total: count, used: countOrNull }),
  memory: z.object({ total: z.number(), used: z.number().nullable(), free: z.number().nullable() }),
  load: z.number().nullable(),
  gpus: z.array(gpuCountSchema)
})
export type ClusterNode = z.infer<typeof clusterNodeSchema>

/** Sums over the nodes of a partition. A node can be in several. */
export const partitionSchema = z.object({
  name: z.string(),
  state: z.string(),
  isDefault: z.boolean(),
  /** Null: unlimited or unknown. */
  maxTimeSeconds: z.number().nullable(),
  defaultTimeSeconds: z.number().nullable(),
  maxNodes: countOrNull,
  /** Accounts, groups, QOS … that alone may use it, in SLURM's words; empty: everybody. */
  limits: z.array(z.string()),
  nodes: z.object({ total: count, idle: count, busy: count, away: count }),
  cpus: z.object({ total: count, used: countOrNull }),
  gpus: z.object({ total: count, used: countOrNull }),
  jobs: z.object({ running: count, waiting: count })
})
export type Partition = z.infer<typeof partitionSchema>

export const reservationSchema = z.object({
  name: z.string(),
  state: z.string(),
  start: instantSchema.nullable(),
  end: instantSchema.nullable(),
  nodes: z.string(),
  users: z.array(z.string()),
  accounts: z.array(z.string()),
  flags: z.array(z.string())
})
export type Reservation = z.infer<typeof reservationSchema>

/** Beside an error stand the last known figures with their age. */
export const clusterSchema = z.object({
  name: z.string().nullable(),
  /** Of SLURM, as `squeue --version` says it: `22.05.8`. */
  version: z.string().nullable(),
  partitions: z.array(partitionSchema),
  nodes: z.array(clusterNodeSchema),
  reservations: z.array(reservationSchema),
  asOf: instantSchema.nullable(),
  error: failureSchema.nullable()
})
export type Cluster = z.infer<typeof clusterSchema>

export const clusterCalls = {
  cluster: call.input(z.object({ site: siteNameSchema })).output(clusterSchema),
  /** From the site's one poller, in the same exec as the queue. */
  watchCluster: call.input(z.object({ site: siteNameSchema })).output(eventIterator(clusterSchema))
}
