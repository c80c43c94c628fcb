/** `site trust`: the keys of every hop on the way to every host of a site. */
import type { Site, SiteHost, TrustedKey } from '@contract/sites'
import type { AcquireContext, Connections, HostKeyPolicy, HostTarget } from '../ssh/types'

/**
 * One host after the other, so that a jump host they share is asked about once. A hop is listed once, as it was found
 * the first time. Errors as of `Connections.learnHostKeys`: the first one ends the call.
 */
export async function learnSiteKeys(
  site: Site,
  resolve: (host: SiteHost) => Promise<HostTarget>,
  connections: Connections,
  policy: HostKeyPolicy,
  context: AcquireContext
): Promise<TrustedKey[]> {
  const found = new Map<string, TrustedKey>()
  for (const host of site.hosts) {
    for (const key of await connections.learnHostKeys(await resolve(host), policy, context)) {
      const hop = `${key.host}:${key.port} ${key.fingerprint}`
      if (!found.has(hop)) found.set(hop, key)
    }
  }
  return [...found.values()]
}
