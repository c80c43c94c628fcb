/** SLURM jobs of a site, over nothing but its login node. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { jobSchema } from './job'
import { jobIdSchema, oneJobSchema } from './job-id'
import { progressCalls } from './job-progress'
import { jobTemplateCalls, templateRequestSchema } from './job-templates'
import { usageCalls } from './job-usage'
import { jobActs } from './jobs-acts'
import { clusterCalls } from './jobs-cluster'
import { historyCalls } from './jobs-history'
import { jobInsight } from './jobs-insight'
import { watchCalls } from './jobs-watch'

export { type Job, jobSchema, taskCountsSchema } from './job'

/** A poll's outcome. A dead controller is an error beside the last known jobs, never an empty queue. */
export const jobsSnapshotSchema = z.object({
  jobs: z.array(jobSchema),
  /** When these were read; null before the first answer. */
  asOf: instantSchema.nullable(),
  error: failureSchema.nullable(),
  /** Whether finished jobs come from accounting; when not, why. */
  accounting: z.object({ available: z.boolean(), message: z.string() })
})
export type JobsSnapshot = z.infer<typeof jobsSnapshotSchema>

const listOptions = {
  site: siteNameSchema,
  allUsers: z.boolean().default(false),
  /** Days back into accounting; 0 asks squeue alone. */
  historyDays: z.number().min(0).max(365).default(0),
  unfoldTasks: z.boolean().default(false)
}

/** Text of an output file as it grows. `reset`: the file was replaced or cut, what follows is from its start. */
export const tailEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), path: pathSchema, size: z.number() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('waiting'), message: z.string() }),
  z.object({ type: z.literal('reset') }),
  z.object({ type: z.literal('end') })
])
export type TailEvent = z.infer<typeof tailEventSchema>

export const jobsContract = {
  list: call.input(z.object({ ...listOptions, states: z.array(z.string()).default([]) })).output(jobsSnapshotSchema),
  /** One poller per site serves all watchers, never faster than every 10 s; `refresh` asks for an early poll. */
  watch: call.input(z.object(listOptions)).output(eventIterator(jobsSnapshotSchema)),
  refresh: call.input(z.object({ site: siteNameSchema })).output(z.void()),
  show: call.input(oneJobSchema).output(jobSchema),
  /** `script` starts with `#!`; `options` go to sbatch as they are, each one argument. Returns the scheduler's id. */
  submit: call
    .input(
      z.object({
        site: siteNameSchema,
        script: z.string().min(1).max(4_000_000),
        name: z.string().max(1000).optional(),
        workDir: pathSchema.optional(),
        options: z.array(z.string()).default([]),
        /** The template that the script was made with: remembered with the job, not run again. */
        from: templateRequestSchema.pick({ template: true, values: true }).optional()
      })
    )
    .output(jobSchema),
  /** The scheduler's text for each that it refused. */
  cancel: call
    .input(z.object({ site: siteNameSchema, ids: z.array(jobIdSchema).min(1).max(10_000) }))
    .output(
      z.object({ cancelled: z.array(z.string()), failed: z.array(z.object({ id: z.string(), message: z.string() })) })
    ),
  /** Ends when the job has: its final state with exit code and signal. */
  wait: call.input(oneJobSchema).output(jobSchema),
  tail: call
    .input(
      oneJobSchema.extend({
        stream: z.enum(['stdout', 'stderr']).default('stdout'),
        lines: z.number().int().min(0).max(100_000).default(10),
        follow: z.boolean().default(false)
      })
    )
    .output(eventIterator(tailEventSchema)),
  script: call.input(oneJobSchema).output(z.object({ text: z.string() })),
  ...jobActs,
  ...jobInsight,
  ...jobTemplateCalls,
  ...watchCalls,
  ...clusterCalls,
  ...usageCalls,
  ...progressCalls,
  ...historyCalls
}
