/** The ledger: which file has which verified copies, what may be deleted at its source, and what was. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema } from './base'
import { errorCodeSchema } from './errors'
import { placeSchema } from './files'

/** Where a file of the ledger came from: a watched folder by its id and name, or a transfer by its id. */
export const ledgerOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('watch'), id: z.string().min(1).max(128), name: z.string().max(256) }),
  z.object({ kind: z.literal('transfer'), id: z.string().min(1).max(128) })
])
export type LedgerOrigin = z.infer<typeof ledgerOriginSchema>

const hexSchema = z.string().regex(/^[0-9a-f]{8,128}$/)
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
/** `algorithm` as in domain/transfers/checksums. */
export const digestSchema = z.object({ algorithm: z.string().regex(/^[a-z0-9-]{1,32}$/), hex: hexSchema })
export type Digest = z.infer<typeof digestSchema>

/** One copy that was just proven equal to its source: what a watcher or a transfer tells the ledger. */
export const verifiedCopySchema = z.object({
  origin: ledgerOriginSchema,
  /** Uid of the booking it was collected in; null outside of any. */
  session: z.string().min(1).max(512).nullable(),
  /** Absolute path; of a bucket `/BUCKET/KEY` with its profile. */
  source: placeSchema,
  /** 1 for what had this path first; a changed file has the next. */
  version: z.number().int().min(1),
  /** Of the source when it was copied. Bytes; UTC, of which whole seconds count. */
  size: z.number().int().min(0),
  mtime: instantSchema,
  /** By what the two were compared: the same at both. */
  checksum: digestSchema,
  /** Null where they were compared by another algorithm; the ledger finds it when it verifies anew. */
  sha256: sha256Schema.nullable(),
  copy: placeSchema,
  verifiedAt: instantSchema
})
export type VerifiedCopy = z.infer<typeof verifiedCopySchema>

/**
 * How a copy was found when it was looked at last. `away`: its place could not be asked, so nothing is known anew.
 */
export const copyStates = ['verified', 'missing', 'differs', 'away'] as const
export const ledgerCopySchema = z.object({
  place: placeSchema,
  state: z.enum(copyStates),
  /** When it was proven equal to the source last. */
  verifiedAt: instantSchema,
  /** When it was looked at last, and what was said then; empty while all is well. */
  checkedAt: instantSchema,
  message: z.string()
})
export type LedgerCopy = z.infer<typeof ledgerCopySchema>

/**
 * `safe`: verified in the asked number of different places. `doubted`: in as many only if places of which nobody can
 * tell are different disks, which a release asks about. `waiting`: in fewer. `trouble`: a copy is missing or
 * differs, or the source is no longer what was copied. `replaced`: a later version has its path. `released`: deleted at
 * its source by a release.
 */
export const ledgerStates = ['safe', 'doubted', 'waiting', 'trouble', 'replaced', 'released'] as const
export const ledgerStateSchema = z.enum(ledgerStates)
export type LedgerState = z.infer<typeof ledgerStateSchema>

export const ledgerFileSchema = z.object({
  id: z.number().int(),
  origin: ledgerOriginSchema,
  session: z.string().nullable(),
  source: placeSchema,
  version: z.number().int(),
  size: z.number(),
  mtime: instantSchema,
  sha256: sha256Schema.nullable(),
  copies: z.array(ledgerCopySchema),
  state: ledgerStateSchema,
  /** Different places with a verified copy, the source's own not counted; doubted ones count as different. */
  places: z.number().int(),
  /** Why it is not safe; empty when it is. */
  reason: z.string(),
  releasedAt: instantSchema.nullable()
})
export type LedgerFile = z.infer<typeof ledgerFileSchema>

/** Which files; each further word narrows. Nothing given: all. */
export const ledgerChoiceSchema = z.object({
  /** Id or name of a watch, or id of a transfer. */
  origin: z.string().min(1).max(256).optional(),
  session: z.string().min(1).max(512).optional(),
  /** The source is it, or lies below it. */
  under: placeSchema.optional(),
  /** By their numbers. */
  files: z.array(z.number().int()).max(200_000).optional()
})
export type LedgerChoice = z.infer<typeof ledgerChoiceSchema>

/** In how many different places a file must be verified before its source may go. */
export const askedCopiesSchema = z.number().int().min(1).max(9).default(2)

const countSchema = z.object({ files: z.number().int(), bytes: z.number() })
export const ledgerSummarySchema = z.object({
  copies: z.number().int(),
  /** Whether every file that is still at its source is safe, and there is one. */
  safe: z.boolean(),
  all: countSchema,
  states: z.record(ledgerStateSchema, countSchema),
  /** Places with verified copies: in words, with how many files and bytes. */
  places: z.array(z.object({ place: z.string(), ...countSchema.shape })),
  /** Files whose SHA-256 is not known yet. */
  withoutSha256: z.number().int()
})
export type LedgerSummary = z.infer<typeof ledgerSummarySchema>

/** Rows as they are read, then what they add up to. */
export const ledgerListEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('files'), files: z.array(ledgerFileSchema) }),
  z.object({ type: z.literal('end'), summary: ledgerSummarySchema })
])
export type LedgerListEvent = z.infer<typeof ledgerListEventSchema>

/** What verifying anew found so far. `end` with what was found in all. */
export const verifyCountsSchema = z.object({
  files: z.number().int(),
  bytes: z.number(),
  verified: z.number().int(),
  missing: z.number().int(),
  differs: z.number().int(),
  away: z.number().int(),
  /** Sources that are no longer what was copied, or are gone. */
  sourceChanged: z.number().int(),
  /** The first 1,000, each with its place in words. */
  failed: z.array(z.object({ path: z.string(), code: errorCodeSchema, message: z.string() }))
})
export type VerifyCounts = z.infer<typeof verifyCountsSchema>
export const verifyEventSchema = z.object({
  type: z.enum(['progress', 'end']),
  total: countSchema,
  counts: verifyCountsSchema
})
export type VerifyEvent = z.infer<typeof verifyEventSchema>

