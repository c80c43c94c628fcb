/** The forwards of the user's ssh_config(5) as tunnels. */
import type { Tunnel } from '@contract/tunnel'
import { type ForwardSpec, nameForwards, parseConfiguredForward } from '@domain/tunnels/forward-spec'
import type { Log } from '../platform'
import type { Connection } from '../ssh/types'

/** Those of the host that this connection leads to. One of an unsupported form is a line in the log, as with ssh. */
export function configuredTunnels({ target }: Connection, log: Log): Tunnel[] {
  const specs = (target.forwards ?? []).flatMap(({ kind, listen, to }): ForwardSpec[] => {
    const spec = parseConfiguredForward(kind, listen, to)
    if (!spec) log.warn(`A ${kind} forward of ssh_config is not of a form that is supported: ${listen} ${to ?? ''}`)
    return spec ? [spec] : []
  })
  return nameForwards(specs, [], 'ssh-config-').map(tunnel => ({
    ...tunnel,
    host: target.hostName,
    start: 'connection'
  }))
}
