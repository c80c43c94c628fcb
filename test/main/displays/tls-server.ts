/** A TLS server of a test, with a certificate as wanted; it sends back what it gets. */
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'

export interface TlsServer {
  readonly port: number
  /** PEM; signed by itself, so it is its own authority. */
  readonly certificate: string
  /** SHA-256, 64 hexadecimal digits. */
  readonly fingerprint: string
  reach(): Promise<Socket>
  close(): Promise<void>
}

export interface KeyPair {
  /** PEM, both. */
  readonly key: string
  readonly cert: string
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly fingerprint: string
}

/** `altNames`: as openssl writes them, `IP:127.0.0.1,DNS:viz.example.org`. */
export async function makePair(altNames: string): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-tls-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  const names = ['-subj', '/CN=not-the-name.invalid', '-addext', `subjectAltName=${altNames}`]
  execFileSync('openssl', [...words, '-keyout', keyFile, '-out', certFile, ...names], {
    ...{ timeout: 20_000, stdio: 'ignore' }
  })
  const [key, cert] = [await readFile(keyFile, 'utf8'), await readFile(certFile, 'utf8')]
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  return { key, cert, fingerprint: createHash('sha256').update(new X509Certificate(cert).raw).digest('hex') }
}

/** `altNames`: as `makePair`. */
export async function startTlsServer(altNames: string): Promise<TlsServer> {
  const pair = await makePair(altNames)
  const sockets = new Set<Socket>()
  const server = createServer(pair, socket => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    certificate: pair.cert,
    fingerprint: pair.fingerprint,
    reach: async () => {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    }
  }
}
