/** What the rail and the top bar show of the engine's state. */
import type { ConnectionView } from '@contract/sites'
import type { Transfer } from '@contract/transfers'
import { hasEnded } from '@domain/transfers/overall-progress'
import type { RailItem } from '../ui/frame/rail'
import type { SiteItem } from '../ui/frame/top-bar'
import type { State } from '../ui/state-mark'
import type { EngineState } from './engine-state'
import { roomKeys } from './navigation'

/** The worst of the transfers: what failed, what waits for a person, what moves. */
export function filesMark(transfers: readonly Transfer[]): State | undefined {
  if (transfers.some(({ state }) => state === 'failed' || state === 'finished-with-errors')) return 'failed'
  const open = transfers.filter(transfer => !hasEnded(transfer))
  if (open.some(({ hold }) => hold !== null && hold !== 'limit')) return 'warning'
  return open.some(({ state }) => state === 'running') ? 'running' : undefined
}

/** The rooms; `filesState` marks that of the files, `nowState` that of the running session. */
export function railItems(
  nowState: State | undefined,
  filesState: State | undefined,
  noSites: boolean
): readonly RailItem[] {
  const items: readonly RailItem[] = [
    { id: 'now', label: 'Now', icon: 'now', keys: roomKeys.now, state: nowState },
    { id: 'files', label: 'Files', icon: 'files', keys: roomKeys.files, state: filesState },
    { id: 'terminals', label: 'Terminals', icon: 'terminals', keys: roomKeys.terminals },
    { id: 'jobs', label: 'Jobs', icon: 'jobs', keys: roomKeys.jobs },
    { id: 'displays', label: 'Displays', icon: 'displays', keys: roomKeys.displays },
    { id: 'calendar', label: 'Calendar', icon: 'calendar', keys: roomKeys.calendar },
    { id: 'planner', label: 'Planner', icon: 'planner', keys: roomKeys.planner },
    { id: 'cloud', label: 'Cloud', icon: 'cloud', keys: roomKeys.cloud },
    { id: 'ledger', label: 'Ledger', icon: 'ledger', keys: roomKeys.ledger }
  ]
  return noSites ? items.map(item => ({ ...item, disabledReason: 'Choose a way in first' })) : items
}

export const footItems: readonly RailItem[] = [
  { id: 'settings', label: 'Settings', icon: 'settings', keys: roomKeys.settings }
]

const marks: Readonly<Record<ConnectionView['state'], { state: State; label: string }>> = {
  connecting: { state: 'starting', label: 'connecting' },
  connected: { state: 'running', label: 'connected' },
  lost: { state: 'warning', label: 'link lost' },
  failed: { state: 'failed', label: 'not connected' },
  closed: { state: 'waiting', label: 'not connected' }
}

/** The worst of a site's links speaks for it; without any it is waiting. */
const severity: readonly ConnectionView['state'][] = ['failed', 'lost', 'connecting', 'connected', 'closed']

/** `linksOf`: the site whose links are shown. */
export function siteItems(
  { sites, connections }: EngineState,
  chosen: string | null,
  linksOf: string | null
): readonly SiteItem[] {
  return (sites ?? []).map(site => {
    const links = connections.filter(link => link.site === site.name)
    const worst = severity.map(state => links.find(link => link.state === state)).find(Boolean)
    // A try that failed is not the last one: the link is still only lost.
    const mark = marks[worst?.state === 'failed' && worst.retry ? 'lost' : (worst?.state ?? 'closed')]
    const roundTrip =
      worst?.state === 'connected' && worst.roundTripMs !== null ? `${Math.round(worst.roundTripMs)} ms` : mark.label
    return {
      id: site.name,
      name: site.label ?? site.name,
      state: mark.state,
      stateLabel: mark.label,
      detail: site.demo ? `demo, ${roundTrip}` : roundTrip,
      current: site.name === chosen,
      linksOpen: site.name === linksOf
    }
  })
}
