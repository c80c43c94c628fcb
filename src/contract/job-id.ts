/** How jobs are named, for every schema about them. */
import { z } from 'zod'
import { siteNameSchema } from './base'

/** `123`, `123_4`, `123_[0-95]`, `123+1`. */
export const jobIdSchema = z.string().regex(/^\d+([_+](\d+|\[[0-9,\-:%]+\]))?$/, 'a job id such as 123 or 123_4')

/** One job of a site. */
export const oneJobSchema = z.object({ site: siteNameSchema, id: jobIdSchema })

/** One job that is looked at, perhaps again and again. */
export const lookSchema = oneJobSchema.extend({
  automatic: z
    .boolean()
    .default(false)
    .describe('nobody just asked for it: it raises no prompt but fails with answer-needed')
})

/** Jobs of a site. */
export const someJobsSchema = z.object({ site: siteNameSchema, ids: z.array(jobIdSchema).min(1).max(10_000) })
