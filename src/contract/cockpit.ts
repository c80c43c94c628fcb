/** The running session at one glance: movies as they come, room for them, how good they are, what works on them. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { uidSchema } from './booking'
import { failureSchema } from './errors'
import { placeSchema } from './files'
import { jobSchema } from './job'
import { processingRuleSchema } from './processing'
import { bookingStoreSchema } from './resources'
import { sessionSchema } from './sessions'
import { transferSchema } from './transfers'
import { destinationStates, watchNameSchema } from './watch'

const orNull = z.number().nullable()

/**
 * Movies that have arrived. Those that were moved away since count on: they were collected; one that was converted or
 * touched where it lies counts once. Sizes in bytes.
 */
export const collectedSchema = z.object({
  movies: z.number().int(),
  bytes: z.number(),
  firstAt: instantSchema.nullable(),
  lastAt: instantSchema.nullable(),
  /** The newest one. */
  last: z.object({ path: pathSchema, bytes: z.number() }).nullable(),
  /** Over the last hour; null before there are two. 0: none came in that hour. */
  moviesPerHour: orNull,
  bytesPerHour: orNull,
  /** How many there will be at the end of the session at this rate. */
  expectedMovies: orNull,
  /** Movies of each five minutes of the last three hours, oldest first. */
  recent: z.array(z.object({ from: instantSchema, movies: z.number().int() }))
})
export type Collected = z.infer<typeof collectedSchema>

/** A file system that the session fills. Unknown is null. Bytes. */
export const storagePlaceSchema = z.object({
  /** Null: this computer. */
  site: siteNameSchema.nullable(),
  path: pathSchema,
  holds: z.enum(['movies', 'session', 'copies']),
  totalBytes: orNull,
  /** What may still be written: the less of what is free and what the quota leaves. */
  freeBytes: orNull,
  /** What the quota leaves; null where none is told. */
  quotaLeftBytes: orNull,
  /** How fast it fills: by the movies, by what watched folders bring, or as it was seen to fill, whichever is more. */
  bytesPerHour: orNull,
  /** Null: it does not fill, or it is not known when. */
  fullAt: instantSchema.nullable(),
  /** Whether it runs full before the session ends; without `fullAt`: what waits to be copied there is more than is free. */
  beforeEnd: z.boolean().nullable(),
  error: failureSchema.nullable()
})
export type StoragePlace = z.infer<typeof storagePlaceSchema>

/** What was found out about one micrograph. Ångström; unknown is null. */
export const micrographQualitySchema = z.object({
  /** Its file's name without ending. */
  name: z.string(),
  /** By the time in its name (facility's clock), else of the file that tells of it; null where neither does. */
  at: instantSchema.nullable(),
  /** Way of the frames from first to last. */
  driftAngstrom: orNull,
  /** To which the fit of the CTF is good. */
  ctfResolutionAngstrom: orNull,
  /** Mean of U and V, positive: underfocus. */
  defocusAngstrom: orNull,
  astigmatismAngstrom: orNull
})
export type MicrographQuality = z.infer<typeof micrographQualitySchema>

/** Beyond these a micrograph is worth a look. Ångström. */
export const qualityLimitsSchema = z.object({
  driftAngstrom: z.number().positive(),
  ctfResolutionAngstrom: z.number().positive(),
  astigmatismAngstrom: z.number().positive()
})
export type QualityLimits = z.infer<typeof qualityLimitsSchema>

const figures = { driftAngstrom: orNull, ctfResolutionAngstrom: orNull, defocusAngstrom: orNull } as const

export const qualitySchema = z.object({
  /** Folders of the RELION jobs, or of the export of cryoSPARC Live, that it is from. */
  folders: z.array(pathSchema),
  /** How many are known in all. */
  micrographs: z.number().int(),
  /** By time; of more than 1,500 those beyond a limit and as many between them. */
  shown: z.array(micrographQualitySchema),
  limits: qualityLimitsSchema,
  medians: z.object({ ...figures, astigmatismAngstrom: orNull }),
  /** How many are beyond each limit. */
  beyond: z.object({
    driftAngstrom: z.number().int(),
    ctfResolutionAngstrom: z.number().int(),
    astigmatismAngstrom: z.number().int()
  }),
  /** The newest one whose picture can be shown. `spectrum`: whether its power spectrum can, too. */
  newest: z.object({ micrograph: micrographQualitySchema, spectrum: z.boolean() }).nullable(),
  /** What the latest ones say, in sentences. */
  warnings: z.array(z.string())
})
export type Quality = z.infer<typeof qualitySchema>

