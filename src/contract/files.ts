/** Files of a site and of this computer. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, pathSchema, siteNameSchema } from './base'

/** In a bucket: `/BUCKET/KEY`. */
export const bucketPlaceSchema = z.object({
  kind: z.literal('s3'),
  path: pathSchema,
  profile: z.string().min(1).max(128).optional()
})
export type BucketPlace = z.infer<typeof bucketPlaceSchema>

/**
 * Where a path lives. `site` paths that are relative start in the login's home; `~` alone is the home. An `s3` path is
 * `/BUCKET/KEY`, and `/` lists the buckets; `profile` is one of ~/.aws, unset as the AWS tools choose.
 */
export const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), path: pathSchema }),
  z.object({ kind: z.literal('site'), site: siteNameSchema, path: pathSchema }),
  bucketPlaceSchema
])
export type Place = z.infer<typeof placeSchema>

export const entryTypeSchema = z.enum(['file', 'directory', 'link', 'other'])

export const entrySchema = z.object({
  /** Lossless (domain/bytes-name); show it with `displayName`. */
  name: z.string(),
  type: entryTypeSchema,
  /** Bytes. */
  size: z.number(),
  mtime: instantSchema,
  /** Permission bits as an octal string: `0640`. */
  mode: z.string(),
  owner: z.string(),
  group: z.string(),
  /** For a link: what it points to, and the type of that (`null`: it points to nothing). */
  linkTarget: pathSchema.optional(),
  linkType: entryTypeSchema.nullable().optional()
})
export type Entry = z.infer<typeof entrySchema>

/** `opened` first, with the absolute path; then batches; `end` when all of them came. */
export const listEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), path: pathSchema }),
  z.object({ type: z.literal('entries'), entries: z.array(entrySchema) }),
  z.object({ type: z.literal('end'), total: z.number().int() })
])
export type ListEvent = z.infer<typeof listEventSchema>

/** `opened` first; then the bytes in order, as base64: items of a stream are JSON. It ends when all of them came. */
export const contentEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), path: pathSchema, size: z.number().int().min(0), mtime: instantSchema }),
  z.object({ type: z.literal('bytes'), offset: z.number().int(), base64: z.string() })
])
export type ContentEvent = z.infer<typeof contentEventSchema>

/** A multipart upload that is still open in a bucket. */
export const unfinishedUploadSchema = z.object({
  path: pathSchema,
  uploadId: z.string(),
  startedAt: instantSchema,
  /** Of the parts that are stored. Bytes. */
  bytes: z.number()
})
export type UnfinishedUpload = z.infer<typeof unfinishedUploadSchema>

/** Places that one call takes at most: everything that somebody can select in one folder. */
export const mostPlaces = 500_000

const at = z.object({ place: placeSchema })

export const filesContract = {
  /** Names starting with a dot included, `.` and `..` not. A file gives `not-a-directory`. */
  list: call.input(at).output(eventIterator(listEventSchema)),
  /** The entry itself, links not followed; `path` absolute. */
  stat: call
    .input(at.extend({ followLinks: z.boolean().default(false) }))
    .output(z.object({ path: pathSchema, entry: entrySchema })),
  makeDirectory: call.input(at.extend({ parents: z.boolean().default(false) })).output(z.object({ path: pathSchema })),
  /** Never replaces: `exists` when the new name is taken. Same site only. */
  rename: call.input(z.object({ from: placeSchema, to: placeSchema })).output(z.void()),
  chmod: call.input(at.extend({ mode: z.string().regex(/^[0-7]{3,4}$/) })).output(z.void()),
  /** What a removal would take, for the question before it. Stops counting at `limit` entries. */
  measure: call
    .input(z.object({ places: z.array(placeSchema).min(1).max(mostPlaces), limit: z.number().int().default(200_000) }))
    .output(
      z.object({ files: z.number().int(), directories: z.number().int(), bytes: z.number(), complete: z.boolean() })
    ),
  /** Folders need `recursive` (`is-a-directory`). Links are removed, never what they point to. */
  remove: call
    .input(z.object({ places: z.array(placeSchema).min(1).max(mostPlaces), recursive: z.boolean().default(false) }))
    .output(
      z.object({
        removed: z.number().int(),
        failed: z.array(z.object({ path: pathSchema, code: z.string(), message: z.string() }))
      })
    ),
  /** Bytes free to the user and in all, where the server says (statvfs@openssh.com). */
  space: call.input(at).output(z.object({ freeBytes: z.number().nullable(), totalBytes: z.number().nullable() })),
  /** Of a regular file, computed where it lies; `unsupported` where nothing there can. */
  checksum: call.input(at).output(z.object({ algorithm: z.string(), hex: z.string() })),
  /**
   * The bytes of a regular file, links followed, for a door that hands them on: copies are `transfers`. Acknowledge with
   * `contentAck`: beyond 4 MiB unacknowledged nothing more is read. `changed-at-source`: it changed meanwhile.
   */
  content: call.input(at.extend({ id: callerIdSchema })).output(eventIterator(contentEventSchema)),
  /** `offset`: bytes taken in all. Does nothing when that stream has ended. */
  contentAck: call.input(z.object({ id: callerIdSchema, offset: z.number().int().min(0) })).output(z.void()),
  /** Uploads to a bucket that were begun and never ended; their parts cost money until they are aborted. */
  unfinishedUploads: call.input(at).output(z.array(unfinishedUploadSchema)),
  abortUpload: call.input(at.extend({ uploadId: z.string() })).output(z.void())
}
