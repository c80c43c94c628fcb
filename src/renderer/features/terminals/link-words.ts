/** What is said of a terminal's link: its host, its round trip, and what happens when it is lost. Pure. */
import type { ConnectionView, HostRole, SiteView } from '@contract/sites'
import type { TerminalPlace } from '@contract/terminals'
import { hostForRole } from '@domain/sites/roles'
import { formatClock } from '../../ui/format'
import type { TerminalPane } from './terminal-tabs'

/** The host of a terminal, as its site knows it, and its connection. */
export interface PaneLink {
  readonly role: HostRole | null
  /** Hosts that the way there goes through. */
  readonly through: readonly string[]
  readonly connection: ConnectionView | null
}

/** Finds host and connection of a place; all empty for this computer and for a site that is gone. */
export function linkOf(
  place: TerminalPlace,
  sites: readonly SiteView[],
  connections: readonly ConnectionView[]
): PaneLink {
  const site = place.kind === 'site' ? sites.find(({ name }) => name === place.site) : undefined
  if (place.kind !== 'site' || !site) return { role: null, through: [], connection: null }
  const host = place.host === undefined ? hostForRole(site, 'login') : site.hosts.find(one => one.name === place.host)
  const connection = connections.find(one => one.site === site.name && one.host === host?.name) ?? null
  return { role: host?.roles[0] ?? null, through: host?.jumps.map(jump => jump.host) ?? [], connection }
}

/** Right end of a pane's head: the round trip, or for how long there is no link. */
export function linkFact(
  { phase }: Pick<TerminalPane, 'phase'>,
  { connection }: PaneLink,
  nowMs: number
): { readonly text: string; readonly lost: boolean } | null {
  const clock = (sinceMs: number): string => formatClock(Math.max(0, nowMs - sinceMs) / 1000)
  if (phase.kind === 'waiting') return { text: `no link for ${clock(phase.sinceMs)}`, lost: true }
  if (phase.kind !== 'open' || connection === null) return null
  if (connection.state === 'lost') return { text: `no link for ${clock(Date.parse(connection.since))}`, lost: true }
  const { roundTripMs } = connection
  return roundTripMs === null ? null : { text: `${Math.round(roundTripMs)} ms`, lost: false }
}

/** A banner over a terminal without a link: what, what is safe, and what can be done. */
export interface LostWords {
  readonly what: string
  readonly why: string
  /** Words of the button that connects; null while that is going on. */
  readonly connect: string | null
  /** A try that comes by itself can be called off. */
  readonly canStop: boolean
}

/** What is said of a kept shell whose link is lost. */
export function lostWords(
  pane: Pick<TerminalPane, 'kept'> & { readonly reason: string },
  connection: ConnectionView | null,
  nowMs: number
): LostWords {
  const safe = `Your shell goes on in ${pane.kept?.by ?? 'tmux'}; what you type now is not sent.`
  const retry = connection?.retry
  if (connection?.state === 'connecting')
    return { what: 'Link lost, connecting again now.', why: safe, connect: null, canStop: false }
  if (connection && retry) {
    const seconds = Math.max(0, Math.ceil((Date.parse(retry.at) - nowMs) / 1000))
    const what = `Link lost, connecting again in ${seconds} s`
    return { what, why: `(try ${retry.attempt}). ${safe}`, connect: 'Now', canStop: true }
  }
  const reason = connection?.error?.message ?? pane.reason
  if (connection?.needsPerson)
    return {
      what: 'Link lost.',
      why: `Connecting asks for your login again. ${safe}`,
      connect: 'Connect…',
      canStop: false
    }
  if (connection?.state === 'connected')
    return {
      what: 'The link is back.',
      why: `The shell is being shown again. ${safe}`,
      connect: null,
      canStop: false
    }
  return { what: 'Link lost.', why: [reason, safe].filter(Boolean).join(' '), connect: 'Connect', canStop: false }
}
