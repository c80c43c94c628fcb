/** The queue as it changes, for a window that shows up to 100,000 tasks. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { jobSchema } from './job'

/** How a poll went, beside its jobs. */
const pollFields = {
  /** When the jobs were read; null before the first answer. */
  asOf: instantSchema.nullable(),
  error: failureSchema.nullable(),
  accounting: z.object({ available: z.boolean(), message: z.string() }),
  /** When it will be asked again by itself; null while nothing is asked (asleep, offline). */
  nextPoll: instantSchema.nullable()
}

/** `all` comes first, and again when most has changed; of many jobs it has the first, `changes` bring the others. */
export const jobsChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all'), jobs: z.array(jobSchema), ...pollFields }),
  z.object({ type: z.literal('changes'), changed: z.array(jobSchema), removed: z.array(z.string()), ...pollFields })
])
export type JobsChange = z.infer<typeof jobsChangeSchema>

export const watchCalls = {
  watchChanges: call
    .input(
      z.object({
        site: siteNameSchema,
        allUsers: z.boolean().default(false),
        historyDays: z.number().min(0).max(365).default(0),
        unfoldTasks: z.boolean().default(false)
      })
    )
    .output(eventIterator(jobsChangeSchema)),
  /**
   * Whether this caller's window is in front of a person (true until it says otherwise). Polls are slower for those that
   * are not.
   */
  attend: call.input(z.object({ front: z.boolean() })).output(z.void())
}
