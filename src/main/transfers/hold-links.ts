/** The links that a transfer wants back when they are lost: those of the sites at its ends. */
import type { SiteAccess } from '../site-access'
import type { TransferRequest } from './transfer-request'

/** Holds them until the returned function is called; `back`: one of them stands again. */
export type HoldLinks = (ends: Pick<TransferRequest, 'from' | 'to'>, back: () => void) => () => void

/** `hold`: unset where nothing comes back by itself. */
export function linkHolder(hold: SiteAccess['hold']): HoldLinks {
  return ({ from, to }, back) => {
    const sites = new Set([from, to].flatMap(end => (end.kind === 'site' ? [end.site] : [])))
    const releases = [...sites].map(site => hold?.(site, { role: 'transfer' }, 'transfers', { onBack: back }))
    return () => {
      for (const release of releases) release?.()
    }
  }
}
