/** A host of a site as what is dialled now: our options first, then the user's ssh_config, then the defaults of ssh. */
import { join } from 'node:path'
import type { Jump, SiteHost } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { ConfiguredEndpoint, SshConfigSource } from '../ssh/ssh-config-source'
import type { Endpoint, HostTarget } from '../ssh/types'

/** More hops than any facility has; a ProxyJump that leads back to itself ends here. */
const mostHops = 8

type Wanted = Pick<Jump, 'host' | 'port' | 'user' | 'identityFiles'>

const inHome = (file: string, homeFolder: string): string =>
  file === '~' || file.startsWith('~/') ? join(homeFolder, file.slice(2)) : file

async function configured(wanted: Wanted, config: SshConfigSource, homeFolder: string): Promise<ConfiguredEndpoint> {
  const found = await config.resolve(wanted.host, { user: wanted.user, port: wanted.port })
  const endpoint = {
    ...found,
    ...(wanted.port !== undefined && { port: wanted.port }),
    ...(wanted.user !== undefined && { user: wanted.user })
  }
  if (wanted.identityFiles.length === 0) return endpoint
  return { ...endpoint, identityFiles: wanted.identityFiles.map(file => inHome(file, homeFolder)) }
}

/** Forwards belong to the host that was asked for, as with ssh -J, which clears those of the jump hosts. */
const plain = ({ proxyJump: _jumps, forwards: _forwards, ...endpoint }: ConfiguredEndpoint): Endpoint => endpoint

/** The way there, nearest first. Before the first jump comes its own ProxyJump, as ssh(1) goes to it. */
async function way(
  jumps: readonly Jump[],
  config: SshConfigSource,
  homeFolder: string,
  to: string
): Promise<Endpoint[]> {
  const hops: Endpoint[] = []
  let next = [...jumps]
  while (next.length > 0) {
    const endpoints = await Promise.all(next.map(jump => configured(jump, config, homeFolder)))
    // A hop that is reached through another needs no proxy command of its own; only the first one dials.
    hops.unshift(...endpoints.map((end, at) => (at === 0 ? plain(end) : { ...plain(end), proxyCommand: undefined })))
    if (hops.length > mostHops)
      throw new Failure('unsupported', `The way to ${to} has more than ${mostHops} jump hosts.`, {
        hint: 'Look for a ProxyJump in ~/.ssh/config that leads back to itself.'
      })
    next = [...(endpoints[0]?.proxyJump ?? [])]
    const second = hops[0]
    if (next.length > 0 && second) hops[0] = { ...second, proxyCommand: undefined }
  }
  return hops
}

/** Reads the configuration now, so that an edit counts at the next connection. Errors as of `SshConfigSource.resolve`. */
export async function resolveTarget(
  site: string,
  host: SiteHost,
  config: SshConfigSource,
  homeFolder: string
): Promise<HostTarget> {
  const endpoint = await configured(host, config, homeFolder)
  const jumps = await way(host.jumps.length > 0 ? host.jumps : endpoint.proxyJump, config, homeFolder, host.host)
  return {
    ...plain(endpoint),
    ...(jumps.length > 0 && { proxyCommand: undefined }),
    ...(host.hostKeys.length > 0 && { hostKeys: host.hostKeys }),
    forwards: endpoint.forwards,
    site,
    hostName: host.name,
    jumps
  }
}
