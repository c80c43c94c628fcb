/** A tunnel on a link that stands: who listens, and where each connection goes. */
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Tunnel } from '@contract/tunnel'
import { Failure } from '@domain/failure'
import { socksGranted, socksRefused } from '@domain/tunnels/socks'
import { placeText } from '@domain/tunnels/tunnel-text'
import { errorFields } from '../ssh/errors'
import type { Connection, IncomingConnection } from '../ssh/types'
import { carry } from './carry'
import { listenHere } from './listen-here'
import { readSocksRequest } from './socks-request'
import type { TrafficCounter } from './traffic'

export interface OpenTunnel {
  readonly listening: { readonly address: string; readonly port: number }
  /** Listens no more and ends what goes through. Resolves when nothing is left of it. */
  close(): Promise<void>
}

interface Place {
  readonly host: string
  readonly port: number
}

/** A place here that does not answer is given up after this. Milliseconds. */
const connectMs = 20_000

/** `exists` for a port in use here, `not-allowed` for one that the server does not give; see `listenHere`. */
export async function openTunnel(
  connection: Connection,
  tunnel: Tunnel,
  traffic: TrafficCounter,
  signal: AbortSignal
): Promise<OpenTunnel> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    traffic.came()
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      traffic.went()
    })
  }
  const end = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  if (tunnel.kind === 'remote') {
    const { address, port } = tunnel.listen
    const take = (incoming: IncomingConnection): void => lead(incoming, tunnel.to, traffic, keep)
    const listener = await connection.forwardIn(address, port, take, { signal })
    const close = async (): Promise<void> => {
      end()
      await listener.close()
    }
    return { listening: { address, port: listener.port }, close }
  }
  const reach = (to: Place, caller: AbortSignal): Promise<Duplex> => reachFar(connection, to, caller)
  const listener = await listenHere(tunnel.listen, socket => {
    keep(socket)
    const done = tunnel.kind === 'local' ? pass(socket, tunnel.to, reach, traffic) : proxy(socket, reach, traffic)
    done.catch((thrown: unknown) => {
      if (thrown instanceof Failure && thrown.code !== 'cancelled') traffic.failed(thrown)
      socket.destroySoon()
    })
  })
  const { address, port, close } = listener
  return {
    listening: { address, port },
    close: async () => {
      close()
      end()
    }
  }
}

type Reach = (to: Place, caller: AbortSignal) => Promise<Duplex>

async function reachFar(connection: Connection, to: Place, signal: AbortSignal): Promise<Duplex> {
  try {
    return await connection.forwardOut(to.host, to.port, { signal })
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code === 'timeout' && connection.connected)
      throw new Failure('timeout', `${placeText(to)} did not answer the host ${connection.target.host}.`, {
        hint: 'Check that the place is up, and that no firewall is between it and the host.',
        cause: thrown
      })
    if (failure.code === 'not-allowed')
      throw new Failure(failure.code, failure.message, {
        hint: 'The server forbids it (AllowTcpForwarding, PermitOpen); ask the facility.',
        cause: thrown
      })
    if (failure.code !== 'refused' && failure.code !== 'dns') throw failure
    throw new Failure(failure.code, failure.message, {
      hint: 'Check that something listens there; names are looked up on the host, not here.',
      cause: thrown
    })
  }
}

/** Aborts when the program that connected leaves before the far end is reached. */
function leaving(socket: Socket): AbortSignal {
  const left = new AbortController()
  socket.once('close', () => left.abort(new Failure('cancelled', 'The program left.')))
  return left.signal
}

async function pass(socket: Socket, to: Place, reach: Reach, traffic: TrafficCounter): Promise<void> {
  const channel = await reach(to, leaving(socket))
  traffic.reached()
  carry(socket, channel, traffic)
}

async function proxy(socket: Socket, reach: Reach, traffic: TrafficCounter): Promise<void> {
  const caller = leaving(socket)
  const request = await readSocksRequest(socket)
  if (!request) return void socket.destroy()
  const { version, to, rest } = request
  let channel: Duplex
  try {
    channel = await reach(to, caller)
  } catch (thrown) {
    if (!socket.destroyed) socket.end(socksRefused(version, Failure.from(thrown).code))
    throw thrown
  }
  traffic.reached()
  socket.write(socksGranted(version))
  if (rest.length > 0) {
    traffic.carried('out', rest.length)
    channel.write(rest)
  }
  carry(socket, channel, traffic)
}

/** From the far side to a place that this computer reaches. */
function lead(incoming: IncomingConnection, to: Place, traffic: TrafficCounter, keep: (socket: Socket) => void): void {
  const socket = connect({ host: to.host, port: to.port, allowHalfOpen: true })
  let joined = false
  const fail = (failure: Failure): void => {
    traffic.failed(failure)
    socket.destroy()
  }
  const limit = setTimeout(() => fail(nearFailure(to, undefined)), connectMs)
  socket.once('error', error => {
    if (!joined) fail(nearFailure(to, error))
  })
  keep(socket)
  socket.once('connect', () => {
    joined = true
    traffic.reached()
    carry(socket, incoming.accept(), traffic)
  })
  socket.once('connect', () => clearTimeout(limit))
  socket.once('close', () => {
    clearTimeout(limit)
    if (!joined) incoming.refuse()
  })
}

function nearFailure(to: Place, cause: Error | undefined): Failure {
  const { code } = errorFields(cause)
  const [known, why] =
    code === 'ECONNREFUSED'
      ? (['refused', 'nothing listens there'] as const)
      : code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? (['dns', 'there is no such name'] as const)
        : cause
          ? (['unreachable', cause.message] as const)
          : (['timeout', 'no answer'] as const)
  return new Failure(known, `This computer cannot reach ${placeText(to)}: ${why}.`, {
    hint: 'Check that the program runs here, and its port.',
    ...(cause && { cause })
  })
}
