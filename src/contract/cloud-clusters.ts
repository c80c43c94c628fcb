/** Clusters that AWS ParallelCluster made, as the tags of their machines tell of them. */
import { z } from 'zod'
import { instantSchema } from './base'

/** A machine with which one can talk. State as EC2 has it: `running`, `stopped`. */
const nodeSchema = z.object({
  instance: z.string(),
  state: z.string(),
  type: z.string(),
  /** The public name or address; null: it has none, or does not run. */
  address: z.string().nullable(),
  /** In its own network; null: unknown. */
  privateAddress: z.string().nullable()
})
export type ClusterNode = z.infer<typeof nodeSchema>

export const cloudClusterSchema = z.object({
  name: z.string(),
  region: z.string(),
  /** Of ParallelCluster; null: not told. */
  version: z.string().nullable(),
  /** Null: it was deleted, or is being made. */
  head: nodeSchema.extend({ since: instantSchema.nullable() }).nullable(),
  logins: z.array(nodeSchema.extend({ pool: z.string() })),
  /** Compute nodes that are there now, by state. */
  computeNodes: z.object({ running: z.number().int(), other: z.number().int() }),
  /** Who signs in, as the image's name tells; null: it does not. */
  user: z.string().nullable()
})
export type CloudCluster = z.infer<typeof cloudClusterSchema>
