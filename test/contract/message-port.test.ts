import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort as NodeMessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { MessagePortMain } from 'electron'
import { vi } from 'vitest'
import { portOf } from '../../src/main/electron/main'
import { describeRoad } from './suite'

vi.mock('electron', () => ({}))

/** A port of Node as Electron's main process shows one: a message comes as the `data` of an event (electron.d.ts). */
function asMain(port: NodeMessagePort): MessagePortMain {
  const main = new EventEmitter()
  port.on('message', data => main.emit('message', { data, ports: [] }))
  port.on('close', () => main.emit('close'))
  return Object.assign(main, {
    start: () => port.start(),
    close: () => port.close(),
    postMessage: (message: unknown) => port.postMessage(message)
  })
}

describeRoad(
  'the message port of Electron',
  async world => {
    const ports: NodeMessagePort[] = []
    return {
      connect: async () => {
        const { port1, port2 } = new MessageChannel()
        ports.push(port1)
        world.engine.attach(portOf(asMain(port1)), { clientId: randomUUID() })
        const link = new RPCLink({ port: port2 })
        port2.start()
        return { client: createORPCClient(link), leave: () => port2.close() }
      },
      close: async () => {
        for (const port of ports) port.close()
      }
    }
  },
  { link: true }
)
