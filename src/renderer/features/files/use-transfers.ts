import type { Transfer } from '@contract/transfers'
import { parentPath } from '@domain/files/path'
import { hasEnded } from '@domain/transfers/overall-progress'
import { useEffect } from 'react'
import { transferFeed } from '../../client/transfer-feed'
import type { Pane } from './pane/pane'
import { sameWhere, type Where } from './where'

/** Panes that are to be read once more when what they read now is there: it may lack what came meanwhile. */
const again = new WeakSet<Pane>()

function refreshWhenReady(pane: Pane): void {
  if (again.has(pane)) return
  again.add(pane)
  const stop = pane.store.subscribe(({ status }) => {
    if (status === 'loading') return
    stop()
    again.delete(pane)
    if (status === 'ready') pane.refresh()
  })
}

/** Reads a pane again when something was put into its folder. */
export function refreshIfShown(panes: readonly Pane[], where: Where, destination: string): void {
  for (const pane of panes) {
    const shown = pane.store.getState()
    const touches = shown.path === destination || shown.path === parentPath(destination)
    if (!touches || !sameWhere(shown.where, where)) continue
    if (shown.status === 'ready') pane.refresh()
    else if (shown.status === 'loading') refreshWhenReady(pane)
  }
}

/**
 * Reads panes again when a transfer into them ends. A short one may never be seen on its way: what counts is that it
 * was not seen ended before. It draws nothing.
 */
export function usePaneRefresh(panes: () => readonly Pane[]): void {
  useEffect(() => {
    const endedOf = (transfers: readonly Transfer[]) => new Set(transfers.filter(hasEnded).map(({ id }) => id))
    let ended: ReadonlySet<string> = endedOf(transferFeed.getState().transfers)
    return transferFeed.subscribe(({ transfers }) => {
      for (const transfer of transfers)
        if (hasEnded(transfer) && !ended.has(transfer.id)) refreshIfShown(panes(), transfer.to, transfer.destination)
      ended = endedOf(transfers)
    })
  }, [panes])
}
