/** What the watches need of the rest of the engine, which wires it (engine.ts). */

import type { Place } from '@contract/files'
import type { VerifiedCopy } from '@contract/ledger'
import type { Endpoint, Transfer, TransferFile, TransferPriority } from '@contract/transfers'
import type { RetryDelays } from '@domain/collection/batches'
import type { FileSystems } from '@domain/files/file-system'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import type { Watches } from '../store/watches'

/** The queue of transfers, as far as a watch uses it. */
export interface BatchQueue {
  startExplicit(batch: Batch): { id: string }
  /** Resolves when it ended; rejects with why when all of it failed or was cancelled. */
  result(id: string, signal: AbortSignal | undefined): Promise<unknown>
  list(): Transfer[]
  files(id: string, choice: { offset: number; limit: number }): { total: number; files: TransferFile[] }
  pause(id: string): Promise<void>
  resume(id: string, automatic?: boolean): void
  change(id: string, change: { limit?: number | null }): void
  cancel(id: string): Promise<void>
  forget(id: string): void
}

export interface Batch {
  readonly id: string
  readonly from: Place
  readonly to: Place
  readonly items: readonly BatchItem[]
  readonly failed: readonly never[]
  readonly conflict?: 'overwrite' | undefined
  readonly verify: boolean
  readonly limit: number | null
  readonly priority: TransferPriority
}

/** Absolute paths; bytes; seconds since 1970 UTC. */
export interface BatchItem {
  readonly source: string
  readonly target: string
  readonly expected: { readonly size: number; readonly mtime: number }
}

/** Compares a file with a copy of it that is there already; each verdict is told when it comes. */
export type ProveThere = (
  ends: { readonly from: Endpoint; readonly to: Endpoint; readonly transfer: string },
  files: readonly BatchItem[],
  signal: AbortSignal,
  told: (file: BatchItem, verdict: 'verified' | 'size-only' | 'mismatch' | 'failed') => void
) => Promise<void>

export interface CollectionParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'door'>
  readonly store: Watches
  readonly fileSystems: FileSystems
  readonly access: Pick<SiteAccess, 'connection' | 'hold'>
  readonly queue: BatchQueue
  readonly prove: ProveThere
  /** Random text of letters and digits. */
  newId(): string
  /** One copy that was just proven equal to its source. Told at least once. */
  onVerified(copy: VerifiedCopy): void
  /** Unset: seconds to minutes. */
  readonly retry?: RetryDelays | undefined
}
