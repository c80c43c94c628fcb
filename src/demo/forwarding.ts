/** Port forwarding (`ssh -L`, jump hosts): to this computer's loopback and nowhere else. */
import { connect, type Socket } from 'node:net'
import type { Connection } from 'ssh2'

const loopback = new Set(['127.0.0.1', 'localhost', '::1', ''])

/** Answers direct-tcpip requests of a connection; `sockets` collects what is open, so that closing ends it. */
export function allowLoopbackForwarding(connection: Connection, sockets: Set<Socket>): void {
  connection.on('tcpip', (accept, reject, wanted) => {
    if (!loopback.has(wanted.destIP)) {
      reject()
      return
    }
    const socket = connect({ host: wanted.destIP === '::1' ? '::1' : '127.0.0.1', port: wanted.destPort })
    sockets.add(socket)
    let joined = false
    socket.once('connect', () => {
      const channel = accept()
      joined = true
      socket.setNoDelay(true)
      socket.pipe(channel).pipe(socket)
      channel.on('error', () => socket.destroy())
      channel.on('close', () => socket.destroy())
      socket.on('close', () => channel.end())
    })
    socket.on('error', () => joined || reject())
    socket.on('close', () => sockets.delete(socket))
  })
}
