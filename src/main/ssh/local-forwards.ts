/** `LocalForward` of ssh_config(5): ports of this computer that lead through a connection to a place behind it. */
import { createServer, type Socket } from 'node:net'
import type { LocalForward } from '@domain/ssh-config/resolve'
import type { Log } from '../platform'
import type { Connection } from './types'

interface Place {
  readonly host: string
  readonly port: number
}

/** `host:port`, `[v6]:port`, `host/port` or a port alone; null for a Unix socket, which is not honoured. */
export function parsePlace(text: string, defaultHost: string): Place | null {
  const match = /^(?:(?:\[([^\]]+)\]|([^/[\]]+?))[:/])?(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port < 1 || port > 65_535) return null
  const host = match[1] ?? match[2] ?? defaultHost
  return { host: host === '*' ? '0.0.0.0' : host, port }
}

/** Opens them until the link ends. One that cannot be opened (a port in use) is a line in the log, as with ssh. */
export function openLocalForwards(connection: Connection, forwards: readonly LocalForward[], log: Log): void {
  for (const forward of forwards) {
    // Loopback unless the file names another address: what is behind the login is not for the whole network.
    const listen = parsePlace(forward.listen, '127.0.0.1')
    const to = parsePlace(forward.to, 'localhost')
    if (listen && to) openOne(connection, listen, to, log)
    else log.warn(`LocalForward ${forward.listen} ${forward.to} is not of a form that is supported.`)
  }
}

function openOne(connection: Connection, listen: Place, to: Place, log: Log): void {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    connection.forwardOut(to.host, to.port).then(
      stream => {
        stream.on('error', () => socket.destroy())
        socket.on('close', () => stream.destroy())
        socket.pipe(stream).pipe(socket)
      },
      (thrown: unknown) => {
        log.warn(`LocalForward to ${to.host}:${to.port}: ${thrown instanceof Error ? thrown.message : 'refused'}`)
        socket.destroy()
      }
    )
  })
  server.on('error', error => log.warn(`LocalForward ${listen.host}:${listen.port}: ${error.message}`))
  server.listen(listen.port, listen.host)
  connection.onLost(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
}
