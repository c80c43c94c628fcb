/** Port forwarding both ways (`ssh -L`, `-R`, jump hosts): on this computer's loopback and nowhere else. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Connection } from 'ssh2'

const loopback = new Set(['127.0.0.1', 'localhost', '::1', ''])

/** Answers the forwardings of a connection; `sockets` collects what is open, so that closing ends it. */
export function allowLoopbackForwarding(connection: Connection, sockets: Set<Socket>): void {
  answerConnections(connection, sockets)
  answerListening(connection, sockets)
}

/** direct-tcpip (RFC 4254 7.2): the client wants a connection from here. */
function answerConnections(connection: Connection, sockets: Set<Socket>): void {
  connection.on('tcpip', (accept, reject, wanted) => {
    if (!loopback.has(wanted.destIP)) {
      reject()
      return
    }
    const host = wanted.destIP === '::1' ? '::1' : '127.0.0.1'
    const socket = connect({ host, port: wanted.destPort, allowHalfOpen: true })
    sockets.add(socket)
    let joined = false
    socket.once('connect', () => {
      joined = true
      join(socket, accept())
    })
    socket.on('error', () => joined || reject())
    socket.on('close', () => sockets.delete(socket))
  })
}

/** tcpip-forward (RFC 4254 7.1): the client wants what comes in at a port of ours. As sshd without GatewayPorts. */
function answerListening(connection: Connection, sockets: Set<Socket>): void {
  const listening = new Map<string, Server>()
  const keyOf = (address: string, port: number): string => `${address} ${port}`
  connection.on('request', (accept, reject, name, info) => {
    if (name === 'cancel-tcpip-forward') {
      const server = listening.get(keyOf(info.bindAddr, info.bindPort))
      listening.delete(keyOf(info.bindAddr, info.bindPort))
      server?.close()
      if (server) accept?.()
      else reject?.()
      return
    }
    if (name !== 'tcpip-forward') {
      reject?.()
      return
    }
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
      const { remoteAddress = '127.0.0.1', remotePort = 0 } = socket
      connection.forwardOut(info.bindAddr, portOf(server), remoteAddress, remotePort, (error, channel) => {
        if (error) socket.destroy()
        else join(socket, channel)
      })
    })
    server.once('error', () => reject?.())
    server.listen(info.bindPort, '127.0.0.1', () => {
      listening.set(keyOf(info.bindAddr, portOf(server)), server)
      accept?.(portOf(server))
    })
  })
  connection.on('close', () => {
    for (const server of listening.values()) server.close()
  })
}

/** A TCP server's address is an AddressInfo, never a pipe's name. */
const portOf = (server: Server): number => (server.address() as AddressInfo).port

function join(socket: Socket, channel: NodeJS.ReadWriteStream & { destroy(): unknown }): void {
  socket.setNoDelay(true)
  socket.pipe(channel).pipe(socket)
  channel.on('error', () => socket.destroy())
  channel.on('close', () => socket.destroySoon())
  socket.on('close', () => channel.destroy())
}
