/** A job as every door shows it. */
import { z } from 'zod'
import { instantSchema, pathSchema } from './base'

export const taskCountsSchema = z.object({
  total: z.number().int(),
  pending: z.number().int(),
  running: z.number().int(),
  done: z.number().int(),
  failed: z.number().int()
})

/** One job, one array task, or one folded array (`tasks` set). Unknown is null, never 0. Times UTC. */
export const jobSchema = z.object({
  id: z.string(),
  arrayId: z.string().nullable(),
  arrayTask: z.number().int().nullable(),
  name: z.string(),
  user: z.string(),
  /** SLURM's own word: PENDING, RUNNING, COMPLETED … (squeue(1), JOB STATE CODES). */
  state: z.string(),
  /** As the command printed it, for instance `CANCELLED by 1000`. */
  stateRaw: z.string(),
  reason: z.string().nullable(),
  /** The reason in plain words with what to do; the raw code where it is not known. */
  reasonText: z.string().nullable(),
  partition: z.string().nullable(),
  nodes: z.string().nullable(),
  cpus: z.number().int().nullable(),
  gpus: z.number().int().nullable(),
  memoryBytes: z.number().nullable(),
  submitTime: instantSchema.nullable(),
  startTime: instantSchema.nullable(),
  endTime: instantSchema.nullable(),
  elapsedSeconds: z.number().nullable(),
  /** Null: unknown or unlimited. */
  limitSeconds: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  workDir: pathSchema.nullable(),
  stdout: pathSchema.nullable(),
  stderr: pathSchema.nullable(),
  tasks: taskCountsSchema.optional(),
  account: z.string().nullable(),
  /** SLURM's own number; more starts sooner. */
  priority: z.number().nullable(),
  /** What it waits for, in SLURM's words: `afterok:123_*,afterany:124`. */
  dependency: z.string().nullable(),
  /** Leader of its heterogeneous job; null where it is none. */
  hetId: z.string().nullable()
})
export type Job = z.infer<typeof jobSchema>
