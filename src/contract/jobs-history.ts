/** Jobs that ended, kept after SLURM forgot them; what was submitted from here; notices of what happened to jobs. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { jobSchema } from './job'
import { oneJobSchema } from './job-id'

const share = z.number().nullable()

/**
 * A job that ended; tasks of an array are jobs of their own. `seen`: accounting said nothing, this is what SLURM's
 * controller or the polls said last; state UNKNOWN where it left the queue unseen. Shares from 0, may pass 1.
 */
export const pastJobSchema = jobSchema.extend({
  site: siteNameSchema,
  source: z.enum(['accounting', 'seen']),
  cpuSecondsUsed: z.number().nullable(),
  cpuSecondsGiven: z.number().nullable(),
  cpuEfficiency: share,
  memoryBytesUsed: z.number().nullable(),
  memoryEfficiency: share,
  /** Template it was submitted with from here. */
  template: z.string().nullable()
})
export type PastJob = z.infer<typeof pastJobSchema>

/** Which finished jobs. Empty lists and unset fields: all. Times by the end of the job. */
const historyFilter = {
  sites: z.array(siteNameSchema).default([]),
  /** In id, name, user, folder or partition; case does not count. */
  text: z.string().max(1000).default(''),
  states: z.array(z.string()).default([]),
  from: instantSchema.optional(),
  to: instantSchema.optional()
}

/** One week, Monday 00:00 to Monday 00:00 UTC. Efficiencies are of all CPU seconds and bytes given, not means of means. */
export const jobWeekSchema = z.object({
  /** ISO 8601: `2026-W47`. */
  week: z.string(),
  start: instantSchema,
  /** Also those of which nobody could tell how they ended. */
  finished: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  cpuHours: z.number(),
  gpuHours: z.number(),
  cpuEfficiency: share,
  memoryEfficiency: share,
  /** Median of the seconds from submission to start. */
  waitSeconds: z.number().nullable()
})
export type JobWeek = z.infer<typeof jobWeekSchema>

/** What was sent to sbatch from here. */
export const submissionSchema = z.object({
  site: siteNameSchema,
  id: z.string(),
  at: instantSchema,
  name: z.string().nullable(),
  workDir: pathSchema.nullable(),
  script: z.string(),
  options: z.array(z.string()),
  template: z.string().nullable(),
  /** What the template was filled in with. */
  values: z.record(z.string(), z.string())
})
export type Submission = z.infer<typeof submissionSchema>

export const jobEvents = [
  'started',
  'completed',
  'failed',
  'timeout',
  'out-of-memory',
  'node-fail',
  'cancelled',
  /** Left the queue, and nobody could tell how: accounting is off and SLURM had forgotten it. */
  'ended'
] as const
export type JobEvent = (typeof jobEvents)[number]

/** Told once an event, over restarts and reconnects. */
export const jobNoticeSchema = z.object({
  number: z.number().int(),
  site: siteNameSchema,
  job: z.string(),
  name: z.string(),
  event: z.enum(jobEvents),
  /** When it was noticed. */
  at: instantSchema,
  /** One sentence with exit code or signal in words. */
  text: z.string(),
  read: z.boolean()
})
export type JobNotice = z.infer<typeof jobNoticeSchema>

export const historyCalls = {
  /** Newest end first. */
  history: call
    .input(
      z.object({
        ...historyFilter,
        limit: z.number().int().min(1).max(10_000).default(200),
        offset: z.number().int().min(0).default(0)
      })
    )
    .output(z.object({ total: z.number().int(), jobs: z.array(pastJobSchema) })),
  /** The latest week last; weeks without jobs too. */
  weeks: call
    .input(
      z.object({ sites: z.array(siteNameSchema).default([]), weeks: z.number().int().min(1).max(520).default(12) })
    )
    .output(z.array(jobWeekSchema)),
  /** RFC 4180 text in pieces, its first line the names of the columns; times ISO 8601 UTC. */
  exportHistory: call.input(z.object(historyFilter)).output(eventIterator(z.object({ text: z.string() }))),
  /** `not-found` for a job that was not submitted from here. */
  submission: call.input(oneJobSchema).output(submissionSchema),
  notices: call
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(100), before: z.number().int().optional() }))
    .output(z.object({ unread: z.number().int(), notices: z.array(jobNoticeSchema) })),
  /** At first none and how many are unread; then each as it happens. */
  watchNotices: call.output(eventIterator(z.object({ unread: z.number().int(), fresh: z.array(jobNoticeSchema) }))),
  /** Marks those up to and including `upTo` as read. */
  readNotices: call.input(z.object({ upTo: z.number().int() })).output(z.void())
}
