/** The SSH server: loopback only, public keys only. */
import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { Failure } from '@domain/failure'
import ssh2, { type AuthContext, type Connection, type Session } from 'ssh2'
import { allowLoopbackForwarding } from './forwarding'
import type { DemoKey } from './keys'

export interface DemoServer {
  port: number
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/**
 * Clients (ssh2 among them) choose packet sizes and the order of SYMLINK's arguments by this name; both are OpenSSH's
 * here.
 */
const identification = 'OpenSSH_9.6 Farscope-demo'
const loginLimitMs = 60_000

/** Listens on 127.0.0.1, a free port. Fails with `refused` where it cannot listen. */
export async function startServer(options: {
  hostKey: DemoKey
  /** Public keys in wire form (RFC 4253, 6.6) that open an account; none where there is no such account. */
  keysOf: (user: string) => readonly Buffer[]
  serve: (session: Session, user: string) => void
  log: (line: string) => void
}): Promise<DemoServer> {
  const connections = new Set<Connection>()
  const sockets = new Set<Socket>()
  const server = new ssh2.Server(
    { hostKeys: [options.hostKey.private], ident: identification, keepaliveInterval: 0 },
    (connection, client) => {
      connections.add(connection)
      // Nagle's algorithm and the other side's delayed acknowledgement cost 40 ms an answer, as sshd knows too.
      connection.setNoDelay(true)
      const late = setTimeout(() => connection.end(), loginLimitMs)
      late.unref()
      let user = ''
      connection.on('authentication', context => {
        user = context.username
        if (allowed(context, options.keysOf)) context.accept()
        else context.reject(['publickey'])
      })
      connection.on('ready', () => {
        clearTimeout(late)
        options.log(`demo: login from ${client.ip}`)
        connection.on('session', accept => options.serve(accept(), user))
        allowLoopbackForwarding(connection, sockets)
      })
      connection.on('error', error => options.log(`demo: connection: ${error.message}`))
      connection.on('close', () => {
        clearTimeout(late)
        connections.delete(connection)
      })
    }
  )
  const port = await listen(server)
  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    for (const connection of connections) connection.end()
    for (const socket of sockets) socket.destroy()
    await Promise.race([closed, new Promise<void>(resolve => setTimeout(resolve, 2000).unref())])
  }
  return { port, close }
}

function listen(server: ssh2.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error) =>
      reject(
        new Failure('refused', `The demo facility cannot listen on 127.0.0.1: ${error.message}.`, { cause: error })
      )
    )
    server.listen(0, '127.0.0.1', () => {
      // A TCP server's address is an AddressInfo, never a pipe's name.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function sameBytes(given: Buffer, own: Buffer): boolean {
  return given.length === own.length && timingSafeEqual(given, own)
}

/** A first question without signature only asks whether to sign. */
function allowed(context: AuthContext, keysOf: (user: string) => readonly Buffer[]): boolean {
  if (context.method !== 'publickey') return false
  const { data, algo } = context.key
  const known = keysOf(context.username).find(own => sameBytes(data, own))
  const key = known === undefined ? undefined : ssh2.utils.parseKey(known)
  if (key === undefined || key instanceof Error || algo !== key.type) return false
  if (context.signature === undefined || context.blob === undefined) return true
  return key.verify(context.blob, context.signature, context.hashAlgo) === true
}
