/** One TCP connection and one channel of a link, joined. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TrafficCounter } from './traffic'

/**
 * Bytes go both ways, each as fast as the other side takes them; an end of one direction is passed on, and the other
 * goes on until it ends, too. Both are closed when either breaks. The socket must allow to be half open.
 */
export function carry(socket: Socket, channel: Duplex, traffic: TrafficCounter): void {
  socket.setNoDelay(true)
  socket.pipe(channel)
  channel.pipe(socket)
  socket.on('data', (chunk: Buffer) => traffic.carried('out', chunk.length))
  channel.on('data', (chunk: Buffer) => traffic.carried('in', chunk.length))
  channel.on('error', () => socket.destroy())
  channel.once('close', () => {
    // What came last may still be on its way into the socket; `pipe` ends it then.
    if (!channel.readableEnded) socket.destroy()
    else if (!socket.readableEnded) socket.destroySoon()
  })
  socket.once('close', () => {
    channel.destroy()
    // ssh2 ends a channel only when all of it was read.
    channel.resume()
  })
}
