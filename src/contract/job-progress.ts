/** How far a job is by the files that its own program writes. */
import { z } from 'zod'
import { pathSchema } from './base'

const nullableNumber = z.number().nullable()

/** Unknown is null. Resolutions in ångström, shares from 0 to 1. */
export const jobProgressSchema = z.object({
  program: z.literal('RELION'),
  /** The job's own folder on the site. */
  folder: pathSchema,
  /** By the marker that RELION leaves at the end; null while there is none. */
  ended: z.enum(['succeeded', 'failed', 'aborted']).nullable(),
  /** Of the latest model, or at work by its output. */
  iteration: z.number().int().nullable(),
  /** Null where RELION decides by itself when it has converged. */
  iterations: z.number().int().nullable(),
  step: z.string().nullable(),
  stepFraction: nullableNumber,
  stepSecondsLeft: nullableNumber,
  resolutionAngstrom: nullableNumber,
  /** Name of the model file that the classes are of. */
  model: z.string().nullable(),
  classes: z.array(
    z.object({
      image: z.string(),
      share: nullableNumber,
      resolutionAngstrom: nullableNumber,
      accuracyRotations: nullableNumber
    })
  )
})
export type JobProgress = z.infer<typeof jobProgressSchema>
