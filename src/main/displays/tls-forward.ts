/**
 * The page of a display for a browser: plain HTTP on loopback, TLS with a checked certificate to the server. A page at
 * https://127.0.0.1 could not be trusted by any browser, and its WebSocket would fail without a word.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'
import { closeServer, type Forward, listenOnLoopback, type Reach } from './forward'
import { answerHeaders, cookieStart, upgradeHead, wantedHeaders } from './forward-headers'
import { pinnedTls } from './pinned-tls'
import type { ServerIdentity } from './server-identity'

export interface TlsForward extends Forward {
  /** `http://127.0.0.1:PORT/NONCE`: works once, within a minute. */
  readonly url: string
}

export interface TlsForwardOptions {
  readonly reach: Reach
  readonly identity: ServerIdentity
  /** Port of the server, for the requests' Host. */
  readonly port: number
  /** Plain HTTP to the server as well. */
  readonly plain?: boolean
  /**
   * Where the one-time address leads, `/…`: asked when it is opened, so that a token in it is fresh. It goes to the
   * browser and nowhere else.
   */
  target(signal: AbortSignal): Promise<string>
}

/** The one-time address works so long. Milliseconds. */
export const nonceMs = 60_000

export async function openTlsForward(options: TlsForwardOptions): Promise<TlsForward> {
  const gate = createGate(options)
  const sockets = new Set<Socket>()
  let quietSince = Date.now()
  const server = createServer((incoming, response) => void gate.answer(incoming, response))
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      quietSince = Date.now()
    })
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
    gate.upgrade(incoming, socket, head)
  )
  const port = await listenOnLoopback(server)
  gate.port = port
  return {
    port,
    url: `http://127.0.0.1:${port}/${gate.nonce}`,
    get open() {
      return sockets.size
    },
    idleMs: () => (sockets.size > 0 ? 0 : Date.now() - quietSince),
    close: () => closeServer(server, sockets)
  }
}

interface Gate {
  readonly nonce: string
  port: number
  answer(incoming: IncomingMessage, response: ServerResponse): Promise<void>
  upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): void
}

function createGate({ reach, identity, port: serverPort, plain, target }: TlsForwardOptions): Gate {
  const nonce = randomBytes(24).toString('base64url')
  const pass = randomBytes(24).toString('base64url')
  const until = Date.now() + nonceMs
  const place = { host: identity.host, port: serverPort, plain: plain === true }
  let used = false

  const gate: Gate = { nonce, port: 0, answer, upgrade }
  const own = (): string => `127.0.0.1:${gate.port}`
  const cookie = (): string => `${cookieStart}${gate.port}=${pass}`
  /** Pages of other ports of loopback have the cookie, too; their origin tells them apart. */
  const isOurs = ({ headers }: IncomingMessage, needsOrigin: boolean): boolean =>
    headers.host === own() &&
    (headers.origin === undefined ? !needsOrigin : headers.origin === `http://${own()}`) &&
    (headers.cookie ?? '').split(/; */).includes(cookie())

  /** A page that another page or a name of its own leads here has no pass. */
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (incoming.headers.host === own() && incoming.url === `/${nonce}`) return await leadOn(response)
      if (!isOurs(incoming, false)) return refuse(response, 403, 'Open the display from Farscope.')
      await passOn(incoming, response)
    } catch (thrown) {
      const { message, hint } = Failure.from(thrown)
      if (response.headersSent) response.destroy()
      else refuse(response, 502, `${message} ${hint}`)
    }
  }

  async function leadOn(response: ServerResponse): Promise<void> {
    if (used || Date.now() > until) return refuse(response, 410, 'This address worked once. Open the display again.')
    used = true
    const location = await target(AbortSignal.timeout(nonceMs))
    response.writeHead(303, {
      ...{ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      'set-cookie': `${cookie()}; Path=/; HttpOnly; SameSite=Lax`
    })
    response.end()
  }

  async function open(): Promise<Duplex> {
    const channel = await reach(AbortSignal.timeout(30_000))
    return plain ? channel : pinnedTls(channel, identity)
  }

  async function passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const road = await open()
    const onward = request({
      createConnection: () => road,
      ...{ method: incoming.method, path: incoming.url, setHost: false },
      headers: wantedHeaders(incoming, place)
    })
    response.once('close', () => road.destroy())
    await new Promise<void>((resolve, reject) => {
      onward.once('error', reject)
      onward.once('response', answered => {
        response.writeHead(answered.statusCode ?? 502, answerHeaders(answered, place))
        answered.once('error', reject)
        answered.once('end', resolve)
        answered.pipe(response)
      })
      incoming.pipe(onward)
    })
  }

  function upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!isOurs(incoming, true)) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    open().then(
      road => {
        road.once('close', () => socket.destroySoon())
        road.on('error', () => socket.destroy())
        socket.once('close', () => road.destroy())
        if (socket.destroyed) return void road.destroy()
        road.write(upgradeHead(incoming, place))
        if (head.length > 0) road.write(head)
        socket.pipe(road)
        road.pipe(socket)
      },
      () => void socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
    )
  }

  return gate
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  })
  response.end(`${text}\n`)
}
