import { randomUUID } from 'node:crypto'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { startHost } from '../../src/main/host/host'
import { silentLog } from '../../src/main/platform'
import { enter, openSocket } from '../main/host/visitor'
import { describeRoad } from './suite'

describeRoad(
  'the WebSocket of the host door',
  async world => {
    const host = await startHost({
      rendererFolder: world.folder,
      attach: port => world.engine.attach(port, { clientId: randomUUID() }),
      files: world.engine.client('door').files,
      log: silentLog
    })
    const cookie = await enter(host)
    return {
      connect: async () => {
        const socket = await openSocket(host.port, { cookie })
        return {
          // ws follows the WebSocket interface; its types name their own event classes.
          client: createORPCClient(new RPCLink({ websocket: socket as unknown as WebSocket })),
          leave: () =>
            new Promise<void>(resolve => {
              if (socket.readyState === socket.CLOSED) return resolve()
              socket.once('close', () => resolve())
              socket.terminate()
            })
        }
      },
      close: () => host.close()
    }
  },
  { link: true }
)
