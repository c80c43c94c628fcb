import { join } from 'node:path'
import { attachToEngine, listenForClients } from '../../src/main/local/engine-socket'
import { describeRoad } from './suite'

describeRoad(
  'the local socket',
  async world => {
    const path = join(world.folder, 'engine.sock')
    const socket = await listenForClients(world.engine, path)
    return {
      connect: async () => {
        const attached = await attachToEngine(path)
        if (!attached) throw new Error('No engine listens.')
        return {
          client: attached.client,
          leave: async () => {
            attached.close()
            await attached.closed
          }
        }
      },
      close: () => socket.close()
    }
  },
  { link: true }
)
