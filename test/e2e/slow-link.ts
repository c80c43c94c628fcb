/** A link between a client and a server of the facility that a test can slow, freeze and cut. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { facility } from '../facility/facility'

export interface SlowLink {
  readonly port: number
  /** Bytes that went over it so far, to the server and to the client. */
  readonly bytes: { up: number; down: number }
  /**
   * What is on the way now: of the connections that are open, what passed in the last so many milliseconds (at most
   * `rememberedMs`), and, as time goes on, what they still bring.
   */
  onTheWay(milliseconds: number): { up: number; down: number }
  /** Bytes per second each way, of all connections together. */
  speed(bytesPerSecond: number): void
  /** Nothing passes any more and nobody is told: a black hole. New connections are taken and stay silent. */
  freeze(): void
  /** Freezes once this is so: with the first bytes to the server after the client heard of it. Nothing can be too late. */
  freezeOnce(reached: () => boolean): void
  /** Whether nothing passes now. */
  isFrozen(): boolean
  /** What is still open goes on. */
  thaw(): void
  /** Ends every connection at once. */
  cut(): void
  close(): Promise<void>
}

const rememberedMs = 2000

/** Forwards to a port of this computer. */
export async function openSlowLink(target: number, bytesPerSecond: number): Promise<SlowLink> {
  const sockets = new Set<Socket>()
  const bytes = { up: 0, down: 0 }
  let passed: { at: number; way: 'up' | 'down'; length: number }[] = []
  /** Of each connection: who wants to know what it brings. */
  const watched = new Map<Socket, { up: number; down: number }[]>()
  let speed = bytesPerSecond
  let frozen = false
  let awaited: (() => boolean) | undefined
  let reached = false
  /** When the wire is free again, each way. Milliseconds. */
  const freeAt = { up: 0, down: 0 }

  async function carry(from: Socket, to: Socket, way: 'up' | 'down'): Promise<void> {
    for await (const data of from) {
      const chunk = Buffer.from(data)
      freeAt[way] = Math.max(freeAt[way], performance.now()) + (1000 * chunk.length) / speed
      await sleep(Math.max(0, freeAt[way] - performance.now()))
      // The client's next request is the first that it makes because of the answer that passes here.
      if (way === 'up' && reached) {
        frozen = true
        reached = false
      }
      while (frozen && !from.destroyed) await sleep(20)
      if (way === 'down' && awaited?.()) {
        awaited = undefined
        reached = true
      }
      if (to.destroyed) return
      bytes[way] += chunk.length
      for (const watcher of watched.get(way === 'up' ? from : to) ?? []) watcher[way] += chunk.length
      const at = performance.now()
      passed.push({ at, way, length: chunk.length })
      if ((passed[0]?.at ?? at) < at - 2 * rememberedMs) passed = passed.filter(one => one.at > at - rememberedMs)
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')])
    }
    to.end()
  }

  const server = createServer(client => {
    const far = connect(target, facility.host)
    watched.set(client, [])
    for (const [from, to, way] of [
      [client, far, 'up'],
      [far, client, 'down']
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.once('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      carry(from, to, way).catch(() => undefined)
    }
  })
  server.listen(0, facility.host)
  await once(server, 'listening')
  // A TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    bytes,
    onTheWay(milliseconds) {
      const since = performance.now() - milliseconds
      const sum = { up: 0, down: 0 }
      for (const { at, way, length } of passed) if (at >= since) sum[way] += length
      for (const watchers of watched.values()) watchers.push(sum)
      return sum
    },
    speed: bytesPerSecond => {
      speed = bytesPerSecond
    },
    freeze: () => {
      frozen = true
    },
    freezeOnce: condition => {
      awaited = condition
    },
    isFrozen: () => frozen,
    thaw: () => {
      frozen = false
    },
    cut,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    }
  }
}
