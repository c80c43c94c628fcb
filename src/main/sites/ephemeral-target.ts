/** How a site that lives inside this engine (the demo facility, a run's machine) is dialled: by its own key, trusting its own key. */
import type { SiteHost } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { HostTarget } from '../ssh/types'

export interface EphemeralAccess {
  /** Absolute path of the one private key that is tried. */
  privateKeyFile: string
  /** Its host keys as in known_hosts(5), without the host: `ssh-ed25519 AAAA…`. */
  hostKeys: readonly string[]
}

/** Long enough for a busy laptop; a server on loopback answers at once or not at all. */
const connectTimeoutSeconds = 15

/**
 * Nothing of the user's own configuration, agent or keys takes part: such a site works on every computer, and is
 * offered no key that is not its own. The host key counts under a name of its own, so that what other servers had
 * on the same loopback port is no "changed key".
 */
export function ephemeralTarget(site: string, host: SiteHost, access: EphemeralAccess): HostTarget {
  if (host.user === undefined || host.port === undefined)
    throw new Failure('internal', `The site ${site} names no user and port for ${host.name}.`)
  return {
    site,
    hostName: host.name,
    host: host.host,
    port: host.port,
    user: host.user,
    identityFiles: [access.privateKeyFile],
    identitiesOnly: true,
    identityAgent: 'none',
    hostKeyAlias: `${site}.farscope.invalid`,
    hostKeys: access.hostKeys,
    jumps: [],
    connectTimeoutSeconds,
    keepAliveSeconds: 5
  }
}
