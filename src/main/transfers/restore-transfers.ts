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

/** Transfers that ended and are kept for the list; older ones are forgotten. What was proven stays in the ledger. */
const mostEnded = 200

/** `lasting`: this engine goes on with what was not ended; else a person has to ask for it. */
export function restoreTransfers(journal: TransferJournal, lasting: boolean, log: Log): RestoredTransfer[] {
  const restored = journal.load().flatMap(({ id, request, record }) => {
    const known = transferRequestSchema.safeParse(request)
    const stood = transferRecordSchema.safeParse(record)
    if (!known.success || !stood.success) {
      log.warn('A transfer of the journal could not be read and is left out.')
      return []
    }
    const now = stood.data
    const open = now.state === 'running' || now.state === 'waiting'
    if (open) Object.assign(now, { state: lasting ? 'waiting' : 'paused', hold: null })
    // The rows are the truth; the counts of the record may be a moment older.
    if (open || now.state === 'paused') now.counts = countsOf(journal.totals(id), now.counts)
    return [{ id, request: known.data, record: now, startsByItself: open && lasting }]
  })
  const old = new Set(tooOld(restored))
  for (const { id } of old) journal.forget(id)
  return restored.filter(transfer => !old.has(transfer))
}

/** Of those that have nothing left to do: one that failed as a whole can still be taken up. */
function tooOld(restored: readonly RestoredTransfer[]): RestoredTransfer[] {
  const over = restored.filter(({ record: { state } }) => endedForGood.has(state))
  const endedAt = ({ record }: RestoredTransfer): number => Date.parse(record.endedAt ?? record.addedAt)
  return over.sort((one, other) => endedAt(other) - endedAt(one)).slice(mostEnded)
}

const endedForGood: ReadonlySet<TransferRecord['state']> = new Set(['finished', 'finished-with-errors', 'cancelled'])
