import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { Failure } from '@domain/failure'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DisplayPlace } from '../../../src/main/displays/adapter'
import { createBrokerRoads } from '../../../src/main/displays/broker-road'
import type { Connection } from '../../../src/main/ssh/types'

let server: Server
let port = 0
const sockets = new Set<Socket>()
beforeAll(async () => {
  server = createServer(socket => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise<void>(resolve => server.close(() => resolve()))
})

const limit = (): AbortSignal => AbortSignal.timeout(10_000)

/** A place whose link leads anywhere, or nowhere; it notes where it was asked to. */
function placeWith(leads: boolean): { place: DisplayPlace; asked: string[] } {
  const asked: string[] = []
  const link = {
    forwardOut: async (host: string, there: number) => {
      asked.push(`${host}:${there}`)
      if (!leads) throw new Failure('refused', 'Nothing listens there.')
      return new PassThrough()
    }
  }
  // Nothing else of a connection is used on the way.
  const connection = async (): Promise<Connection> => link as unknown as Connection
  const place = { site: 'em', host: 'main', automatic: false, facility: undefined, connection, login: connection }
  return { place, asked }
}

describe('The way to a broker', () => {
  it('is the one that the site says, and no other', async () => {
    const { place, asked } = placeWith(true)
    const roads = createBrokerRoads()
    ;(await roads.to(place, '127.0.0.1', port, 'direct')(limit())).destroy()
    expect(asked).toEqual([])
    await roads.to(place, '127.0.0.1', port, 'link')(limit())
    expect(asked).toEqual([`127.0.0.1:${port}`])
    const dead = placeWith(false)
    await expect(roads.to(dead.place, '127.0.0.1', port, 'link')(limit())).rejects.toMatchObject({ code: 'refused' })
    await expect(roads.to(place, '127.0.0.1', 1, 'direct')(limit())).rejects.toMatchObject({ code: 'refused' })
    await expect(roads.to(place, 'no-such.invalid', 1, 'direct')(limit())).rejects.toMatchObject({ code: 'dns' })
  })

  it('is the link first for addresses that mean something else here, then straight, which is remembered', async () => {
    const { place, asked } = placeWith(false)
    const roads = createBrokerRoads()
    for (const _click of [1, 2]) (await roads.to(place, '127.0.0.1', port, undefined)(limit())).destroy()
    expect(asked).toEqual([`127.0.0.1:${port}`])
  })

  it('is over the link where this computer does not know the name', async () => {
    const { place, asked } = placeWith(true)
    const reach = createBrokerRoads().to(place, 'broker.no-such.invalid', 8443, undefined)
    await reach(limit())
    expect(asked).toEqual(['broker.no-such.invalid:8443'])
  })

  it('is none where neither leads there, told by what the likelier one met; and none when nobody waits any more', async () => {
    const { place } = placeWith(false)
    const roads = createBrokerRoads()
    await expect(roads.to(place, '127.0.0.1', 1, undefined)(limit())).rejects.toMatchObject({
      message: 'Nothing listens there.'
    })
    await expect(roads.to(place, '127.0.0.1', port, 'direct')(AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled'
    })
  })
})
