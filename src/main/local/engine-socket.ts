/** The engine's door for other processes of the same user: a second window, a command. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Failure } from '@domain/failure'
import { createORPCClient, mapEventIterator } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { FarscopeClient } from '../client-type'
import type { Engine } from '../engine'
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
  await listenPrivately(server, path)
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

/** The socket file is made with mode 0600: a chmod after it would leave an instant in which others may connect. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const before = process.platform === 'win32' ? undefined : process.umask(0o177)
  try {
    // Node binds a local socket before `listen` returns; only the event comes later.
    server.listen(path)
  } finally {
    if (before !== undefined) process.umask(before)
  }
  await once(server, 'listening')
}

export interface AttachedClient {
  client: FarscopeClient
  /** Resolves when the engine goes away or `close` is called. */
  closed: Promise<void>
  close(): void
}

const engineGone = (): Failure =>
  new Failure('unreachable', 'The engine of Farscope has ended.', { hint: 'Try again: a new one is then started.' })

/** The form in which oRPC's client takes a carrier. What cannot be sent must fail, or its caller would wait for ever. */
const asMessagePort = (socket: Socket) => {
  const port = createSocketPort(socket)
  return {
    on: (event: string, listener: (event?: { data: unknown }) => void) => port.addEventListener(event, listener),
    postMessage: (data: string | ArrayBufferView) => {
      if (socket.destroyed) throw engineGone()
      port.send(data)
    }
  }
}

function clientOf(socket: Socket): FarscopeClient {
  const explain = (thrown: unknown): unknown => (socket.destroyed && isAbort(thrown) ? engineGone() : thrown)
  return createORPCClient(
    new RPCLink({
      port: asMessagePort(socket),
      interceptors: [
        async ({ next, signal }) => {
          // The caller's own abort stays one, whatever became of the engine.
          const mend = (thrown: unknown): unknown => (signal?.aborted ? thrown : explain(thrown))
          try {
            const output = await next()
            return isAsyncIteratorObject(output)
              ? mapEventIterator(output, { value: async item => item, error: async thrown => mend(thrown) })
              : output
          } catch (thrown) {
            throw mend(thrown)
          }
        }
      ]
    })
  )
}

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

function isAsyncIteratorObject(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}

/** Null when no engine listens there. */
export function attachToEngine(path: string): Promise<AttachedClient | null> {
  return new Promise(resolve => {
    const socket = connect(path)
    const fail = (): void => resolve(null)
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      const closed = new Promise<void>(done => socket.once('close', () => done()))
      resolve({ client: clientOf(socket), closed, close: () => socket.destroy() })
    })
  })
}
