/** Acts of the list of transfers: an engine's row asks the engine, a window's row the window. */
import type { FarscopeClient } from '@contract/contract'
import type { FailedFile, TransferPriority } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { visibleName } from '../../../ui/visible-name'
import type { Pane } from '../pane/pane'
import { sameWhere, type Where } from '../where'
import { type Move, moveTarget } from './queue-order'
import type { QueueRow } from './queue-row'
import type { Uploads } from './uploads'

/** What can be done with a row. */
export interface QueueActs {
  /** Without a row: all that move or wait. */
  pause(row: QueueRow | undefined): void
  resume(row: QueueRow | undefined): void
  cancel(row: QueueRow): void
  /** Moves it among those that wait; `rows` in the order shown. */
  move(rows: readonly QueueRow[], row: QueueRow, move: Move): void
  /** Puts it before another one that waits; null: at the end. */
  putBefore(row: QueueRow, before: string | null): void
  change(row: QueueRow, change: { priority?: TransferPriority; limit?: number | null }): void
  retryFailed(row: QueueRow): void
  /** Without a row: all that ended. */
  forget(row: QueueRow | undefined): void
  /** Shows the folder that it goes to. */
  showDestination(row: QueueRow): void
  /** All failed files with their reasons, a line each. */
  copyErrors(row: QueueRow): void
}

type Calls = 'pause' | 'resume' | 'cancel' | 'reorder' | 'change' | 'retryFailed' | 'forget' | 'files'

/** What the acts need. Failures are shown in the left pane. The panes are those that are shown then. */
export interface QueueActParts {
  readonly left: () => Pane
  readonly right: () => Pane
  readonly uploads: Uploads
  readonly transfers: Pick<FarscopeClient['transfers'], Calls>
  readonly writeClipboard: (text: string) => Promise<void>
}

/** Files asked for at once: the most that the contract gives. */
const pageSize = 1000

/** The failed files of a row: those it has, or all of the journal where it has not all. */
async function failedFiles(transfers: QueueActParts['transfers'], row: QueueRow): Promise<readonly FailedFile[]> {
  if (row.failed.length >= row.failedCount) return row.failed
  const found: FailedFile[] = []
  for (;;) {
    const { total, files } = await transfers.files({
      id: row.id,
      states: ['failed', 'mismatch'],
      offset: found.length,
      limit: pageSize
    })
    for (const { source, error } of files)
      found.push({ path: source, code: error?.code ?? 'internal', message: error?.message ?? '' })
    if (files.length === 0 || found.length >= total) return found
  }
}

/** A line a file: its path, a tab, the reason. */
export function errorLines(failed: readonly FailedFile[]): string {
  return failed.map(({ path, message }) => `${visibleName(path)}\t${visibleName(message)}\n`).join('')
}

/** The acts of the list between these panes. */
export function createQueueActs({ left, right, uploads, transfers, writeClipboard }: QueueActParts): QueueActs {
  const orReport = (work: Promise<unknown>): void => {
    work.catch(thrown => left().set({ problem: Failure.from(thrown) }))
  }
  const show = (where: Where, path: string): void => {
    const shows = [left(), right()].find(pane => sameWhere(pane.store.getState().where, where))
    const pane = shows ?? (where.kind === 'local' ? left() : right())
    pane.show(where, path)
  }
  const byId = (row: QueueRow | undefined): { id?: string } => (row ? { id: row.id } : {})
  const putBefore = (row: QueueRow, before: string | null): void => orReport(transfers.reorder({ id: row.id, before }))
  return {
    pause: row => orReport(transfers.pause(byId(row))),
    resume: row => orReport(transfers.resume(byId(row))),
    cancel(row) {
      if (row.kind === 'window') uploads.cancel(row.id)
      else orReport(transfers.cancel({ id: row.id }))
    },
    move(rows, row, move) {
      const before = moveTarget(rows, row.id, move)
      if (before !== undefined) putBefore(row, before)
    },
    putBefore,
    change: (row, change) => orReport(transfers.change({ id: row.id, ...change })),
    retryFailed(row) {
      if (row.kind === 'window') uploads.retryFailed(row.id)
      else orReport(transfers.retryFailed({ id: row.id }))
    },
    forget(row) {
      if (row?.kind !== 'engine') uploads.forget(row?.id)
      if (row?.kind !== 'window') orReport(transfers.forget(byId(row)))
    },
    showDestination: row => show(row.to, row.destination),
    copyErrors: row => orReport(failedFiles(transfers, row).then(failed => writeClipboard(errorLines(failed))))
  }
}
