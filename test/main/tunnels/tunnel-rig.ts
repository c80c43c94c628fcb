/** Tunnels as the engine wires them, on sites with real servers, and small TCP servers at their far ends. */
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Tunnel } from '@contract/tunnel'
import type { TunnelView } from '@contract/tunnels'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createTunnels, type Tunnels } from '../../../src/main/tunnels/tunnels'
import { createSiteRig, type Person, type SiteRig } from '../sites/site-rig'

export interface TunnelRig extends SiteRig {
  readonly tunnels: Tunnels
  view(site: string, name: string): Promise<TunnelView | undefined>
}

export async function createTunnelRig(person?: Person): Promise<TunnelRig> {
  const rig = await createSiteRig(person)
  const { access, connections } = rig.sites
  const platform = { clock: systemClock, log: silentLog }
  const tunnels = createTunnels({ platform, access, sites: rig.sites, connections })
  return {
    ...rig,
    tunnels,
    view: async (site, name) => (await tunnels.list()).find(one => one.site === site && one.tunnel.name === name),
    close: async () => {
      await tunnels.close()
      await rig.close()
    }
  }
}

export const local = (name: string, port: number, changes: Partial<Tunnel> = {}): Tunnel =>
  ({ ...common(name), kind: 'local', to: { host: '127.0.0.1', port }, ...changes }) as Tunnel
export const remote = (name: string, port: number, changes: Partial<Tunnel> = {}): Tunnel =>
  ({ ...common(name), kind: 'remote', to: { host: '127.0.0.1', port }, ...changes }) as Tunnel
export const dynamic = (name: string): Tunnel => ({ ...common(name), kind: 'dynamic' })

const common = (name: string) => ({ name, start: 'hand' as const, listen: { address: '127.0.0.1', port: 0 } })

const servers = new Set<Server>()
const sockets = new Set<Socket>()

async function listening(server: Server): Promise<number> {
  servers.add(server)
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Each connection is the handler's; the port. */
export const tcpServer = (onSocket: (socket: Socket) => void): Promise<number> =>
  listening(createServer({ allowHalfOpen: true }, onSocket))

/** Answers every request with `text`; the port. */
export const httpServer = (text: string): Promise<number> =>
  listening(createHttpServer((_, response) => response.end(text)))

/** Ends what `tcpServer` and `httpServer` started. */
export function endServers(): void {
  for (const server of servers) server.close()
  for (const socket of sockets) socket.destroy()
  servers.clear()
}

/** Connections that the servers have now. */
export const openSockets = (): number => sockets.size
