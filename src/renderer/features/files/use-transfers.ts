import { parentPath } from '@domain/files/path'
import { hasEnded } from '@domain/transfers/overall-progress'
import { useEffect } from 'react'
import { transferFeed } from '../../client/transfer-feed'
import type { Pane } from './pane/pane'
import { sameWhere, type Where } from './where'

/** Reads a pane again when something was put into its folder. */
export function refreshIfShown(panes: readonly Pane[], where: Where, destination: string): void {
  for (const pane of panes) {
    const shown = pane.store.getState()
    const touches = shown.path === destination || shown.path === parentPath(destination)
    if (touches && sameWhere(shown.where, where) && shown.status === 'ready') pane.refresh()
  }
}

/** Reads panes again when a transfer into them ends. It draws nothing. */
export function usePaneRefresh(panes: () => readonly Pane[]): void {
  useEffect(() => {
    let open: ReadonlySet<string> = new Set()
    return transferFeed.subscribe(({ transfers }) => {
      for (const transfer of transfers)
        if (hasEnded(transfer) && open.has(transfer.id)) refreshIfShown(panes(), transfer.to, transfer.destination)
      open = new Set(transfers.filter(transfer => !hasEnded(transfer)).map(({ id }) => id))
    })
  }, [panes])
}
