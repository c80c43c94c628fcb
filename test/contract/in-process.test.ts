import { randomUUID } from 'node:crypto'
import { describeRoad } from './suite'

describeRoad(
  'a client in the same process',
  async world => ({
    connect: async () => ({ client: world.engine.client(randomUUID()) }),
    close: async () => {}
  }),
  { link: false }
)
