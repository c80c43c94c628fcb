/** A transfer as the contract shows it. */
import type { Transfer } from '@contract/transfers'
import type { Tally } from './tally'
import type { TransferRecord } from './transfer-record'
import type { TransferRequest } from './transfer-request'

const shownFailures = 1000

export function viewOf(id: string, request: TransferRequest, record: TransferRecord, tally: Tally): Transfer {
  const { state, hold, whole } = record
  const { files, bytes: _bytes, failedCount, ...counts } = tally.counts
  const running = state === 'running'
  const own = whole ? [{ path: request.destination, code: whole.code, message: whole.message }] : []
  return {
    id,
    from: request.from,
    to: request.to,
    route: record.route,
    title: request.title,
    sources: request.items ? request.items.length : request.sources.length,
    destination: request.destination,
    state,
    hold,
    priority: record.priority,
    limit: record.limit,
    verify: request.verify,
    addedAt: record.addedAt,
    endedAt: record.endedAt,
    ...counts,
    scanning: running && !record.scanned,
    doneFiles: files,
    rate: running ? tally.rate() : 0,
    currentFile: running ? tally.currentFile : null,
    failed: [...own, ...tally.failed].slice(0, shownFailures),
    failedCount: failedCount + own.length,
    // A picture of the moment: the record's own list grows.
    notices: [...record.notices]
  }
}
