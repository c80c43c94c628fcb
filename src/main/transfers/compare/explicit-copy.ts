/** What a mirror asks of the queue: copy exactly these, then do the rest of the mirror before the transfer ends. */
import type { Place } from '@contract/files'
import type { FailedFile, TransferPriority } from '@contract/transfers'

/** One thing to copy under a name, both absolute; a folder with all that is in it. */
export interface CopyItem {
  readonly source: string
  readonly target: string
}

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
  readonly conflict: 'overwrite'
  readonly verify: boolean
  readonly limit?: number | null | undefined
  readonly priority: TransferPriority
  readonly jobs?: number | undefined
  /**
   * Called once, while the transfer still runs, when every item arrived and none of them failed. Not kept over a crash: a
   * transfer that is taken up again only copies. `signal` aborts when the transfer is cancelled or paused.
   */
  after?(signal: AbortSignal): Promise<AfterCopies>
}

export type StartExplicit = (copy: ExplicitCopy) => { id: string }
