/** Copy exactly these; of a mirror also what is to be done before the transfer ends. */
import type { Place } from '@contract/files'
import type { FailedFile, TransferPriority } from '@contract/transfers'
import { z } from 'zod'

export const copyItemSchema = z.object({
  source: z.string(),
  target: z.string(),
  /** It is copied only while it is in this state, else it fails as `changed-at-source`. Bytes; seconds since 1970 UTC. */
  expected: z.object({ size: z.number(), mtime: z.number() }).optional()
})
/** One thing to copy under a name, both absolute; a folder with all that is in it. */
export type CopyItem = Readonly<z.infer<typeof copyItemSchema>>

/** What a person agreed to have deleted at the end of a mirror: kept with the transfer, so that it outlives the engine. */
export const mirrorEndSchema = z.object({
  expectDeletes: z.number().int(),
  /** Paths below the destination; nothing else is deleted. */
  seen: z.array(z.string()),
  /** To be copied when what is in their way is gone. */
  blocked: z.array(copyItemSchema)
})
export type MirrorEnd = z.infer<typeof mirrorEndSchema>

/** What came of the step after the copies. */
export interface AfterCopies {
  /** Entries deleted at the destination. */
  readonly deleted: number
  /** They count as failed files of the transfer. */
  readonly failed: readonly FailedFile[]
  /** What could only be copied now that its place is free: copied last, by the same rules. */
  readonly items: readonly CopyItem[]
}

export interface ExplicitCopy {
  readonly id: string
  /** The two folders: for the ends, the route and the list. */
  readonly from: Place
  readonly to: Place
  /** May be empty. */
  readonly items: readonly CopyItem[]
  /** Failed before the copy, when the folders were read: failed files of the transfer, too. */
  readonly failed: readonly FailedFile[]
  /** Unset: what is there stays; the same size and time count as skipped. */
  readonly conflict?: 'overwrite' | undefined
  readonly verify: boolean
  readonly limit?: number | null | undefined
  readonly priority: TransferPriority
  readonly jobs?: number | undefined
  /**
   * Called while the transfer still runs, when every item arrived and none of them failed; again when it did not come to
   * its end, because the link was lost, say. `signal` aborts when the transfer is cancelled or paused.
   */
  after?(signal: AbortSignal): Promise<AfterCopies>
  /** From this an engine that takes the transfer up makes `after` anew; without it the transfer then ends `partial`. */
  readonly mirrorEnd?: MirrorEnd
}

export type StartExplicit = (copy: ExplicitCopy) => { id: string }
