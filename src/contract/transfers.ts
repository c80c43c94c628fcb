/** Transfers: copies between this computer, sites and buckets. One queue, kept over crashes of the engine. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, pathSchema, siteNameSchema } from './base'
import { errorCodeSchema } from './errors'
import { mostPlaces, placeSchema } from './files'
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
  /** Files whose checksum was computed at both ends and is equal. */
  verified: z.number().int(),
  /** Files to be verified where one end has no checksum tool: only their size was compared. */
  sizeOnly: z.number().int(),
  sentBytes: z.number(),
  resumedBytes: z.number(),
  /** Of a mirror: entries deleted at the destination. */
  deleted: z.number().int().optional(),
  failed: z.array(failedFileSchema)
})
export type TransferResult = z.infer<typeof transferResultSchema>

export const transferStates = [
  'waiting',
  'running',
  'paused',
  'finished',
  'finished-with-errors',
  'failed',
  'cancelled'
] as const

/**
 * Why a transfer that could move does not. `link`: its link is lost, it tries again by itself; `sign-in`: going on
 * needs a person (resume it); `limit`: the schedule allows nothing now; `answer`: a person is asked what to do with a file
 * that is already there, its other files may go on.
 */
export const holdReasons = ['link', 'sign-in', 'limit', 'answer'] as const

/**
 * Which way the bytes go. `here`: through this computer (both ends elsewhere: that is said to the person);
 * `on-host`: copied on the one host; `direct`: from one host to the other without passing here.
 */
export const transferRoutes = ['here', 'on-host', 'direct'] as const

/** One end of a transfer. */
export const endpointSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local') }),
  z.object({ kind: z.literal('site'), site: siteNameSchema }),
  z.object({ kind: z.literal('s3'), profile: z.string().optional() })
])
export type Endpoint = z.infer<typeof endpointSchema>

export const prioritySchema = z.enum(['high', 'normal', 'low'])
export type TransferPriority = z.infer<typeof prioritySchema>

/** Bytes per second; null: as fast as it goes. */
export const rateLimitSchema = z.number().int().min(1024).nullable()
export type RateLimit = z.infer<typeof rateLimitSchema>

export const transferSchema = z.object({
  id: z.string(),
  from: endpointSchema,
  to: endpointSchema,
  route: z.enum(transferRoutes),
  /** First source and how many there are, for a row's name. */
  title: z.string(),
  sources: z.number().int(),
  destination: pathSchema,
  state: z.enum(transferStates),
  hold: z.enum(holdReasons).nullable(),
  priority: prioritySchema,
  limit: rateLimitSchema,
  verify: z.boolean(),
  addedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Of what is known so far; `scanning` while the sources are still being counted. */
  totalFiles: z.number().int(),
  totalBytes: z.number(),
  scanning: z.boolean(),
  doneFiles: z.number().int(),
  doneBytes: z.number(),
  skipped: z.number().int(),
  verified: z.number().int(),
  sizeOnly: z.number().int(),
  /** Copied, their checksums still to be compared. */
  verifying: z.number().int(),
  sentBytes: z.number(),
  resumedBytes: z.number(),
  /** Bytes per second over the last seconds. */
  rate: z.number(),
  currentFile: pathSchema.nullable(),
  /** The first 1,000; `failedCount` counts all. */
  failed: z.array(failedFileSchema),
  failedCount: z.number().int(),
  /** What the person should know although it is no error (a file restarted because its source changed); at most 100. */
  notices: z.array(z.string())
})
export type Transfer = z.infer<typeof transferSchema>

/**
 * The list of transfers as it changes: `all` of it in queue order first, and whenever the order is another one; else
 * only those that `changed` and the ids of those that are `gone`. A list of thousands is not sent for one that moves.
 */
export const transferListEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all'), transfers: z.array(transferSchema) }),
  z.object({ type: z.literal('changed'), transfers: z.array(transferSchema), gone: z.array(z.string()) })
])
export type TransferListEvent = z.infer<typeof transferListEventSchema>

/** `copied`: all bytes arrived and nobody asked for more. `size-only`: no checksum tool at one end. */
export const fileStates = [
  'waiting',
  'copying',
  'copied',
  'verifying',
  'verified',
  'size-only',
  'mismatch',
  'skipped',
  'failed'
] as const

/** One file of a transfer, as the journal has it. */
export const transferFileSchema = z.object({
  source: pathSchema,
  target: pathSchema,
  size: z.number(),
  state: z.enum(fileStates),
  /** Bytes confirmed by the destination. */
  doneBytes: z.number(),
  error: z.object({ code: errorCodeSchema, message: z.string() }).nullable(),
  checksum: z.object({ algorithm: z.string(), hex: z.string() }).nullable()
})
export type TransferFile = z.infer<typeof transferFileSchema>

/** A copy proven equal to its source at that time. */
export const ledgerEntrySchema = z.object({
  transfer: z.string(),
  source: z.object({ end: endpointSchema, path: pathSchema }),
  copy: z.object({ end: endpointSchema, path: pathSchema }),
  size: z.number(),
  /** Modification time of the source. */
  mtime: instantSchema,
  algorithm: z.string(),
  hex: z.string(),
  verifiedAt: instantSchema
})
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>

