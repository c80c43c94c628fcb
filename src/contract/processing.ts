/** Pre-processing of what a watch brings: job arrays of a template that go on over its newest files. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { placeSchema } from './files'
import { templateRequestSchema } from './job-templates'
import { watchNameSchema } from './watch'

/** What files are taken where nothing is said: the forms in which cameras write movies and pictures. */
export const movieGlobs: readonly string[] = ['*.{mrc,mrcs,tif,tiff,eer}']

/** How many files go at once, and when. */
const paceFields = {
  /** Files of one array, at most; each is a task of its own. */
  batch: z.number().int().min(1).max(1000),
  /** A smaller array goes when its oldest file has waited so long. Seconds. */
  waitSeconds: z.number().int().min(0).max(86_400),
  /** Tasks of one array that run at once: `%N` of sbatch's --array. */
  atOnce: z.number().int().min(1).max(1000),
  /** Tasks of this rule that wait or run in SLURM, at most. */
  queued: z.number().int().min(1).max(10_000),
  /** How often a file whose task failed is tried again. */
  retries: z.number().int().min(0).max(10)
}

/** What is asked where nothing is said. */
export const askedPaceSchema = z.object({
  batch: paceFields.batch.default(20),
  waitSeconds: paceFields.waitSeconds.default(120),
  atOnce: paceFields.atOnce.default(4),
  queued: paceFields.queued.default(40),
  retries: paceFields.retries.default(1)
})

/**
 * The template of each array. In its values `{file}` stands for the path of a task's file, `{name}` for the file's name
 * without its ending; a command line of the template itself reads them as `"$FARSCOPE_FILE"` and `"$FARSCOPE_NAME"`.
 */
export const processingRequestSchema = templateRequestSchema

/** What the rule is; `request` and the pace can be changed, what it is about cannot. */
const ruleFields = {
  name: watchNameSchema,
  /** The watch whose files are taken, by its name. */
  watch: watchNameSchema,
  /** Where the jobs are submitted. */
  site: siteNameSchema,
  /** The watch's folder or one of its destinations: a file is taken when it is finished, or verified, there. */
  from: placeSchema,
  /** The same folder as jobs see it. */
  seenAs: pathSchema,
  /** Folder in which the jobs work. */
  workDir: pathSchema,
  /** Globs of which one must fit; as in the rules of a watch. */
  include: z.array(z.string().min(1).max(1000)).min(1).max(100),
  request: processingRequestSchema,
  ...paceFields
}

/**
 * `idle`: all is done. `working`: files wait, or jobs do. `trouble`: `error` says why it does not get on; it is tried
 * again. `resting`: no engine that stays is running.
 */
export const processingStates = ['idle', 'working', 'trouble', 'paused', 'resting'] as const

const count = z.number().int()

/** One array that has not ended. */
export const processingBatchSchema = z.object({
  id: z.string(),
  /** Id of the array; null: it is about to be submitted, or its answer is looked for. */
  job: z.string().nullable(),
  submittedAt: instantSchema.nullable(),
  files: count,
  /** Of its tasks, as of the last poll of the site's jobs. */
  ...{ pending: count, running: count, done: count, failed: count }
})
export type ProcessingBatch = z.infer<typeof processingBatchSchema>

export const processingRuleSchema = z.object({
  id: z.string(),
  ...ruleFields,
  createdAt: instantSchema,
  state: z.enum(processingStates),
  /** Files. `pending` and `running` are tasks in SLURM; `failed` are tried no more. */
  counts: z.object({ waiting: count, pending: count, running: count, done: count, failed: count }),
  /** When the oldest file that waits was written. */
  oldestWaiting: instantSchema.nullable(),
  /** Newest first. */
  batches: z.array(processingBatchSchema),
  /** Id of the array that was submitted last. */
  lastJob: z.string().nullable(),
  error: failureSchema.nullable(),
  errorAt: instantSchema.nullable()
})
export type ProcessingRule = z.infer<typeof processingRuleSchema>

/** `submitted`: in an array that has not ended. `replaced`: it changed before its turn; its later version goes. */
export const processedStates = ['waiting', 'submitted', 'done', 'failed', 'replaced'] as const

export const processedFileSchema = z.object({
  /** Below the folder, with `/`. */
  path: pathSchema,
  state: z.enum(processedStates),
  /** Tries that failed. */
  tries: count,
  /** `123_4`: array and task that it was given to last. */
  job: z.string().nullable(),
  finishedAt: instantSchema,
  at: instantSchema,
  /** Why its last try failed. */
  error: z.string().nullable()
})
export type ProcessedFile = z.infer<typeof processedFileSchema>

const named = z.object({ name: watchNameSchema })

export const processingContract = {
  /**
   * Begins. `exists`: that name is taken. `not-found`: no such watch or template. `usage`: the watch brings nothing to
   * that site, the form has a mistake, or no value names the file.
   */
  add: call
    .input(
      z.object({
        name: watchNameSchema.optional(),
        watch: watchNameSchema,
        site: siteNameSchema,
        /** Unset: the one place of the watch at that site. */
        from: placeSchema.optional(),
        seenAs: pathSchema.optional(),
        /** Unset: `preprocess` beside the folder. */
        workDir: pathSchema.optional(),
        include: ruleFields.include.default([...movieGlobs]),
        request: processingRequestSchema,
        pace: askedPaceSchema.default(askedPaceSchema.parse({}))
      })
    )
    .output(processingRuleSchema),
  list: call.output(z.array(processingRuleSchema)),
  /** At once and after changes, at most once a second. */
  watch: call.output(eventIterator(z.array(processingRuleSchema))),
  /**
   * Another form or pace from now on; what is not said stays. Arrays that SLURM has go on as they were submitted, and
   * what is done is not done again. `not-found`: no such rule or template. `usage`: as `add`.
   */
  change: call
    .input(
      named.extend({ request: processingRequestSchema.optional(), pace: z.object(paceFields).partial().optional() })
    )
    .output(processingRuleSchema),
  /** Nothing more is submitted; arrays that SLURM has go on. */
  pause: call.input(named).output(processingRuleSchema),
  resume: call.input(named).output(processingRuleSchema),
  /** Files that failed for good wait again. */
  retry: call.input(named).output(processingRuleSchema),
  /** With what it knows of its files; arrays that SLURM has go on, and results stay. */
  remove: call.input(named).output(z.void()),
  /** By when they were finished, newest first. */
  files: call
    .input(
      named.extend({
        states: z.array(z.enum(processedStates)).optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200)
      })
    )
    .output(z.object({ total: count, files: z.array(processedFileSchema) }))
}
