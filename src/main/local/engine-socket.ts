/** The engine's door for other processes of the same user: a second window, a command. */
import { randomUUID } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { FarscopeClient } from '../client-type'
import type { Engine } from '../engine'
import type { WirePort } from '../wire-port'
import { createSocketPort } from './socket-port'

export interface EngineSocket {
  /** Clients attached now. */
  readonly clients: number
  /** Resolves when the last attached client has gone; at once when there is none. */
  idle(): Promise<void>
  close(): Promise<void>
}

export async function listenForClients(engine: Engine, path: string): Promise<EngineSocket> {
  const sockets = new Set<Socket>()
  const idleWaiters = new Set<() => void>()
  const server = createServer(socket => {
    sockets.add(socket)
    engine.attach(createSocketPort(socket), { clientId: randomUUID() })
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size > 0) return
      for (const waiter of idleWaiters) waiter()
      idleWaiters.clear()
    })
  })
  // We hold the engine lock, so a socket file that is there was left by an engine that died.
  if (process.platform !== 'win32') rmSync(path, { force: true })
  await listen(server, path)
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  return {
    get clients() {
      return sockets.size
    },
    idle: () => (sockets.size === 0 ? Promise.resolve() : new Promise(resolve => idleWaiters.add(resolve))),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

export interface AttachedClient {
  client: FarscopeClient
  /** Resolves when the engine goes away or `close` is called. */
  closed: Promise<void>
  close(): void
}

/** The form in which oRPC's client takes a carrier. */
const asMessagePort = (port: WirePort) => ({
  on: (event: string, listener: (event?: { data: unknown }) => void) => port.addEventListener(event, listener),
  postMessage: (data: string | ArrayBufferView) => port.send(data)
})

/** Null when no engine listens there. */
export function attachToEngine(path: string): Promise<AttachedClient | null> {
  return new Promise(resolve => {
    const socket = connect(path)
    const fail = (): void => resolve(null)
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      const closed = new Promise<void>(done => socket.once('close', () => done()))
      const client: FarscopeClient = createORPCClient(new RPCLink({ port: asMessagePort(createSocketPort(socket)) }))
      resolve({ client, closed, close: () => socket.destroy() })
    })
  })
}