/** Of two trees: `new` is only at the source, `changed` differs, `extra` is only at the destination. */
export const differenceSchema = z.object({
  /** Below the two folders that are compared, with `/`. */
  path: pathSchema,
  kind: z.enum(['new', 'changed', 'extra']),
  type: z.enum(['file', 'directory', 'link', 'other']),
  /** Bytes of the one that would be copied, or deleted. */
  size: z.number(),
  mtime: instantSchema
})
export type Difference = z.infer<typeof differenceSchema>

export const comparisonCountsSchema = z.object({
  same: z.number().int(),
  new: z.number().int(),
  changed: z.number().int(),
  extra: z.number().int(),
  /** Of what would be copied. */
  bytes: z.number(),
  failed: z.array(failedFileSchema)
})
export type ComparisonCounts = z.infer<typeof comparisonCountsSchema>

export const comparisonEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), entries: z.number().int(), checksums: z.number().int() }),
  z.object({ type: z.literal('differences'), differences: z.array(differenceSchema) }),
  z.object({ type: z.literal('end'), counts: comparisonCountsSchema })
])
export type ComparisonEvent = z.infer<typeof comparisonEventSchema>

const byId = z.object({ id: callerIdSchema })
/** The contents of folder `from` against those of folder `to`. */
const pair = z.object({
  from: placeSchema,
  to: placeSchema,
  by: z.enum(['size-time', 'checksum']).default('size-time')
})
const how = {
  verify: z.boolean().default(false),
  limit: rateLimitSchema.optional(),
  priority: prioritySchema.default('normal'),
  /** Small files on the way at once; unset: as the engine finds best. */
  jobs: z.number().int().min(1).max(512).optional()
}

export const transfersContract = {
  /**
   * Copies as `cp -r` does (COMMAND.md, Files), between any two places. Returns when it is queued. With `resume` it
   * takes up an unfinished transfer of the same sources, destination and rules, whose id is then in the answer.
   */
  start: call
    .input(
      byId.extend({
        sources: z.array(placeSchema).min(1).max(mostPlaces),
        destination: placeSchema,
        conflict: conflictChoiceSchema.optional(),
        parents: z.boolean().default(false),
        followLinks: z.boolean().default(false),
        resume: z.boolean().default(false),
        ...how
      })
    )
    .output(z.object({ id: z.string() })),
  /** Waits for the end. `cancelled` when somebody cancelled it; a copy with failed files is a result, not an error. */
  result: call.input(byId).output(transferResultSchema),
  list: call.output(z.array(transferSchema)),
  /** The whole list at once, in queue order, then at most four times a second while something moves. */
  watch: call.output(eventIterator(z.array(transferSchema))),
  /** The same for those who keep the list: what changed. At most four times a second. */
  watchChanges: call.output(eventIterator(transferListEventSchema)),
  /** A page of the journal of one transfer, in the order in which files were found. */
  files: call
    .input(
      byId.extend({
        states: z.array(z.enum(fileStates)).optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200)
      })
    )
    .output(z.object({ total: z.number().int(), files: z.array(transferFileSchema) })),
  /** Without an id: all that wait or run. What is on the way is confirmed and kept. */
  pause: call.input(z.object({ id: callerIdSchema.optional() })).output(z.void()),
  /** Without an id: all that are paused. It may ask for a sign-in, unless `automatic`: then nobody clicked. */
  resume: call
    .input(z.object({ id: callerIdSchema.optional(), automatic: z.boolean().default(false) }))
    .output(z.void()),
  /** Puts one that waits or is paused before another; null: at the end. */
  reorder: call.input(byId.extend({ before: callerIdSchema.nullable() })).output(z.void()),
  /** Takes effect at once, also on one that runs. */
  change: call
    .input(byId.extend({ priority: prioritySchema.optional(), limit: rateLimitSchema.optional() }))
    .output(z.void()),
  cancel: call.input(byId).output(z.void()),
  /** The same transfer copies again what failed, and nothing else. `usage` when nothing failed. */
  retryFailed: call.input(byId).output(z.void()),
  /** Takes finished ones off the list; without an id all of them. */
  forget: call.input(z.object({ id: callerIdSchema.optional() })).output(z.void()),
  /** Verified copies, newest first; `path` selects those whose source or copy is it or lies below it. */
  ledger: call
    .input(
      z.object({
        path: pathSchema.optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200)
      })
    )
    .output(z.object({ total: z.number().int(), entries: z.array(ledgerEntrySchema) })),

  /** Reads both trees and changes nothing. Differences come as they are found. */
  compare: call.input(pair).output(eventIterator(comparisonEventSchema)),
  /**
   * Makes `to` like `from`: copies what is new or changed and, with `deleteExtra`, deletes what is only at `to`, after
   * all copies succeeded and only if that is exactly `expectDeletes` entries (`confirmation-required` otherwise).
   */
  mirror: call
    .input(
      byId.extend({
        ...pair.shape,
        deleteExtra: z.boolean().default(false),
        expectDeletes: z.number().int().min(0).optional(),
        ...how
      })
    )
    .output(z.object({ id: z.string() })),

  /**
   * Bytes that only the window holds (a file dropped from the desktop into a browser page). `begin` opens a staging
   * file beside the destination (an upload, in a bucket), `write` appends in order, `end` gives it its name. Folders are made as needed.
   */
  pushBegin: call
    .input(
      byId.extend({
        /** The folder it goes into, wherever that is. */
        destination: placeSchema,
        /** The files of one drop share it: an answer "for all" then holds for all of them. */
        batch: callerIdSchema.optional(),
        /** Path below `destination`, with `/`, never with `..` or a leading `/`. */
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
