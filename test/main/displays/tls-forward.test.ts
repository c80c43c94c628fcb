import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DisplayServer, startDisplayServer } from '../../../src/demo/displays/display-server'
import { fingerprintOf } from '../../../src/main/displays/certificate-scripts'
import { checkIdentity } from '../../../src/main/displays/pinned-tls'
import { ofHost } from '../../../src/main/displays/server-identity'
import { openTlsForward, type TlsForward } from '../../../src/main/displays/tls-forward'

let folder: string
let server: DisplayServer
let fingerprint: string
let forward: TlsForward | undefined
const token = 'a-token-that-works-once'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-forward-'))
  const started = await startDisplayServer(join(folder, 'server'))
  if (!started) throw new Error('openssl is not installed')
  server = started
  const file = join(folder, 'server', 'certificate.pem')
  const text = execFileSync('openssl', ['x509', '-in', file, '-noout', '-fingerprint', '-sha256']).toString()
  fingerprint = fingerprintOf(text.split('=')[1]?.trim() ?? '') ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})
afterEach(async () => {
  await forward?.close()
  forward = undefined
})

const reach = async () => {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function open(known: string | undefined = fingerprint): Promise<TlsForward> {
  await writeFile(join(server.tokens, createHash('sha256').update(token).digest('hex')), 'a session\n')
  forward = await openTlsForward({
    ...{ reach, identity: ofHost('viz.example.org', known), port: server.port },
    target: async () => `/?authToken=${token}#s`
  })
  return forward
}

/** Goes the way of a browser; the cookies that it has then. */
async function enter({ url, port }: TlsForward): Promise<{ cookie: string; page: Response }> {
  const first = await fetch(url, { redirect: 'manual' })
  const pass = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await fetch(`http://127.0.0.1:${port}/?authToken=${token}`, { headers: { cookie: pass } })
  const visitor = page.headers.get('set-cookie')?.split(';')[0]
  return { cookie: visitor ? `${pass}; ${visitor}` : pass, page }
}

describe('The forward of a web client', () => {
  it('leads from plain HTTP to the server, whose own cookie and name go along', async () => {
    const one = await open()
    const { cookie, page } = await enter(one)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('no-store')
    const again = await fetch(`http://127.0.0.1:${one.port}/`, { headers: { cookie } })
    expect(await again.text()).toContain('a session')
  })

  it('passes a WebSocket on, both ways', async () => {
    const one = await open()
    const { cookie } = await enter(one)
    const headers = {
      ...{ cookie, connection: 'Upgrade', upgrade: 'websocket', origin: `http://127.0.0.1:${one.port}` },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' }
    }
    const asked = request({ host: '127.0.0.1', port: one.port, path: '/ws', headers })
    asked.end()
    const [answer, socket] = await once(asked, 'upgrade')
    expect(answer.headers['sec-websocket-accept']).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    socket.write('pixels')
    const [back] = await once(socket, 'data')
    expect(back.toString()).toBe('pixels')
    socket.destroy()
  })

  it('is closed to pages of other ports, which the browser gives the same cookies', async () => {
    const one = await open()
    const { cookie } = await enter(one)
    const upgrade = {
      ...{ cookie, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' }
    }
    const url = `http://127.0.0.1:${one.port}/`
    expect((await fetch(url, { method: 'POST', headers: { cookie, origin: 'http://127.0.0.1:8888' } })).status).toBe(
      403
    )
    for (const headers of [upgrade, { ...upgrade, origin: 'http://127.0.0.1:8888' }]) {
      const asked = request({ host: '127.0.0.1', port: one.port, path: '/ws', headers })
      asked.end()
      const [answer] = await once(asked, 'response')
      expect(answer.statusCode).toBe(403)
      answer.resume()
    }
  })

  it('opens to nobody without its pass, to no other name, and only once by its address', async () => {
    const one = await open()
    expect((await fetch(`http://127.0.0.1:${one.port}/?authToken=${token}`)).status).toBe(403)
    // What a page that lets its own name lead to loopback would send.
    const rebound = request({ host: '127.0.0.1', port: one.port, path: new URL(one.url).pathname })
    rebound.setHeader('host', 'evil.example.org')
    rebound.end()
    const [refused] = await once(rebound, 'response')
    expect(refused.statusCode).toBe(403)
    refused.resume()
    expect((await fetch(one.url, { redirect: 'manual' })).status).toBe(303)
    expect((await fetch(one.url, { redirect: 'manual' })).status).toBe(410)
  })

  it('refuses a server with another certificate before the token has gone to it', async () => {
    const other = fingerprint.replace(/^./, digit => (digit === '0' ? '1' : '0'))
    const { page } = await enter(await open(other))
    expect(page.status).toBe(502)
    expect(await page.text()).toContain('is not the one that the host itself names')
  })
})

describe('The certificate of a display server', () => {
  const check = (known: string | undefined) => checkIdentity(reach, ofHost('viz.example.org', known))

  it('is the one that the host names, or it is a mismatch', async () => {
    await check(fingerprint)
    await expect(check('0'.repeat(64))).rejects.toMatchObject({
      code: 'mismatch',
      detail: expect.stringContaining(fingerprint)
    })
  })

  it('must be trusted by this computer where the host names none', async () => {
    await expect(check(undefined)).rejects.toMatchObject({ code: 'mismatch', hint: expect.stringContaining('openssl') })
  })

  it('is none where something else than TLS listens', async () => {
    const { createServer } = await import('node:net')
    const plain = createServer(socket => socket.end('hello, this is no TLS\n'))
    await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve))
    const address = plain.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const there = async () => connect(port, '127.0.0.1')
    await expect(checkIdentity(there, ofHost('h', fingerprint))).rejects.toMatchObject({ code: 'protocol' })
    plain.close()
  })
})
