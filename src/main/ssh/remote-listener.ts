/** `tcpip-forward` of RFC 4254 7.1: a port of the server whose connections come over the link to us. */
import { Failure } from '@domain/failure'
import type { AcceptConnection, Client, ClientChannel, RejectConnection, TcpConnectionDetails } from 'ssh2'
import type { IncomingConnection, RemoteListener } from './types'

interface RemoteEnd {
  readonly client: Client
  readonly address: string
  isConnected(): boolean
}

/** The server's refusal; it gives no reason (RFC 4254 4). */
export function listenFailure(cause: unknown, address: string, port: number, name: string): Failure {
  const where = port === 0 ? 'a port' : `port ${port}`
  const low = port > 0 && port < 1024 ? 'a port below 1024 needs root there, ' : ''
  return new Failure('not-allowed', `${name} does not listen at ${where} of ${address} for you.`, {
    hint: `The port may be in use there, ${low}or the server forbids it (AllowTcpForwarding, PermitListen). Try another port, or 0 for any.`,
    ...(cause instanceof Error && { detail: cause.message }),
    cause
  })
}

/** Asks the server. `done` is called with the listener in the same turn in which the answer is read, so none is missed. */
export function listenRemotely(
  { client, address, isConnected }: RemoteEnd,
  port: number,
  onConnection: (incoming: IncomingConnection) => void,
  done: (error: Error | undefined, listener: RemoteListener) => void
): void {
  let bound = port
  const incoming = (
    to: TcpConnectionDetails,
    accept: AcceptConnection<ClientChannel>,
    reject: RejectConnection
  ): void => {
    if (to.destIP === address && to.destPort === bound) onConnection({ accept, refuse: () => reject() })
  }
  const close = (): Promise<void> => {
    client.off('tcp connection', incoming)
    return new Promise(resolve => {
      if (!isConnected()) return resolve()
      client.once('close', resolve)
      client.unforwardIn(address, bound, () => {
        client.off('close', resolve)
        resolve()
      })
    })
  }
  client.forwardIn(address, port, (error, real) => {
    if (!error) {
      bound = real
      client.on('tcp connection', incoming)
    }
    done(error, { port: bound, close })
  })
}
