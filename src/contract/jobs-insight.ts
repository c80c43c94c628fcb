/** Why a job waits or how it stands, and what it made of what it was given. */
import { z } from 'zod'
import { call, instantSchema } from './base'
import { lookSchema } from './job-id'

/** A node of a job or a cluster. `state` is SLURM's own word with its flags (`IDLE+DRAIN`), `stateText` plain words. */
export const nodeStateSchema = z.object({
  name: z.string(),
  state: z.string(),
  stateText: z.string(),
  /** What an administrator wrote when it was drained or set down. */
  reason: z.string().nullable()
})

/** Unknown is null; a list that the cluster does not tell is empty. */
export const explanationSchema = z.object({
  state: z.string(),
  reason: z.string().nullable(),
  reasonText: z.string().nullable(),
  /** The scheduler's present guess, which later jobs can move. */
  expectedStart: instantSchema.nullable(),
  priority: z.number().nullable(),
  /** Waiting jobs of its partition with a higher priority (an array counts once), of `waiting` in all. */
  ahead: z.number().int().nullable(),
  waiting: z.number().int().nullable(),
  partition: z
    .object({
      name: z.string(),
      state: z.string(),
      /** Null: unlimited or unknown. */
      maxTimeSeconds: z.number().nullable(),
      /** Of one job; null: unlimited or unknown. */
      maxNodes: z.number().int().nullable(),
      maxCpusPerNode: z.number().int().nullable(),
      maxMemoryBytesPerNode: z.number().nullable(),
      /** Accounts, groups, QOS … that alone may use it, in SLURM's words; empty: everybody. */
      limits: z.array(z.string()),
      nodes: z.object({ total: z.number().int().nullable(), idle: z.number().int().nullable() })
    })
    .nullable(),
  /** Until its time limit ends it; null unless it runs. */
  timeLeftSeconds: z.number().nullable(),
  dependencies: z.array(z.object({ kind: z.string(), id: z.string(), state: z.string().nullable() })),
  nodes: z.array(nodeStateSchema),
  reservation: z.string().nullable(),
  /** Fair share: 0 to 1, more starts sooner. */
  share: z.object({ account: z.string(), fairShare: z.number() }).nullable(),
  /** Limits of its accounts that use counts against, in minutes of `what` (`cpu`, `gres/gpu` …). */
  allocations: z.array(
    z.object({ account: z.string(), what: z.string(), limitMinutes: z.number(), usedMinutes: z.number() })
  ),
  advice: z.array(z.string())
})
export type Explanation = z.infer<typeof explanationSchema>

const share = z.number().nullable()

/** Shares are 0 to 1 and may pass 1. Null: accounting does not tell. */
export const efficiencySchema = z.object({
  /** It still runs: use is up to now, measured on its nodes. */
  live: z.boolean(),
  cpu: share,
  cpuSecondsUsed: z.number().nullable(),
  cpuSecondsGiven: z.number().nullable(),
  memory: share,
  memoryBytesUsed: z.number().nullable(),
  memoryBytesGiven: z.number().nullable(),
  gpu: share,
  gpuMemoryBytes: z.number().nullable(),
  time: share,
  steps: z.array(
    z.object({
      step: z.string(),
      state: z.string(),
      elapsedSeconds: z.number().nullable(),
      cpuSeconds: z.number().nullable(),
      memoryBytes: z.number().nullable()
    })
  ),
  advice: z.array(z.string())
})
export type JobEfficiency = z.infer<typeof efficiencySchema>

export const jobInsight = {
  explain: call.input(lookSchema).output(explanationSchema),
  /** One job or one task; without accounting it fails with `unsupported`. */
  efficiency: call.input(lookSchema).output(efficiencySchema)
}
