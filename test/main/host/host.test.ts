import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FarscopeClient } from '../../../src/main/client-type'
import { createEngine, type Engine } from '../../../src/main/engine'
import { type Host, startHost } from '../../../src/main/host/host'
import { silentLog } from '../../../src/main/platform'
import { within } from '../../contract/world'
import { testPlatform } from '../test-platform'
import { ask, enter, openSocket, pathOf } from './visitor'

const limit = 15_000
let folder: string
let engine: Engine
let host: Host
let cookie: string
const warnings: string[] = []

beforeAll(async () => {
  vi.spyOn(console, 'error')
  folder = await mkdtemp(join(tmpdir(), 'farscope-host-'))
  await mkdir(join(folder, 'data'))
  await mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Farscope</title>')
  await writeFile(join(folder, 'page', 'assets', 'app.js'), 'export {}')
  await writeFile(join(folder, 'page', '.env'), 'hidden')
  await writeFile(join(folder, 'secret.json'), '{}')
  await mkdir(join(folder, 'page-beside'))
  await writeFile(join(folder, 'page-beside', 'secret.json'), '{}')
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  engine = await createEngine(testPlatform(folder, { log }))
  host = await startHost({
    rendererFolder: join(folder, 'page'),
    attach: port => engine.attach(port, { clientId: 'window' }),
    files: engine.client('door').files,
    log
  })
  cookie = await enter(host)
})
afterAll(async () => {
  await host.close()
  await engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  expect(console.error, 'nothing may be printed').not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(host.port, path, { cookie, ...headers }, method)

describe('the one-use code', () => {
  it('is exchanged for a cookie that no script reads and no other site sends', async () => {
    const { status, headers } = await ask(host.port, pathOf(host.newUrl()))
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']?.[0]).toMatch(/^farscope-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  })

  it('works once', async () => {
    const path = pathOf(host.newUrl())
    expect((await ask(host.port, path)).status).toBe(303)
    const again = await ask(host.port, path)
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.body).toContain('npm start')
  })

  it.each(['/open', '/open?code=', '/open?code=guess', '/open?code=%00'])('is not guessed: %s', async path => {
    expect((await ask(host.port, path)).status).toBe(403)
  })
})

describe('a request', () => {
  it('with the cookie gets the page', async () => {
    expect(await get('/')).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(await get('/assets/app.js')).toMatchObject({ status: 200, body: 'export {}' })
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  it('by the name localhost is as good', async () => {
    expect((await get('/', { host: `localhost:${host.port}` })).status).toBe(200)
  })

  it('gets a strict policy with every answer, also with a refusal', async () => {
    for (const { headers } of [await get('/'), await get('/none.js'), await ask(host.port, '/')]) {
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin'
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it.each<[string, () => ReturnType<typeof ask>]>([
    ['no cookie', () => ask(host.port, '/')],
    ['a wrong cookie', () => get('/', { cookie: `farscope-${host.port}=wrong` })],
    ['the cookie of another port', () => get('/', { cookie: cookie.replace(/^farscope-\d+/, 'farscope-1') })],
    ['an empty cookie', () => get('/', { cookie: `farscope-${host.port}=` })],
    ['a foreign Host, as after DNS rebinding', () => get('/', { host: `evil.example:${host.port}` })],
    ['a Host of another port', () => get('/', { host: '127.0.0.1:1' })],
    ['POST', () => get('/', {}, 'POST')],
    ['OPTIONS', () => get('/', {}, 'OPTIONS')]
  ])('with %s is refused', async (_what, made) => {
    const { status, body } = await made()
    expect(status).toBe(403)
    expect(body).not.toContain('<title>')
  })

  it.each([
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/../secret.json',
    '/..%5csecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%2fpage-beside%2fsecret.json',
    '/index.html%00.js',
    '/%',
    '/assets',
    '/assets/',
    '/.env',
    '/favicon'
  ])('never leaves the page: %s', async path => {
    expect((await get(path)).status).toBe(404)
  })

  it.each(['//', '//[', '/\\', '*', 'http://', 'http://evil.example/'])(
    'that no browser makes ends nothing: %s',
    async path => {
      const socket = connect(host.port, '127.0.0.1')
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`)
      socket.resume()
      await within(limit, 'an answer', once(socket, 'close'))
      expect((await get('/')).status).toBe(200)
    }
  )
})

describe('the WebSocket', () => {
  const open = async (): Promise<FarscopeClient> => {
    // ws follows the WebSocket interface; its types name their own event classes.
    const websocket = (await openSocket(host.port, { cookie })) as unknown as WebSocket
    return createORPCClient(new RPCLink({ websocket }))
  }

  it('with cookie, Origin and Host in order reaches the engine', async () => {
    expect((await (await open()).app.info()).pid).toBe(process.pid)
    expect(host.windows).toBeGreaterThan(0)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['no cookie', () => openSocket(host.port, {})],
    ['a wrong cookie', () => openSocket(host.port, { cookie: `farscope-${host.port}=wrong` })],
    ['a foreign Origin', () => openSocket(host.port, { cookie, origin: 'https://evil.example' })],
    ['the Origin of another port', () => openSocket(host.port, { cookie, origin: 'http://127.0.0.1:1' })],
    ['Origin null', () => openSocket(host.port, { cookie, origin: 'null' })],
    ['no Origin', () => openSocket(host.port, { cookie, origin: undefined })],
    ['a foreign Host', () => openSocket(host.port, { cookie, host: `evil.example:${host.port}` })],
    ['another path', () => openSocket(host.port, { cookie }, '/other')]
  ])('with %s is refused', async (_what, opening) => {
    await expect(opening()).rejects.toThrow('403')
  })

  it('that is reset while it is refused ends nothing', async () => {
    for (let count = 0; count < 20; count++) {
      const socket = connect(host.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write('GET /rpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }
    expect((await get('/')).status).toBe(200)
  })

  it.each<[string, string | Buffer]>([
    ['no JSON', 'hello'],
    ['an empty text', ''],
    ['JSON that is no request', '{"a":1}'],
    ['null', 'null'],
    ['an item of a stream nobody opened', '{"i":"1","t":3}'],
    ['a request to elsewhere', '{"i":"1","p":{"u":"http://evil.example/app/info"}}'],
    ['headers that are no text', '{"i":"1","p":{"u":"/app/info","h":{"content-type":5}}}'],
    ['bytes', Buffer.from([0, 1, 2, 255, 254])],
    ['17 MB', Buffer.alloc(17 * 1024 * 1024)],
    ['a text of 17 MB', 'x'.repeat(17 * 1024 * 1024)]
  ])('that carries %s is closed, and the engine lives on', async (_what, message) => {
    const socket = await openSocket(host.port, { cookie })
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    socket.send(message)
    await within(limit, 'the end of the link', closed)
    expect((await (await open()).app.info()).pid).toBe(process.pid)
  })

  it.each<[string, string | Buffer]>([
    [
      'a form that is none',
      Buffer.concat([
        Buffer.from('{"i":"1","p":{"u":"/app/info","h":{"content-type":"multipart/form-data; boundary=x"}}}'),
        Buffer.from([255, 0, 1, 2])
      ])
    ],
    ['a call that does not exist', '{"i":"1","p":{"u":"/app/selfDestruct"}}'],
    [
      'input that is none of ours',
      '{"i":"1","p":{"u":"/sites/show","b":{"json":{"name":7},"meta":[["date","__proto__"]]}}}'
    ],
    ['a method that does not exist', '{"i":"1","p":{"u":"/app/info","m":"BREW"}}']
  ])('that carries %s leaves the engine and other windows alone', async (_what, message) => {
    const socket = await openSocket(host.port, { cookie })
    socket.send(message)
    expect((await (await open()).app.info()).pid).toBe(process.pid)
    socket.terminate()
  })

  it('leaves a line in the log for what it refused, without the cookie', () => {
    expect(warnings.some(line => line.includes('refused'))).toBe(true)
    expect(warnings.some(line => line.includes('not a request'))).toBe(true)
    expect(warnings.join('\n')).not.toContain(cookie.split('=')[1])
  })
})
