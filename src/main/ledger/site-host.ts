/** Which host stands behind a site, as far as its configuration tells: two names of one host fail together. */
import type { HostTarget } from '../ssh/types'

type Way = Pick<HostTarget, 'host' | 'port' | 'jumps' | 'proxyCommand'>

/** A name or an address that means the host that asks. */
export const isLoopback = (name: string): boolean =>
  /^(?:(?:.+\.)?localhost|(?:::ffff:)?127\.[0-9.]+|::1|0\.0\.0\.0|::)$/i.test(name)

/** The same text for the same host and port. A loopback address is one of the host before it on the way. */
export function hostText({ host, port, jumps, proxyCommand }: Way): string {
  const own = `host:${host.toLowerCase()}:${port}`
  if (!isLoopback(host)) return own
  return [own, ...jumps.map(jump => `${jump.host.toLowerCase()}:${jump.port}`), proxyCommand ?? ''].join(' ')
}
