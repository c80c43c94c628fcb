import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openCheckedForward } from '../../../src/main/displays/checked-forward'
import type { Forward } from '../../../src/main/displays/forward'
import { makeOwnCertificate } from '../../../src/main/displays/own-certificate'
import { ofNode } from '../../../src/main/displays/server-identity'
import { startTlsServer, type TlsServer } from './tls-server'

let server: TlsServer
let forward: Forward | undefined
beforeAll(async () => {
  server = await startTlsServer('DNS:node7')
})
afterAll(async () => server.close())
afterEach(async () => {
  await forward?.close()
  forward = undefined
})

/** As a client that takes every certificate. */
async function client(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}

describe('The forward of a native client to another machine', () => {
  it('carries its bytes to the server that is meant', async () => {
    forward = await openCheckedForward(server.reach, ofNode('node7', server.fingerprint), new Date())
    const socket = await client(forward.port)
    socket.write('pixels')
    const [back] = await once(socket, 'data')
    expect(String(back)).toBe('pixels')
    expect(forward.open).toBe(1)
    socket.destroy()
  })

  it('gives another server no byte, also on a connection that comes after a good one', async () => {
    const other = await startTlsServer('DNS:node7')
    let met = server
    let heard = ''
    forward = await openCheckedForward(() => met.reach(), ofNode('node7', server.fingerprint), new Date())
    const first = await client(forward.port)
    first.write('good')
    await once(first, 'data')
    first.destroy()
    met = other
    const second = await client(forward.port)
    second.on('data', bytes => {
      heard += String(bytes)
    })
    second.write('a token')
    await once(second, 'close', { signal: AbortSignal.timeout(10_000) })
    expect(heard).toBe('')
    await other.close()
  })

  it('ends what goes through it when it closes', async () => {
    forward = await openCheckedForward(server.reach, ofNode('node7', server.fingerprint), new Date())
    const socket = await client(forward.port)
    socket.on('error', () => undefined)
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(10_000) })
    await forward.close()
    await closed
    expect(forward.open).toBe(0)
  })
})

describe('The certificate of a forward', () => {
  it('is a new one each time, of 127.0.0.1, signed by its own key and good for today', () => {
    const now = new Date('2026-07-01T12:00:00Z')
    const own = new X509Certificate(makeOwnCertificate(now).cert)
    expect(own.subjectAltName).toBe('IP Address:127.0.0.1')
    expect(own.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(own.verify(own.publicKey)).toBe(true)
    expect(new Date(own.validFrom).toISOString()).toBe('2026-06-30T12:00:00.000Z')
    expect(new Date(own.validTo).toISOString()).toBe('2026-07-31T12:00:00.000Z')
    expect(new X509Certificate(makeOwnCertificate(now).cert).fingerprint256).not.toBe(own.fingerprint256)
  })
})
