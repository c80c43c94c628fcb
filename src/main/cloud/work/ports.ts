/** What the work on a machine needs of the rest of the engine, which wires it (engine.ts). */
import type { Place } from '@contract/files'
import type { Transfer, TransferPriority, TransferResult } from '@contract/transfers'
import type { FileSystem } from '@domain/files/file-system'
import type { Platform } from '../../platform'
import type { MachineTiming } from './machine'

/** The queue of transfers, as far as a run uses it. */
export interface RunQueue {
  startExplicit(copy: RunCopy): { id: string }
  /** Resolves when it ended; rejects with why when all of it failed or was cancelled. */
  result(id: string, signal: AbortSignal | undefined): Promise<TransferResult>
  list(): Transfer[]
  resume(id: string, automatic?: boolean): void
  retryFailed(id: string): void
  cancel(id: string): Promise<void>
  forget(id: string): void
}

export interface RunCopy {
  readonly id: string
  readonly from: Place
  readonly to: Place
  /** Absolute; a folder with all that is in it. */
  readonly items: readonly { readonly source: string; readonly target: string }[]
  readonly failed: readonly never[]
  readonly conflict: 'overwrite'
  readonly verify: true
  readonly priority: TransferPriority
}

export interface MachineWorkParts {
  readonly platform: Pick<Platform, 'dataFolder' | 'log'>
  readonly queue: RunQueue
  /** The files of a place; nobody is asked anything for it. */
  openFiles(place: Place, signal: AbortSignal): Promise<FileSystem>
  /** Unset: as it is for users. */
  readonly timing?: Partial<WorkTiming>
}

/** Milliseconds, where nothing else is said. */
export interface WorkTiming extends MachineTiming {
  /** Between two words about a transfer. */
  readonly progressMs: number
  /** How long outputs wait for a link before the visit ends with them waiting. */
  readonly patienceMs: number
  /** Between tries of a lost link. */
  readonly retry: { readonly firstMs: number; readonly mostMs: number }
  /** Between looks for RELION's abort file. */
  readonly abortMs: number
}
