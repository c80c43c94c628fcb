/** What is done to jobs that the scheduler has: hold, release, requeue, another time limit. */
import { z } from 'zod'
import { call } from './base'
import { someJobsSchema } from './job-id'

/** Which jobs it was done to, and the scheduler's own words for each that it refused. */
export const actResultSchema = z.object({
  done: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), message: z.string() }))
})
export type ActResult = z.infer<typeof actResultSchema>

/** An array's id stands for all of its tasks that the act can reach. */
export const jobActs = {
  /** A waiting job does not start until it is released. */
  hold: call.input(someJobsSchema).output(actResultSchema),
  release: call.input(someJobsSchema).output(actResultSchema),
  /** A running job ends and waits again, from its beginning. */
  requeue: call.input(someJobsSchema).output(actResultSchema),
  /** SLURM counts whole minutes and rounds up; a plain user may only lower the limit of a running job. */
  setTimeLimit: call
    .input(
      someJobsSchema.extend({
        limitSeconds: z
          .number()
          .int()
          .min(60)
          .max(365 * 86_400)
      })
    )
    .output(actResultSchema)
}
