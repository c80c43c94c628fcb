/** The connections as the window and the command see them: by site and host, never by address. */
import type { ConnectionView } from '@contract/sites'
import { createBroadcast } from '../broadcast'
import type { HostChoice } from '../site-access'
import type { LinkKeeper } from '../ssh/link-keeper'
import type { Connection, Connections, HostTarget } from '../ssh/types'
import { createWatchedLinks } from './watched-links'

export interface ConnectionsOfSites {
  list(): ConnectionView[]
  watch(signal: AbortSignal | undefined): AsyncGenerator<ConnectionView[], void, void>
  /** Connects the named host, or the login host; `unknown-site`, `not-found`, and every connection error. */
  connect(site: string, host: string | undefined, signal: AbortSignal | undefined): Promise<ConnectionView>
  /** Closes the named host's connection, or all of the site. Nothing happens where there is none. */
  disconnect(site: string, host: string | undefined): Promise<void>
  /** No more tries by themselves at the named host, or the login host, until something is asked of it again. */
  stopRetrying(site: string, host: string | undefined): Promise<void>
}

/** Milliseconds between two items of `watch`: a busy connection changes its channels many times a second. */
const watchEveryMs = 200

/** Milliseconds between two items of `watch` for the bytes alone. */
const bytesEveryMs = 2000

export function createConnectionViews(
  connections: Connections,
  keeper: LinkKeeper,
  resolve: (site: string, choice: HostChoice) => Promise<HostTarget>
): ConnectionsOfSites {
  const list = (): ConnectionView[] =>
    connections.list().map(view => ({ ...view, retry: keeper.retryOf({ site: view.site, hostName: view.host }) }))
  const changes = createBroadcast(list, watchEveryMs)
  const watched = createWatchedLinks(keeper)
  connections.onChange(() => {
    watched.update(connections.list())
    changes.publish()
  })
  keeper.onChange(() => changes.publish())

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<ConnectionView[], void, void> {
    const bytes = (): number => connections.list().reduce((sum, { bytesIn, bytesOut }) => sum + bytesIn + bytesOut, 0)
    let seen = bytes()
    const lookAway = watched.look()
    watched.update(connections.list())
    const timer = setInterval(() => {
      const now = bytes()
      if (now !== seen) changes.publish()
      seen = now
    }, bytesEveryMs)
    try {
      yield* changes.follow(signal)
    } finally {
      clearInterval(timer)
      lookAway()
    }
  }

  async function connect(
    site: string,
    host: string | undefined,
    signal: AbortSignal | undefined
  ): Promise<ConnectionView> {
    const target = await resolve(site, host === undefined ? { role: 'login' } : { host })
    const connection = await connections.acquire(target, { signal })
    const listed = list().find(view => view.site === site && view.host === target.hostName)
    // It can be lost, or closed by somebody else, in the very moment.
    return listed ?? viewOfNone(target, connection)
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

  async function stopRetrying(site: string, host: string | undefined): Promise<void> {
    keeper.stopRetrying(await resolve(site, host === undefined ? { role: 'login' } : { host }))
  }

  return { list, watch, connect, disconnect, stopRetrying }
}

/** Of a connection that nobody lists any more. */
function viewOfNone({ site, hostName, jumps, ...target }: HostTarget, connection: Connection): ConnectionView {
  return {
    ...{ site, host: hostName, state: connection.connected ? 'connected' : 'lost', since: new Date().toISOString() },
    ...{ roundTripMs: null, roundTripAt: null, channels: 0, channelLimit: null, further: 0, bytesIn: 0, bytesOut: 0 },
    channelKinds: { terminal: 0, exec: 0, sftp: 0, tunnel: 0 },
    hops: [...jumps, target].map(({ user, host, port }) => ({ user, host, port })),
    ...{ serverVersion: connection.serverVersion, algorithms: null, logins: 0, needsPerson: false },
    ...{ retry: null, error: null, lastError: null }
  }
}
