/** Links as they are shown. */
import type { ConnectionView } from '@contract/sites'
import type { LinkEntry } from './link-entry'

/** One view for each host of a site that uses the link. `needsPerson`: for the whole way there. `retry` is not known here. */
export function viewsOf(entry: LinkEntry, needsPerson: boolean): ConnectionView[] {
  const standing = entry.connection?.connected ? entry.connection : undefined
  const channelKinds = standing?.channelKinds ?? { terminal: 0, exec: 0, sftp: 0, tunnel: 0 }
  const { terminal, exec, sftp, tunnel } = channelKinds
  const { lastError } = entry
  return [...entry.users.values()].map(({ site, hostName }) => ({
    site,
    host: hostName,
    state: entry.state,
    since: entry.since.toISOString(),
    roundTripMs: standing?.roundTripAt ? standing.roundTripMs : null,
    roundTripAt: standing?.roundTripAt?.toISOString() ?? null,
    channels: terminal + exec + sftp + tunnel,
    channelKinds,
    channelLimit: standing?.channelLimit ?? null,
    further: [...entry.further.values()].filter(connection => connection?.connected).length,
    bytesIn: standing?.bytes.in ?? 0,
    bytesOut: standing?.bytes.out ?? 0,
    hops: [...entry.target.jumps, entry.target].map(({ user, host, port }) => ({ user, host, port })),
    serverVersion: standing?.serverVersion ?? null,
    algorithms: standing?.algorithms ?? null,
    logins: entry.logins,
    needsPerson,
    retry: null,
    error: entry.error?.toData() ?? null,
    lastError: lastError ? { at: lastError.at.toISOString(), failure: lastError.failure.toData() } : null
  }))
}
