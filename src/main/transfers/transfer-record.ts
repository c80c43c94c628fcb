/** How far a transfer is, in the form that the journal keeps. */
import { errorCodeSchema } from '@contract/errors'
import { holdReasons, prioritySchema, rateLimitSchema, transferRoutes, transferStates } from '@contract/transfers'
import { z } from 'zod'

/** Counters of contract/transfers. Sizes are bytes. */
export const transferCountsSchema = z.object({
  totalFiles: z.number(),
  totalBytes: z.number(),
  files: z.number(),
  bytes: z.number(),
  doneBytes: z.number(),
  skipped: z.number(),
  verified: z.number(),
  sizeOnly: z.number(),
  verifying: z.number(),
  sentBytes: z.number(),
  resumedBytes: z.number(),
  failedCount: z.number()
})
export type TransferCounts = z.infer<typeof transferCountsSchema>

export const noCounts: TransferCounts = {
  totalFiles: 0,
  totalBytes: 0,
  files: 0,
  bytes: 0,
  doneBytes: 0,
  skipped: 0,
  verified: 0,
  sizeOnly: 0,
  verifying: 0,
  sentBytes: 0,
  resumedBytes: 0,
  failedCount: 0
}

export const transferRecordSchema = z.object({
  version: z.literal(1),
  state: z.enum(transferStates),
  hold: z.enum(holdReasons).nullable(),
  route: z.enum(transferRoutes),
  priority: prioritySchema,
  limit: rateLimitSchema,
  addedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Time spent running. */
  seconds: z.number(),
  /** All sources were walked: the journal has every file. */
  scanned: z.boolean(),
  /** What stood at the destination when the copy began: it says what the copy is named, also after a restart. */
  destinationState: z.enum(['directory', 'other', 'missing']).nullable(),
  /** Begins the names of the parts of its small files; nobody else's begin so. */
  partKey: z.string(),
  /** Files up to this one may have been touched: what is at their target has to be looked at again. */
  reached: z.number(),
  /** Why all of it failed. */
  whole: z.object({ code: errorCodeSchema, message: z.string(), hint: z.string() }).nullable(),
  notices: z.array(z.string()),
  /** Of a mirror: entries deleted at the destination. */
  deleted: z.number().nullable(),
  counts: transferCountsSchema
})
export type TransferRecord = z.infer<typeof transferRecordSchema>

export function newRecord(
  addedAt: string,
  { priority, limit, partKey }: Pick<TransferRecord, 'priority' | 'limit' | 'partKey'>
): TransferRecord {
  return {
    version: 1,
    state: 'waiting',
    hold: null,
    route: 'here',
    priority,
    limit,
    addedAt,
    endedAt: null,
    seconds: 0,
    scanned: false,
    destinationState: null,
    partKey,
    reached: -1,
    whole: null,
    notices: [],
    deleted: null,
    counts: noCounts
  }
}

/** The id in the part name of a small file (domain/transfers/part-name). */
export function smallPartId({ partKey }: Pick<TransferRecord, 'partKey'>, { seq }: { readonly seq: number }): string {
  return `${partKey}-${seq}`
}
