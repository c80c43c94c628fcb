/** An SSH server in this process for what a real one cannot be made to do on demand. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AuthContext, type Server, type Connection as ServerConnection } from 'ssh2'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createConnections } from '../../../src/main/ssh/connections'
import type { AskPrompt, ConnectionPrompt, Connections, HostTarget } from '../../../src/main/ssh/types'

const hostKey = ssh2.utils.generateKeyPairSync('ed25519')

export interface FakeServer {
  readonly port: number
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>
  /** Every request to authenticate but "none", in order. */
  readonly attempts: string[]
  close(): Promise<void>
}

export interface Behaviour {
  /** Default: lets everybody in. */
  readonly authenticate?: (request: AuthContext) => void
  /** What happens on a connection that is logged in. */
  readonly serve?: (client: ServerConnection) => void
}

function follow(server: NetServer | Server, sockets: Set<Socket>): void {
  const listener: NetServer = server instanceof ssh2.Server ? netServerOf(server) : server
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
}

/** ssh2 wraps a plain TCP server, which alone knows its sockets. */
function netServerOf(server: Server): NetServer {
  const inner: unknown = '_srv' in server ? server._srv : undefined
  // Its shape is ssh2's own affair; a change of it fails every test at once.
  return inner as NetServer
}

async function listening(server: NetServer | Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server instanceof ssh2.Server ? netServerOf(server) : server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}

function ending(server: NetServer | Server, sockets: ReadonlySet<Socket>): () => Promise<void> {
  return () =>
    new Promise(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
}

/** `port` 0: a free one. */
export async function startFakeServer({ authenticate, serve }: Behaviour = {}, port = 0): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  const attempts: string[] = []
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, client => {
    client.on('error', () => undefined)
    client.on('authentication', request => {
      if (request.method !== 'none') attempts.push(request.method)
      if (authenticate) authenticate(request)
      else request.accept()
    })
    client.on('ready', () => serve?.(client))
  })
  follow(server, sockets)
  return { port: await listening(server, port), sockets, attempts, close: ending(server, sockets) }
}

/** Accepts and says nothing. */
export async function startMuteServer(port = 0): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => socket.resume())
  follow(server, sockets)
  return { port: await listening(server, port), sockets, attempts: [], close: ending(server, sockets) }
}

export interface Client {
  readonly connections: Connections
  readonly asked: ConnectionPrompt[]
  target(port: number, changes?: Partial<HostTarget>): HostTarget
  close(): Promise<void>
}

type Answers = readonly (readonly string[])[]

/** A pool that trusts the fake servers. Credentials prompts get `answers` in turn, then are declined. */
export async function createClient(
  answers: Answers = [],
  environment: Readonly<Record<string, string>> = {}
): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-client-'))
  const asked: ConnectionPrompt[] = []
  const left = answers.map(words => [...words])
  const prompt: AskPrompt = async (request, { automatic }) => {
    if (automatic) return { kind: 'declined' }
    asked.push(request)
    const words = left.shift()
    return words ? { kind: 'credentials', answers: words, remember: false } : { kind: 'declined' }
  }
  const connections = createConnections({
    ...{ prompt, homeFolder: folder, environment, clock: systemClock, log: silentLog },
    knownHosts: { own: join(folder, 'known_hosts'), defaults: [] }
  })
  return {
    connections,
    asked,
    target: (port, changes = {}) => ({
      ...{ site: 'fake', hostName: 'main', host: '127.0.0.1', port, user: 'ada', identityFiles: ['/nonexistent'] },
      ...{ identitiesOnly: false, identityAgent: 'none', jumps: [], connectTimeoutSeconds: 10, keepAliveSeconds: 0 },
      hostKeys: [hostKey.public],
      ...changes
    }),
    close: async () => {
      await connections.closeAll()
      await rm(folder, { recursive: true })
    }
  }
}
