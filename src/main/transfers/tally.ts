/** What one transfer has counted so far. */
import type { FailedFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { createRateMeter } from '@domain/transfers/rate-meter'
import type { Clock } from '../platform'

export interface FailedItem {
  readonly source: string
  readonly target: string
}

/** Counters of the contract (transfers.ts), plus what a retry needs. Bytes. */
export interface Tally {
  scanning: boolean
  totalFiles: number
  totalBytes: number
  /** Files that arrived now, and their size. */
  files: number
  bytes: number
  /** Bytes of all that is arriving or need not be sent, for the progress bar. */
  doneBytes: number
  skipped: number
  sentBytes: number
  resumedBytes: number
  currentFile: string | null
  readonly failed: FailedFile[]
  readonly failedItems: FailedItem[]
  fail(item: FailedItem, thrown: unknown): void
  sent(bytes: number): void
  /** Bytes per second, lately. */
  rate(): number
}

/** `changed` is called after each change. */
export function createTally(clock: Clock, changed: () => void): Tally {
  const meter = createRateMeter()
  const now = (): number => clock.now().getTime()
  return {
    scanning: true,
    totalFiles: 0,
    totalBytes: 0,
    files: 0,
    bytes: 0,
    doneBytes: 0,
    skipped: 0,
    sentBytes: 0,
    resumedBytes: 0,
    currentFile: null,
    failed: [],
    failedItems: [],
    fail({ source, target }, thrown) {
      const { code, message } = Failure.from(thrown)
      this.failed.push({ path: source, code, message })
      this.failedItems.push({ source, target })
      changed()
    },
    sent(bytes) {
      this.sentBytes += bytes
      this.doneBytes += bytes
      meter.add(bytes, now())
      changed()
    },
    rate: () => meter.rate(now())
  }
}
