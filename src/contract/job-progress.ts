/** How far a job is by the files that its own program writes. */
import { z } from 'zod'
import { call, instantSchema, pathSchema } from './base'
import { lookSchema, oneJobSchema } from './job-id'

const orNull = z.number().nullable()

/** One iteration that has ended. */
export const iterationSchema = z.object({
  iteration: z.number().int(),
  resolutionAngstrom: orNull,
  /** Classes that hold at least 1 % of the particles. */
  classes: z.number().int().nullable(),
  /** Share of the particles that changed their class since the one before. */
  changed: orNull
})

/** One micrograph, in the order of the job's own table. Motion in ångström (turned from the pixels RELION writes; null where its table tells no pixel size). */
export const micrographSchema = z.object({
  name: z.string(),
  totalMotion: orNull,
  earlyMotion: orNull,
  lateMotion: orNull,
  /** Mean of U and V. */
  defocusAngstrom: orNull,
  astigmatismAngstrom: orNull,
  /** To which the fit of the CTF is good. */
  ctfResolutionAngstrom: orNull
})
export type Micrograph = z.infer<typeof micrographSchema>

/** Unknown is null. Resolutions in ångström, shares from 0 to 1. */
export const jobProgressSchema = z.object({
  program: z.enum(['RELION', 'cryoSPARC']),
  /** The program's own word for the kind of job: `Class2D`, `MotionCorr`, `class_2D_new`. */
  kind: z.string().nullable(),
  /** The job's own folder on the site. */
  folder: pathSchema,
  /** By the marker that the program leaves at the end; null while there is none. */
  ended: z.enum(['succeeded', 'failed', 'aborted']).nullable(),
  /** Of the latest model, or at work by its output. */
  iteration: z.number().int().nullable(),
  /** Null where the program decides by itself when it has converged. */
  iterations: z.number().int().nullable(),
  step: z.string().nullable(),
  stepFraction: orNull,
  stepSecondsLeft: orNull,
  /** When the whole job should end, by the iterations or micrographs so far. */
  expectedEnd: instantSchema.nullable(),
  resolutionAngstrom: orNull,
  /** Name of the model file that the classes are of. */
  model: z.string().nullable(),
  classes: z.array(
    z.object({
      image: z.string(),
      share: orNull,
      resolutionAngstrom: orNull,
      accuracyRotations: orNull
    })
  ),
  /** Oldest first; the newest 200. */
  series: z.array(iterationSchema),
  /** Jobs on micrographs: how many are done, of how many, and the newest 2,000 of them. */
  micrographs: z
    .object({ total: z.number().int().nullable(), done: z.number().int(), newest: z.array(micrographSchema) })
    .nullable()
})
export type JobProgress = z.infer<typeof jobProgressSchema>

/** Class averages of the latest model as pictures, largest share first. `png`: base64. */
export const classImagesSchema = z.object({
  model: z.string(),
  iteration: z.number().int().nullable(),
  /** Pixels of each picture. */
  width: z.number().int(),
  height: z.number().int(),
  images: z.array(z.object({ number: z.number().int(), share: orNull, resolutionAngstrom: orNull, png: z.string() })),
  /** How many there are in all, when not all are here. */
  total: z.number().int()
})
export type ClassImages = z.infer<typeof classImagesSchema>

export const progressCalls = {
  /** By the files of the job's own folder. `unsupported` for a job of a program whose files are not known. */
  progress: call.input(lookSchema).output(jobProgressSchema),
  /** At most `most` of them. `not-found` before the first; of maps (Class3D, Refine3D) the central section. */
  classImages: call
    .input(oneJobSchema.extend({ most: z.number().int().min(1).max(200).default(50) }))
    .output(classImagesSchema)
}
