/** The connections as the window and the command see them: by site and host, never by address. */
import type { ConnectionView } from '@contract/sites'
import { createBroadcast } from '../broadcast'
import type { Clock } from '../platform'
import type { HostChoice } from '../site-access'
import type { Connections, HostTarget } from '../ssh/types'

export interface ConnectionsOfSites {
  list(): ConnectionView[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<ConnectionView[], void, void>
  /** Connects the named host, or the login host; `unknown-site`, `not-found`, and every connection error. */
  connect(site: string, host: string | undefined, signal: AbortSignal | undefined): Promise<ConnectionView>
  /** Closes the named host's connection, or all of the site. Nothing happens where there is none. */
  disconnect(site: string, host: string | undefined): Promise<void>
}

/** Milliseconds between two items of `watch`: a busy connection changes its channels many times a second. */
const watchEveryMs = 200

export function createConnectionViews(
  connections: Connections,
  resolve: (site: string, choice: HostChoice) => Promise<HostTarget>,
  clock: Clock
): ConnectionsOfSites {
  const changes = createBroadcast(() => connections.list(), watchEveryMs)
  connections.onChange(() => changes.publish())

  async function connect(
    site: string,
    host: string | undefined,
    signal: AbortSignal | undefined
  ): Promise<ConnectionView> {
    const target = await resolve(site, host === undefined ? { role: 'login' } : { host })
    const connection = await connections.acquire(target, { signal })
    const listed = connections.list().find(view => view.site === site && view.host === target.hostName)
    // It can be lost, or closed by somebody else, in the very moment.
    return (
      listed ?? {
        site,
        host: target.hostName,
        state: connection.connected ? 'connected' : 'lost',
        since: clock.now().toISOString(),
        roundTripMs: connection.roundTripMs,
        channels: 0,
        logins: 0,
        error: null
      }
    )
  }

  async function disconnect(name: string, host: string | undefined): Promise<void> {
    const hosts =
      host === undefined
        ? connections
            .list()
            .filter(view => view.site === name)
            .map(view => view.host)
        : [(await resolve(name, { host })).hostName]
    for (const hostName of hosts) connections.close({ site: name, hostName })
  }

  return { list: () => connections.list(), watch: changes.follow, connect, disconnect }
}
