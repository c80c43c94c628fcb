/** One row of the journal, and its form in the database. */
import { errorCodeSchema } from '@contract/errors'
import { fileStates } from '@contract/transfers'
import { decodeName, encodeName } from '@domain/bytes-name'
import type { ByteRange } from '@domain/transfers/byte-ranges'
import { z } from 'zod'

const existingSchema = z.object({
  type: z.enum(['file', 'directory', 'link', 'other']),
  size: z.number(),
  mtime: z.number()
})
const errorSchema = z.object({ code: errorCodeSchema, message: z.string() })
const checksumSchema = z.object({ algorithm: z.string(), hex: z.string() })
const rangesSchema = z.array(z.tuple([z.number(), z.number()]))

/**
 * `file`: a regular file. `folder`: one that the copy made; `waiting` until it has its mode and time. `entry`:
 * something else that failed (a link, a folder that cannot be read, a source that is not there).
 */
export const journalKinds = ['file', 'folder', 'entry'] as const

/** What the journal knows of one file. Sizes are bytes, times whole seconds since 1970 UTC. */
export interface JournalFile {
  /** Order in which it was found; unique in its transfer. */
  readonly seq: number
  readonly kind: (typeof journalKinds)[number]
  readonly source: string
  target: string
  /** Of the source: as it was found, then as it was copied. */
  size: number
  mtime: number
  readonly mode: number
  state: (typeof fileStates)[number]
  /** Bytes confirmed by the destination; the size for what is done or need not be done. */
  doneBytes: number
  /**
   * Decided already: the name is free, or what has it goes, or what had it was made the part (and is `existing`). null: by
   * the rule of the transfer.
   */
  how: 'new' | 'replace' | 'resume' | null
  /** What had the name at the destination when the file was found. */
  existing: z.infer<typeof existingSchema> | null
  /** Part file that was begun for the source in state `stamp`. */
  part: string | null
  stamp: string | null
  ranges: readonly ByteRange[]
  error: z.infer<typeof errorSchema> | null
  checksum: z.infer<typeof checksumSchema> | null
}

const bytes = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema)

const rowSchema = z.object({
  seq: z.number(),
  kind: z.enum(journalKinds),
  source: bytes,
  target: bytes,
  size: z.number(),
  mtime: z.number(),
  mode: z.number(),
  state: z.enum(fileStates),
  done: z.number(),
  how: z.enum(['new', 'replace', 'resume']).nullable(),
  existing: json(existingSchema).nullable(),
  part: bytes.nullable(),
  stamp: z.string().nullable(),
  ranges: json(rangesSchema).nullable(),
  error: json(errorSchema).nullable(),
  checksum: json(checksumSchema).nullable()
})

/** Throws what zod throws when the row is none of ours. */
export function fileOfRow(row: unknown): JournalFile {
  const { done, ranges, ...rest } = rowSchema.parse(row)
  return { ...rest, doneBytes: done, ranges: ranges ?? [] }
}

/** As `encodeName`, faster for what is plain text: nearly all names. */
const bytesOf = (name: string): Uint8Array => (name.isWellFormed() ? Buffer.from(name) : encodeName(name))

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** In the order of the columns of `transfer_files`. */
export function rowOfFile(transfer: string, file: JournalFile): unknown[] {
  return [
    transfer,
    file.seq,
    file.kind,
    bytesOf(file.source),
    bytesOf(file.target),
    file.size,
    file.mtime,
    file.mode,
    file.state,
    file.doneBytes,
    file.how,
    jsonOrNull(file.existing),
    file.part === null ? null : bytesOf(file.part),
    file.stamp,
    file.ranges.length === 0 ? null : JSON.stringify(file.ranges),
    jsonOrNull(file.error),
    jsonOrNull(file.checksum)
  ]
}
