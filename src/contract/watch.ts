/** Watched folders: what a running collection writes is copied as its files are finished, each once, and verified. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { errorCodeSchema, failureSchema } from './errors'
import { placeSchema } from './files'
import { bookingStoreSchema } from './resources'
import { rateLimitSchema } from './transfers'

/** One `*`, which stands for what name and sidecar share. */
const oneStar = z
  .string()
  .max(1000)
  .regex(/^[^*]*\*[^*]*$/, 'exactly one * is needed')

/**
 * A file whose name fits `files` is taken only when the file called `sidecar` is there and finished, too: `*_fractions.tiff`
 * with `*.xml`, say. The sidecar is looked for from the folder of the file, `../Metadata/*.xml` is possible.
 */
export const sidecarRuleSchema = z.object({ files: oneStar, sidecar: oneStar })
export type SidecarRule = z.infer<typeof sidecarRuleSchema>

const patterns = z.array(z.string().min(1).max(1000)).max(100)

/**
 * Which files are taken, and when. Patterns are compared with the path below the watched folder, with `/`; a glob
 * without a slash with the name alone. `*` and `?` stay within a name, `**` crosses folders, `[a-z]` and `{a,b}` choose.
 */
const ruleFields = {
  /** Globs of which one must fit; empty: every file. */
  include: patterns,
  exclude: patterns,
  /** Regular expressions of JavaScript, searched for in the path; all that is said must hold. */
  includeRegex: patterns,
  excludeRegex: patterns,
  sidecars: z.array(sidecarRuleSchema).max(20),
  /**
   * Size and time must not have changed for so long. Seconds; null: for 10 seconds, or for 2 where the host's kernel
   * told that the file was closed by who wrote it.
   */
  stableSeconds: z.number().int().min(1).max(86_400).nullable(),
  /** … and in so many looks one after the other. */
  looks: z.number().int().min(2).max(20),
  /** Which of the files that wait is sent first. */
  order: z.enum(['oldest', 'newest', 'name'])
}
export const watchRulesSchema = z.object(ruleFields)
export type WatchRules = z.infer<typeof watchRulesSchema>

/** What is asked where nothing is said. Each field has its own default: callers give some of them. */
export const askedRulesSchema = z.object({
  include: ruleFields.include.default([]),
  exclude: ruleFields.exclude.default([]),
  includeRegex: ruleFields.includeRegex.default([]),
  excludeRegex: ruleFields.excludeRegex.default([]),
  sidecars: ruleFields.sidecars.default([]),
  stableSeconds: ruleFields.stableSeconds.default(null),
  looks: ruleFields.looks.default(2),
  order: ruleFields.order.default('oldest')
})

/** The booking during which it watches: it was begun by the session's begin and is ended by its end. */
export const watchSessionSchema = z.object({ store: bookingStoreSchema, uid: z.string().min(1).max(512) })
export type WatchSession = z.infer<typeof watchSessionSchema>

export const watchNameSchema = siteNameSchema.describe('letters, digits, dot, dash and underscore')

/**
 * `watching`: its folder is followed. `waiting`: it is not, for the reason in `error`; it tries again by itself.
 * `ending`: its session is over; the last files are waited for and sent. `ended`: all of that was sent. `resting`: no engine
 * that stays is running, so nothing happens until the window or `farscope serve` is opened.
 */
export const watchStates = ['starting', 'watching', 'waiting', 'paused', 'ending', 'ended', 'resting'] as const

/** How changes come: told by the host's kernel besides looking, or by looks alone. Looks are made by the host or over SFTP. */
export const watchMeans = ['inotify', 'find', 'listing'] as const

const amountSchema = z.object({ files: z.number().int(), bytes: z.number() })

/** `idle`: nothing waits. `trouble`: `error` says why its files do not get on; they are tried again. */
export const destinationStates = ['idle', 'sending', 'waiting', 'trouble', 'paused'] as const

