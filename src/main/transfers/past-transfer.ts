/** Transfers of an earlier run of the engine. */
import type { Transfer, TransferResult } from '@contract/transfers'
import { Failure } from '@domain/failure'

const shownFailures = 1000

/** One that was not finished when the engine ended: never shown as done. */
export function interruptedTransfer(stored: Transfer, now: Date): Transfer {
  const message = 'Farscope ended before this was done.'
  return {
    ...stored,
    state: 'failed',
    scanning: false,
    rate: 0,
    currentFile: null,
    endedAt: now.toISOString(),
    failed: [{ path: stored.destination, code: 'cancelled' as const, message }, ...stored.failed].slice(
      0,
      shownFailures
    ),
    failedCount: stored.failedCount + 1
  }
}

/** What is still known of its result; rejects as it did when it ended. */
export async function resultOf(stored: Transfer): Promise<TransferResult> {
  if (stored.state === 'cancelled') throw new Failure('cancelled', 'The transfer was cancelled.')
  const [first] = stored.failed
  if (stored.state === 'failed') throw new Failure(first?.code ?? 'internal', first?.message ?? 'The transfer failed.')
  const seconds = stored.endedAt === null ? 0 : (Date.parse(stored.endedAt) - Date.parse(stored.addedAt)) / 1000
  return {
    files: stored.doneFiles,
    bytes: stored.doneBytes,
    seconds,
    skipped: stored.skipped,
    verified: stored.verified,
    sizeOnly: stored.sizeOnly,
    sentBytes: stored.sentBytes,
    resumedBytes: stored.resumedBytes,
    failed: stored.failed
  }
}
