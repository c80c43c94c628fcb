/** Kept shells that could not be shown, because there was no link when the window began: they are shown when there is. */
import type { ConnectionView, SiteView } from '@contract/sites'
import { useEffect, useRef } from 'react'
import { linkOf } from './link-words'
import { openAgain, tabStore } from './tab-store'
import type { TerminalPane } from './terminal-tabs'

const nameOf = ({ site, host }: Pick<ConnectionView, 'site' | 'host'>): string => JSON.stringify([site, host])

/** Links that stand, by a name of their own. */
export function standingLinks(connections: readonly ConnectionView[]): ReadonlySet<string> {
  return new Set(connections.filter(({ state }) => state === 'connected').map(nameOf))
}

/**
 * Keys of panes whose kept shell can be shown now. `before`: links that stood already; where the host refused to show
 * one, it is not asked again and again.
 */
export function returningPanes(
  panes: readonly TerminalPane[],
  sites: readonly SiteView[],
  connections: readonly ConnectionView[],
  before: ReadonlySet<string>
): readonly string[] {
  return panes
    .filter(({ kept, phase, place }) => {
      if (kept === undefined || phase.kind !== 'failed') return false
      const { connection } = linkOf(place, sites, connections)
      return connection?.state === 'connected' && !before.has(nameOf(connection))
    })
    .map(({ key }) => key)
}

/** For the room, once. */
export function useKeptReturn(sites: readonly SiteView[], connections: readonly ConnectionView[]): void {
  const before = useRef(standingLinks([]))
  useEffect(() => {
    const panes = Object.values(tabStore.getState().panes)
    for (const key of returningPanes(panes, sites, connections, before.current)) openAgain(key)
    before.current = standingLinks(connections)
  }, [sites, connections])
}
