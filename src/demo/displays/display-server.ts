/** The make-believe display server: HTTPS with a certificate of its own, a page for who brings a token, a WebSocket. */
import { execFile } from 'node:child_process'
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { displayPage } from './display-page'

export interface DisplayServer {
  readonly port: number
  /** SHA-256 of its certificate, 64 hexadecimal digits. */
  readonly fingerprint: string
  /** Where the authenticator leaves the hashes of tokens. */
  readonly tokens: string
  close(): Promise<void>
}

const run = promisify(execFile)

const cookieName = 'demo-display'

/** Null: this computer has no openssl to make the certificate. `folder` is its own. */
export async function startDisplayServer(folder: string): Promise<DisplayServer | null> {
  const tokens = join(folder, 'tokens')
  await mkdir(tokens, { recursive: true, mode: 0o700 })
  const pair = await makeCertificate(folder)
  if (!pair) return null
  const visitors = new Map<string, string>()
  const sockets = new Set<Socket>()
  const server = createServer(pair, (request, response) => void answer(request, response, tokens, visitors))
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => echo(request, socket, visitors))
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    // A TCP server's address is an AddressInfo, never a pipe's name.
    port: (server.address() as AddressInfo).port,
    fingerprint: createHash('sha256').update(new X509Certificate(pair.cert).raw).digest('hex'),
    tokens,
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function makeCertificate(folder: string): Promise<{ key: Buffer; cert: Buffer } | null> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const files = ['-keyout', key, '-out', cert, '-days', '30', '-subj', '/CN=demo-display.invalid']
  try {
    await run('openssl', ['req', '-x509', ...curve, ...files], { timeout: 20_000 })
    return { key: await readFile(key), cert: await readFile(cert) }
  } catch {
    return null
  }
}

/** The session that a token opens, once; undefined: none. */
async function redeem(tokens: string, token: string | null): Promise<string | undefined> {
  if (!token) return undefined
  const file = join(tokens, createHash('sha256').update(token).digest('hex'))
  try {
    const session = (await readFile(file, 'utf8')).trim()
    await rm(file)
    return session
  } catch {
    return undefined
  }
}

const cookieOf = ({ headers }: IncomingMessage): string =>
  /(?:^|; *)demo-display=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? ''

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tokens: string,
  visitors: Map<string, string>
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://demo-display.invalid')
  const headers: Record<string, string> = {
    'content-type': 'text/html; charset=utf-8',
    'strict-transport-security': 'max-age=31536000'
  }
  if (url.pathname === '/version') return void response.end('{"version":"make-believe"}')
  let session = visitors.get(cookieOf(request))
  const redeemed = await redeem(tokens, url.searchParams.get('authToken'))
  if (redeemed !== undefined) {
    const visitor = randomBytes(16).toString('base64url')
    visitors.set(visitor, redeemed)
    session = redeemed
    headers['set-cookie'] = `${cookieName}=${visitor}; Path=/; Secure; HttpOnly`
  }
  response.writeHead(session === undefined ? 401 : 200, headers)
  response.end(displayPage(session))
}

/** Bytes come back as they are, after the handshake of RFC 6455, 4.2.2. */
function echo(request: IncomingMessage, socket: Duplex, visitors: Map<string, string>): void {
  socket.on('error', () => socket.destroy())
  if (!visitors.has(cookieOf(request))) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'))
  socket.pipe(socket)
}