/** The review before a release: what would go, and what stands against it. */
export const releasePlanSchema = z.object({
  copies: z.number().int(),
  files: z.number().int(),
  bytes: z.number(),
  /** One file that is not safe makes it false. */
  allowed: z.boolean(),
  /** Why not; the first 1,000. */
  refused: z.array(z.object({ id: z.number().int(), path: z.string(), reason: z.string() })),
  refusedCount: z.number().int(),
  /** Already released or replaced by a later version: left alone. */
  leftOut: z.number().int(),
  /** The first 1,000 that would be deleted, with their places in words. */
  list: z.array(z.object({ id: z.number().int(), path: z.string(), size: z.number(), places: z.array(z.string()) })),
  /**
   * Pairs of places in words (`one and other`) that may be one disk: nobody can tell. The release counts them as two
   * only where it is told so (`apart`). Only those that it depends on; the first 20.
   */
  doubts: z.array(z.string())
})
export type ReleasePlan = z.infer<typeof releasePlanSchema>

/** `interrupted`: the engine ended in its middle; nothing more is deleted until somebody lets it go on. */
export const releaseStates = ['running', 'interrupted', 'stopped', 'finished', 'finished-with-errors'] as const
export const releaseSchema = z.object({
  id: z.string(),
  state: z.enum(releaseStates),
  copies: z.number().int(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Who confirmed it, in their own words. */
  confirmedBy: z.string(),
  /** Pairs of places in words of which that person said that they are two disks. */
  apart: z.array(z.string()).default([]),
  total: countSchema,
  deleted: countSchema,
  /** Kept after all: what was verified just before deleting said no. */
  refused: z.number().int(),
  failed: z.array(z.object({ path: z.string(), code: errorCodeSchema, message: z.string() }))
})
export type Release = z.infer<typeof releaseSchema>

/** One line of the journal of deletions. `waiting`: its turn has not come. */
export const releasedFileSchema = z.object({
  file: z.number().int(),
  path: z.string(),
  size: z.number(),
  sha256: sha256Schema.nullable(),
  state: z.enum(['waiting', 'deleting', 'deleted', 'refused']),
  at: instantSchema.nullable(),
  message: z.string(),
  /** Where it was verified just before, with the time. */
  copies: z.array(z.object({ place: z.string(), verifiedAt: instantSchema }))
})
export type ReleasedFile = z.infer<typeof releasedFileSchema>

/** `bagit`: the tag files of a bag (RFC 8493) whose payload stays where it is. */
export const reportForms = ['html', 'csv', 'bagit'] as const
/** A piece of one of the report's files, in order; a new name begins the next file. */
export const reportPieceSchema = z.object({ file: z.string(), text: z.string() })
export type ReportPiece = z.infer<typeof reportPieceSchema>

const choice = z.object({ choice: ledgerChoiceSchema.default({}) })
const asked = choice.extend({ copies: askedCopiesSchema })
const byId = z.object({ id: callerIdSchema })

export const ledgerContract = {
  /** By source and version. */
  list: call.input(asked).output(eventIterator(ledgerListEventSchema)),
  summary: call.input(asked).output(ledgerSummarySchema),
  /** At once and after changes, at most once a second: a number that grows with each change. */
  watch: call.output(eventIterator(z.object({ change: z.number().int() }))),
  /** Takes up what a transfer verified, or all that transfers verified below a source. `not-found`: nothing. */
  add: call
    .input(
      z.object({
        transfer: callerIdSchema.optional(),
        under: placeSchema.optional(),
        session: z.string().min(1).max(512).nullable().default(null)
      })
    )
    .output(z.object({ files: z.number().int(), copies: z.number().int() })),
  /** Computes the checksums of all copies anew where they lie, and of the sources; writes down what it finds. */
  verify: call.input(choice).output(eventIterator(verifyEventSchema)),
  /** What `release` would delete. Deletes nothing. */
  plan: call.input(asked).output(releasePlanSchema),
  /**
   * Deletes at their sources exactly the files of the plan, each after all its copies were verified once more.
   * `apart`: those of the plan's `doubts` of which the person knows that they are two. `confirmation-required` when the
   * plan is no longer of so many files and bytes, `rule` when a file is not safe,
   * `conflict` while another release runs. Returns when its list is written down and it has begun.
   */
  release: call
    .input(
      asked.extend({
        id: callerIdSchema,
        expect: countSchema,
        confirmedBy: z.string().max(256).default(''),
        apart: z.array(z.string().max(1024)).max(20).default([])
      })
    )
    .output(releaseSchema),
  /** Newest first. */
  releases: call.output(z.array(releaseSchema)),
  /** At once and as it goes on, until it is over or stopped. */
  watchRelease: call.input(byId).output(eventIterator(releaseSchema)),
  /** Goes on with one that was interrupted or stopped; what it refused is not tried again. */
  resumeRelease: call.input(byId).output(releaseSchema),
  /** After the file that is being deleted. */
  stopRelease: call.input(byId).output(z.void()),
  /** A page of the journal of deletions of one release, in its order. */
  released: call
    .input(
      byId.extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200)
      })
    )
    .output(z.object({ total: z.number().int(), files: z.array(releasedFileSchema) })),
  /** `rule` for a bag with files whose SHA-256 is not known: verify first. */
  report: call
    .input(asked.extend({ form: z.enum(reportForms), title: z.string().max(256).default('') }))
    .output(eventIterator(reportPieceSchema))
}
