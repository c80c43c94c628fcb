/** Serves one client of the engine over its port: oRPC's peer protocol, and a guard against all that is not of it. */
import { StandardRPCHandler } from '@orpc/server/standard'
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer'
import { ServerPeer } from '@orpc/standard-server-peer'
import type { CallerContext } from './implementer'
import type { Log } from './platform'
import { isRequestMessage, type WirePort } from './wire-port'

export type PortServer = (port: WirePort, context: CallerContext) => void

/**
 * oRPC's own adapters print what they cannot read to standard error, which belongs to the command that runs. Here a
 * message that is not ours goes to the log and ends the link; the engine and its other clients do not notice.
 */
export function createPortServer(
  router: ConstructorParameters<typeof StandardRPCHandler<CallerContext>>[0],
  log: Log
): PortServer {
  const handler = new StandardRPCHandler<CallerContext>(router, {})
  return (port, context) => {
    const peer = new ServerPeer(message => port.send(message))
    const handle = createServerPeerHandleRequestFn(handler, { context })
    let refused = false
    const refuse = (): void => {
      refused = true
      log.warn('A client sent what is not a request and was disconnected.')
      peer.close()
      port.close?.()
    }
    port.addEventListener('message', ({ data }) => {
      if (refused) return
      if (!isRequestMessage(data)) return refuse()
      // Only a body that its own headers belie comes here: what a call fails with is an answer, not a rejection.
      peer.message(data, handle).catch((thrown: unknown) => log.error('A request of a client was not served', thrown))
    })
    port.addEventListener('close', () => peer.close())
  }
}
