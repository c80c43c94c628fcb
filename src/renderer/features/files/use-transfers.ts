import type { Transfer } from '@contract/transfers'
import { parentPath } from '@domain/files/path'
import { hasEnded } from '@domain/transfers/overall-progress'
import { useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
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

/** The engine's transfers as they move; panes are read again when one of theirs ends. */
export function useTransfers(panes: readonly Pane[]) {
  const [transfers, setTransfers] = useState<readonly Transfer[]>([])
  const moving = useRef<ReadonlySet<string>>(new Set())
  const failure = useEngineStream<readonly Transfer[]>(
    'transfers',
    signal => client.transfers.watch(undefined, { signal }),
    list => {
      setTransfers(list)
      for (const transfer of list) {
        if (!hasEnded(transfer) || !moving.current.has(transfer.id)) continue
        refreshIfShown(panes, transfer.to, transfer.destination)
      }
      moving.current = new Set(list.filter(transfer => !hasEnded(transfer)).map(({ id }) => id))
    }
  )
  return { transfers, failure }
}
