/** Acts of the list of transfers: an engine's row asks the engine, a window's row the window. */
import type { FarscopeClient } from '@contract/contract'
import { Failure } from '@domain/failure'
import type { Pane } from '../pane/pane'
import { sameWhere, type Where } from '../where'
import type { QueueActs } from './transfers-list'
import type { Uploads } from './uploads'

/** What the acts need. Failures are shown in the left pane. */
export interface QueueActParts {
  readonly left: Pane
  readonly right: Pane
  readonly uploads: Uploads
  readonly transfers: Pick<FarscopeClient['transfers'], 'cancel' | 'retryFailed' | 'forget'>
}

/** The acts of the list between these panes. */
export function createQueueActs({ left, right, uploads, transfers }: QueueActParts): QueueActs {
  const orReport = (work: Promise<unknown>): void => {
    work.catch(thrown => left.set({ problem: Failure.from(thrown) }))
  }
  const show = (where: Where, path: string): void => {
    const shows = [left, right].find(pane => sameWhere(pane.store.getState().where, where))
    const pane = shows ?? (where.kind === 'local' ? left : right)
    pane.show(where, path)
  }
  return {
    cancel(row) {
      if (row.kind === 'window') uploads.cancel(row.id)
      else orReport(transfers.cancel({ id: row.id }))
    },
    retryFailed(row) {
      if (row.kind === 'window') uploads.retryFailed(row.id)
      else orReport(transfers.retryFailed({ id: row.id }))
    },
    forget(row) {
      if (row?.kind !== 'engine') uploads.forget(row?.id)
      if (row?.kind !== 'window') orReport(transfers.forget(row ? { id: row.id } : {}))
    },
    showDestination: row => show(row.to, row.destination)
  }
}
