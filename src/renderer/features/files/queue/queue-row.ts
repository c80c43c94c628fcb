/** Transfers of the engine and uploads of the window as rows of one list. */
import type { Endpoint, FailedFile, Transfer, TransferPriority } from '@contract/transfers'
import { hasEnded } from '@domain/transfers/overall-progress'
import type { State } from '../../../ui/state-mark'
import { amountWords, leftWords, shareOf, stateMark, stateWords, type TransferFacts } from './transfer-words'
import type { Upload } from './uploads'

/** A row of the list, ready to be drawn. */
export interface QueueRow {
  readonly id: string
  /** `window`: it runs in this window, and ends with it. */
  readonly kind: 'engine' | 'window'
  readonly title: string
  readonly from: Endpoint
  readonly to: Endpoint
  readonly destination: string
  readonly state: Transfer['state']
  readonly hold: Transfer['hold']
  readonly priority: TransferPriority
  readonly limit: number | null
  readonly mark: State
  /** The state in words. */
  readonly word: string
  /** 0 to 1; undefined where no bar makes sense. */
  readonly share: number | undefined
  /** `1.2 GiB of 4.0 GiB`. */
  readonly amount: string
  /** Bytes per second; undefined when it does not move. */
  readonly rate: number | undefined
  readonly left: string
  readonly failed: readonly FailedFile[]
  readonly failedCount: number
  readonly ended: boolean
  /** What it was made of, for sums and for the details. */
  readonly facts: TransferFacts
}

function drawn(facts: TransferFacts) {
  const { from, to, state, hold, priority, limit, failedCount, rate } = facts
  return {
    from,
    to,
    state,
    hold,
    priority,
    limit,
    failedCount,
    mark: stateMark(facts),
    word: stateWords(facts),
    share: shareOf(facts),
    amount: amountWords(facts),
    rate: state === 'running' && hold === null ? rate : undefined,
    left: leftWords(facts),
    ended: hasEnded(facts),
    facts
  }
}

/** The row of a transfer. */
export function transferRow(transfer: Transfer): QueueRow {
  const { id, title, sources, destination, failed } = transfer
  const more = sources > 1 && !/\bmore$/.test(title) ? ` and ${sources - 1} more` : ''
  return { id, kind: 'engine', title: title + more, destination, failed, ...drawn(transfer) }
}

/** An upload of the window as the facts of a transfer: it copies through this computer and verifies nothing. */
export function uploadFacts(upload: Upload): TransferFacts {
  const { state, totalFiles, totalBytes, doneFiles, doneBytes, skipped, rate, addedAt } = upload
  return {
    from: { kind: 'local' },
    to: upload.where,
    route: 'here',
    state,
    hold: null,
    priority: 'normal',
    limit: null,
    verify: false,
    addedAt,
    endedAt: upload.endedAt,
    totalFiles,
    totalBytes,
    scanning: false,
    doneFiles,
    doneBytes,
    skipped,
    verified: 0,
    sizeOnly: 0,
    verifying: 0,
    sentBytes: doneBytes,
    resumedBytes: 0,
    rate,
    currentFile: null,
    failedCount: upload.failed.length
  }
}

/** The row of an upload. */
export function uploadRow(upload: Upload): QueueRow {
  const { id, title, folder, failed } = upload
  return { id, kind: 'window', title, destination: folder, failed, ...drawn(uploadFacts(upload)) }
}

/** Whether drawing it again would give the same: lists come four times a second, and most of a long one stands still. */
function unchanged(before: Transfer, now: Transfer): boolean {
  return (
    before.state === now.state &&
    before.hold === now.hold &&
    before.doneBytes === now.doneBytes &&
    before.doneFiles === now.doneFiles &&
    before.totalBytes === now.totalBytes &&
    before.totalFiles === now.totalFiles &&
    before.scanning === now.scanning &&
    before.rate === now.rate &&
    before.skipped === now.skipped &&
    before.verified === now.verified &&
    before.sizeOnly === now.sizeOnly &&
    before.verifying === now.verifying &&
    before.failedCount === now.failedCount &&
    before.notices.length === now.notices.length &&
    before.priority === now.priority &&
    before.limit === now.limit &&
    before.route === now.route &&
    before.endedAt === now.endedAt &&
    before.title === now.title
  )
}

/** Makes rows, and gives back the very row of before where nothing changed, so that it is not drawn again. */
export function createRowMemory(): (transfers: readonly Transfer[]) => readonly QueueRow[] {
  let memory = new Map<string, { readonly transfer: Transfer; readonly row: QueueRow }>()
  return transfers => {
    const next: typeof memory = new Map()
    for (const transfer of transfers) {
      const known = memory.get(transfer.id)
      next.set(
        transfer.id,
        known && unchanged(known.transfer, transfer) ? known : { transfer, row: transferRow(transfer) }
      )
    }
    memory = next
    return [...next.values()].map(({ row }) => row)
  }
}