export const watchDestinationSchema = z.object({
  /** The folder into which the watched one's contents go. */
  place: placeSchema,
  state: z.enum(destinationStates),
  /** Proven equal by checksum. */
  verified: amountSchema,
  /** No checksum could be had at one end: sizes are equal. */
  sizeOnly: amountSchema,
  /** Found and not yet proven there. */
  backlog: amountSchema,
  /** Since when the oldest of the backlog waits: it was found then; null without a backlog. */
  oldest: instantSchema.nullable(),
  /** Bytes per second over the last seconds. */
  rate: z.number(),
  /**
   * Bytes per second over the last ten minutes in which there was something to send; it changes when it is wrong by more
   * than 15 %, so that what is foretold by it does not jump. Null: not known, or nothing has moved for minutes.
   */
  pace: z.number().nullable(),
  /** Of the backlog: those of which the last try failed. */
  failing: z.number().int(),
  /** Gone or changed at the source before they were sent; a changed one is sent as it is now. */
  lost: z.number().int(),
  error: failureSchema.nullable(),
  errorAt: instantSchema.nullable()
})
export type WatchDestination = z.infer<typeof watchDestinationSchema>

export const watchSchema = z.object({
  id: z.string(),
  name: watchNameSchema,
  source: placeSchema,
  rules: watchRulesSchema,
  /** Of each destination. Bytes per second. */
  limit: rateLimitSchema,
  session: watchSessionSchema.nullable(),
  createdAt: instantSchema,
  state: z.enum(watchStates),
  means: z.enum(watchMeans).nullable(),
  /** When the folder was last looked through, and how long that took the host, milliseconds. */
  lastLook: instantSchema.nullable(),
  lookMs: z.number().nullable(),
  /** Why the folder is not followed, or what went wrong last. */
  error: failureSchema.nullable(),
  errorAt: instantSchema.nullable(),
  /** Finished files, every version of each. */
  found: amountSchema,
  /** Seen, but still growing or not still for long enough. */
  unfinished: amountSchema,
  /** Finished, but without the sidecar that the rule asks for. */
  withoutSidecar: z.number().int(),
  /** Written within the last hour; where the first file is younger, the pace since it. */
  perHour: amountSchema,
  newest: z.object({ path: pathSchema, size: z.number(), at: instantSchema }).nullable(),
  destinations: z.array(watchDestinationSchema)
})
export type Watch = z.infer<typeof watchSchema>

export const watchedStates = ['waiting', 'sending', 'verified', 'size-only', 'failed', 'gone', 'replaced'] as const

/** One version of a file, as it stands at each destination, in their order. */
export const watchedFileSchema = z.object({
  /** Below the watched folder, with `/`. */
  path: pathSchema,
  /** 1, and one more each time that it changed after it was finished. */
  version: z.number().int(),
  size: z.number(),
  mtime: instantSchema,
  /** When it was written last, never later than it was found. */
  finishedAt: instantSchema,
  copies: z.array(
    z.object({
      /** The name it has there, below the destination. */
      target: pathSchema,
      state: z.enum(watchedStates),
      at: instantSchema,
      error: z.object({ code: errorCodeSchema, message: z.string() }).nullable()
    })
  )
})
export type WatchedFile = z.infer<typeof watchedFileSchema>

const named = z.object({ name: watchNameSchema })

export const collectionContract = {
  /**
   * Begins to watch. `exists`: that name is taken. `usage`: a pattern cannot be read, or a destination lies in the
   * watched folder. `not-found`: the folder is not there, as far as its place can be asked now without a person.
   */
  add: call
    .input(
      named.extend({
        source: placeSchema,
        destinations: z.array(placeSchema).min(1).max(8),
        rules: askedRulesSchema.default(askedRulesSchema.parse({})),
        limit: rateLimitSchema.default(null),
        session: watchSessionSchema.nullable().default(null)
      })
    )
    .output(watchSchema),
  list: call.output(z.array(watchSchema)),
  /** At once and after changes, at most once a second. */
  watch: call.output(eventIterator(z.array(watchSchema))),
  /** Nothing more is looked for or sent; what is on the way is confirmed and kept. */
  pause: call.input(named).output(watchSchema),
  /** It may ask for a sign-in. What failed is tried at once. */
  resume: call.input(named).output(watchSchema),
  change: call
    .input(named.extend({ limit: rateLimitSchema.optional(), rules: watchRulesSchema.partial().optional() }))
    .output(watchSchema),
  /** With what it knows of its files; copies stay. What is on the way is stopped. */
  remove: call.input(named).output(z.void()),
  /** By when they were finished, newest first. */
  files: call
    .input(
      named.extend({
        states: z.array(z.enum(watchedStates)).optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200)
      })
    )
    .output(z.object({ total: z.number().int(), files: z.array(watchedFileSchema) }))
}
