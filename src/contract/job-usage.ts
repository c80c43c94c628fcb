/** What a running job uses now, and what its GPUs do. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema } from './base'
import { oneJobSchema } from './job-id'

const orNull = z.number().nullable()

/** `cpu`: share of the CPUs it was given, since the sample before. Bytes: the most of any moment so far. */
export const usageSampleSchema = z.object({
  at: instantSchema,
  cpu: orNull,
  memoryBytes: orNull,
  /** Of its GPUs, mean of all; where accounting gathers it. */
  gpu: orNull
})
export type UsageSample = z.infer<typeof usageSampleSchema>

/** Samples of a job's whole life as far as somebody looked; kept when it has ended. */
export const jobUsageSchema = z.object({
  samples: z.array(usageSampleSchema),
  cpusGiven: orNull,
  memoryBytesGiven: orNull,
  live: z.boolean(),
  /** Why there are no samples, or empty. */
  message: z.string()
})
export type JobUsage = z.infer<typeof jobUsageSchema>

/** One GPU by `nvidia-smi`. */
export const gpuSchema = z.object({
  index: z.number().int(),
  name: z.string(),
  /** 0 to 1. */
  utilization: orNull,
  memoryUsedBytes: orNull,
  memoryTotalBytes: orNull,
  temperatureCelsius: orNull,
  powerWatts: orNull
})
export const nodeGpusSchema = z.object({
  node: z.string(),
  /** Empty when it could not be asked; then `message` says why in the node's own words. */
  gpus: z.array(gpuSchema),
  message: z.string()
})
export type NodeGpus = z.infer<typeof nodeGpusSchema>

export const usageCalls = {
  /** Asks sstat while it is followed, never faster than every 15 s (it loads the node); ends with the job. */
  watchUsage: call.input(oneJobSchema).output(eventIterator(jobUsageSchema)),
  /** On demand: `srun --overlap` in the job, else ssh from the login node to the job's nodes where that is allowed. */
  gpus: call.input(oneJobSchema).output(z.object({ nodes: z.array(nodeGpusSchema), asOf: instantSchema }))
}