/** One look. What could not be read has its error, and keeps what was known before. */
export const cockpitLookSchema = z.object({
  asOf: instantSchema,
  /** When it is looked again by itself; null: it is not. */
  nextAt: instantSchema.nullable(),
  /** Null where the booking names no place for movies, or before the first answer. */
  collected: collectedSchema.nullable(),
  storage: z.array(storagePlaceSchema),
  /** Null where no results of RELION and no exports of cryoSPARC Live are there. */
  quality: qualitySchema.nullable(),
  errors: z.object({ collected: failureSchema.nullable(), quality: failureSchema.nullable() })
})
export type CockpitLook = z.infer<typeof cockpitLookSchema>

/** What a watched folder of the session has still to send to one place, and when that is done at the pace of now. */
export const sessionBacklogSchema = z.object({
  /** Name of the watch. */
  watch: watchNameSchema,
  place: placeSchema,
  state: z.enum(destinationStates),
  /** Files of it that are proven equal there by checksum. */
  verified: z.number().int(),
  files: z.number().int(),
  bytes: z.number(),
  /** Since when the oldest of them waits. */
  oldest: instantSchema.nullable(),
  /** What is written in an hour. Bytes. */
  arrivingPerHour: z.number(),
  /** What is sent in an hour. Bytes; null: nothing moves, or it is not measured yet. */
  sentPerHour: orNull,
  /** Null: not known. After the end of the session nothing more arrives. */
  clearsAt: instantSchema.nullable(),
  beforeEnd: z.boolean().nullable(),
  /** Bytes that are left when the session ends. */
  leftAtEndBytes: orNull
})
export type SessionBacklog = z.infer<typeof sessionBacklogSchema>

/** A session with all that belongs to it. */
export const cockpitSchema = sessionSchema.extend({
  /** Null for a session that is not under way, or whose folders are not made. */
  look: cockpitLookSchema.nullable(),
  /** Jobs that run in its folders. */
  jobs: z.array(jobSchema),
  jobsError: failureSchema.nullable(),
  /** Copies that are to be done, go on or went wrong; of all that this engine does. */
  transfers: z.array(transferSchema),
  /** Of its watched folders, the worst first; empty for a session that is not under way. */
  backlogs: z.array(sessionBacklogSchema),
  /** Rules that pre-process what its watched folders bring; empty for a session that is not under way. */
  processing: z.array(processingRuleSchema)
})
export type Cockpit = z.infer<typeof cockpitSchema>

/** A grey picture of an MRC file as PNG. */
export const micrographPictureSchema = z.object({
  name: z.string(),
  path: pathSchema,
  width: z.number().int(),
  height: z.number().int(),
  /** Ångström of one pixel of the picture; null where the file does not tell. */
  pixelAngstrom: orNull,
  /** Base64. */
  png: z.string()
})
export type MicrographPicture = z.infer<typeof micrographPictureSchema>

const one = z.object({ store: bookingStoreSchema, uid: uidSchema })

export const cockpitContract = {
  /** Sessions of the caller that run, are armed or begin within a day, as `sessions.now` gives them, with all the rest. */
  now: call.input(z.object({ store: bookingStoreSchema.optional() }).optional()).output(z.array(cockpitSchema)),
  /**
   * A session under way, at once and again as often as is cheap: every 20 seconds to 5 minutes, by what a look costs the
   * server and whether movies come. Nobody is asked anything for it. `not-found` for a session that is not near.
   */
  watch: call.input(one).output(eventIterator(cockpitLookSchema)),
  /**
   * The picture of a micrograph that was shown, or its power spectrum with the fit (CTFFIND's diagnostic image). At most
   * 8 MiB of the file are read. `not-found` where it is gone, `unsupported` for forms that are not read.
   */
  picture: call
    .input(one.extend({ name: z.string().max(1000), of: z.enum(['micrograph', 'spectrum']) }))
    .output(micrographPictureSchema)
}
