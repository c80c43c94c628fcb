/** Transfers: copies between this computer and a site. First width: one list, progress, cancel, conflict question. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, pathSchema, siteNameSchema } from './base'
import { errorCodeSchema } from './errors'
import { placeSchema } from './files'
import { conflictRules } from './prompts'

/** `ask` raises a prompt for each; unset is the rule of COMMAND: same size and time is skipped, else `exists`. */
export const conflictChoiceSchema = z.enum([...conflictRules, 'ask'])

export const failedFileSchema = z.object({ path: pathSchema, code: errorCodeSchema, message: z.string() })
export type FailedFile = z.infer<typeof failedFileSchema>

/** What a finished copy did. `files`: regular files that arrived now, `bytes` their size. */
export const transferResultSchema = z.object({
  files: z.number().int(),
  bytes: z.number(),
  seconds: z.number(),
  skipped: z.number().int(),
  verified: z.number().int(),
  sentBytes: z.number(),
  resumedBytes: z.number(),
  failed: z.array(failedFileSchema)
})
export type TransferResult = z.infer<typeof transferResultSchema>

export const transferStates = ['waiting', 'running', 'finished', 'finished-with-errors', 'failed', 'cancelled'] as const

export const transferSchema = z.object({
  id: z.string(),
  direction: z.enum(['put', 'get']),
  site: z.string(),
  /** First source and how many there are, for a row's name. */
  title: z.string(),
  sources: z.number().int(),
  destination: pathSchema,
  state: z.enum(transferStates),
  addedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Of what is known so far; `scanning` while the sources are still being counted. */
  totalFiles: z.number().int(),
  totalBytes: z.number(),
  scanning: z.boolean(),
  doneFiles: z.number().int(),
  doneBytes: z.number(),
  skipped: z.number().int(),
  /** Bytes per second over the last seconds. */
  rate: z.number(),
  currentFile: pathSchema.nullable(),
  /** The first 1,000; `failedCount` counts all. */
  failed: z.array(failedFileSchema),
  failedCount: z.number().int()
})
export type Transfer = z.infer<typeof transferSchema>

const byId = z.object({ id: callerIdSchema })

export const transfersContract = {
  /** Copies as `cp -r` does (COMMAND.md, Files). One side local, the other on a site. Returns when it is queued. */
  start: call
    .input(
      byId.extend({
        sources: z.array(placeSchema).min(1).max(100_000),
        destination: placeSchema,
        conflict: conflictChoiceSchema.optional(),
        parents: z.boolean().default(false),
        followLinks: z.boolean().default(false)
      })
    )
    .output(z.object({ id: z.string() })),
  /** Waits for the end. `cancelled` when somebody cancelled it; a copy with failed files is a result, not an error. */
  result: call.input(byId).output(transferResultSchema),
  list: call.output(z.array(transferSchema)),
  /** The whole list at once, then at most four times a second while something moves. */
  watch: call.output(eventIterator(z.array(transferSchema))),
  cancel: call.input(byId).output(z.void()),
  /** Copies again only what failed. */
  retryFailed: call.input(byId.extend({ newId: callerIdSchema })).output(z.object({ id: z.string() })),
  /** Takes finished ones off the list; without an id all of them. */
  forget: call.input(z.object({ id: callerIdSchema.optional() })).output(z.void()),

  /**
   * Bytes that only the window holds (a file dropped from the desktop into a browser page). `begin` opens a staging
   * file beside the destination, `write` appends in order, `end` gives it its name. Folders are made as needed.
   */
  pushBegin: call
    .input(
      byId.extend({
        site: siteNameSchema,
        /** The files of one drop share it: an answer "for all" then holds for all of them. */
        batch: callerIdSchema.optional(),
        folder: pathSchema,
        /** Path below `folder`, with `/`, never with `..` or a leading `/`. */
        relativePath: z.string().min(1).max(4096),
        size: z.number().int().min(0),
        mtime: instantSchema,
        conflict: conflictChoiceSchema.optional()
      })
    )
    .output(z.object({ skip: z.boolean() })),
  pushWrite: call.input(byId.extend({ offset: z.number().int().min(0), data: z.instanceof(Blob) })).output(z.void()),
  pushEnd: call.input(byId).output(z.void())
}
