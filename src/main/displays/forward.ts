/** A free port of loopback that leads over the site's link to the place where a display listens. */
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'

export interface Forward {
  readonly port: number
  /** Connections that go through it now. */
  readonly open: number
  /** Since the last one left, or since it listens; milliseconds. 0 while one is open. */
  idleMs(): number
  /** Listens no more and ends what goes through; also twice. */
  close(): Promise<void>
}

/** Opens a way to the display, as `Connection.forwardOut`. */
export type Reach = (signal: AbortSignal) => Promise<Duplex>

/** `reach` is asked for each connection, so a link that was lost and stands again is used. */
export function openForward(reach: Reach): Promise<Forward> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket => {
    socket.setNoDelay(true)
    const left = new AbortController()
    socket.once('close', () => left.abort())
    reach(left.signal).then(
      channel => joinStreams(socket, channel),
      () => socket.destroy()
    )
  })
  return countedForward(server)
}

/** Lets the server listen on loopback, and counts what goes through it. */
export async function countedForward(server: Server): Promise<Forward> {
  const sockets = new Set<Socket>()
  let quietSince = Date.now()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) quietSince = Date.now()
    })
  })
  const port = await listenOnLoopback(server)
  return {
    port,
    get open() {
      return sockets.size
    },
    idleMs: () => (sockets.size > 0 ? 0 : Date.now() - quietSince),
    close: () => closeServer(server, sockets)
  }
}

/** Bytes go both ways, each as fast as the other side takes them; an end of one direction is passed on. */
export function joinStreams(socket: Socket, channel: Duplex): void {
  socket.once('close', () => {
    channel.destroy()
    // ssh2 ends a channel only when all of it was read.
    channel.resume()
  })
  channel.on('error', () => socket.destroy())
  channel.once('close', () => (channel.readableEnded ? socket.destroySoon() : socket.destroy()))
  if (socket.destroyed) {
    channel.destroy()
    return
  }
  socket.pipe(channel)
  channel.pipe(socket)
}

/** A free port of 127.0.0.1, for this computer alone. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0 }, resolve)
  })
  // Such as running out of files while accepting: the next connection may do better.
  server.on('error', () => undefined)
  const address = server.address()
  if (typeof address === 'object' && address) return address.port
  throw new Failure('internal', 'The forward of a display has no port.')
}

export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  for (const socket of sockets) socket.destroy()
  await closed
}
