/** What an earlier engine left in the journal, as it stands now. */
import type { Log } from '../platform'
import type { TransferJournal } from '../store/transfer-journal'
import { countsOf } from './tally'
import { type TransferRecord, transferRecordSchema } from './transfer-record'
import { type TransferRequest, transferRequestSchema } from './transfer-request'

export interface RestoredTransfer {
  readonly id: string
  readonly request: TransferRequest
  readonly record: TransferRecord
  readonly startsByItself: boolean
}

/** `lasting`: this engine goes on with what was not ended; else a person has to ask for it. */
export function restoreTransfers(journal: TransferJournal, lasting: boolean, log: Log): RestoredTransfer[] {
  return journal.load().flatMap(({ id, request, record }) => {
    const known = transferRequestSchema.safeParse(request)
    const stood = transferRecordSchema.safeParse(record)
    if (!known.success || !stood.success) {
      log.warn('A transfer of the journal could not be read and is left out.')
      return []
    }
    const restored = stood.data
    const open = restored.state === 'running' || restored.state === 'waiting'
    if (open) Object.assign(restored, { state: lasting ? 'waiting' : 'paused', hold: null })
    // The rows are the truth; the counts of the record may be a moment older.
    if (open || restored.state === 'paused') restored.counts = countsOf(journal.totals(id), restored.counts)
    return [{ id, request: known.data, record: restored, startsByItself: open && lasting }]
  })
}
