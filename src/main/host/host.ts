/** Door 2: the window's page and its WebSocket on loopback, for a browser of this computer and its user alone. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { contentPlace, contentRoute } from '@domain/files/content-address'
import { WebSocketServer } from 'ws'
import type { Log } from '../platform'
import type { WirePort } from '../wire-port'
import { type ContentCalls, serveFileContent } from './file-download'
import { createHostSessions, readCookie } from './sessions'
import { securityHeaders, serveFile } from './static-files'

export interface HostOptions {
  rendererFolder: string
  /** Connects a window to the engine, in this process or another. */
  attach: (port: WirePort) => void
  /** Where the bytes of a file that the browser saves come from. */
  files: ContentCalls
  log: Log
  /** 0 or absent: any free port. */
  port?: number
}

export interface Host {
  readonly port: number
  /** An address with a fresh one-use code. */
  newUrl(): string
  /** Windows connected now. */
  readonly windows: number
  onWindowsChange(listener: () => void): void
  close(): Promise<void>
}

/** Largest message of a window: the names of everything that is selected in one folder (contract/files `mostPlaces`). */
const maxPayload = 128 * 1024 * 1024

export async function startHost(options: HostOptions): Promise<Host> {
  const sessions = createHostSessions()
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true, maxPayload })
  const listeners = new Set<() => void>()
  let port = 0
  const authorities = (): string[] => [`127.0.0.1:${port}`, `localhost:${port}`]
  const cookieName = (): string => `farscope-${port}`
  // A page of another origin can make a browser send requests here; DNS rebinding gives it a foreign Host.
  const fromHere = (request: IncomingMessage): boolean => authorities().includes(request.headers.host ?? '')
  const allowed = (request: IncomingMessage): boolean =>
    fromHere(request) && sessions.allows(readCookie(request.headers.cookie, cookieName()))

  const origins = (): string[] => authorities().map(authority => `http://${authority}`)
  // SameSite does not tell ports apart, so another page of this computer has the cookie sent too. What is dragged out
  // or saved is asked for by our page, or by the browser itself; neither needs to name an Origin.
  const askedFromHere = ({ headers }: IncomingMessage): boolean =>
    (headers.origin === undefined || origins().includes(headers.origin)) &&
    ['same-origin', 'none', undefined].includes(headers['sec-fetch-site']?.toString())

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = urlOf(request)
    if (!url || !fromHere(request) || (request.method !== 'GET' && request.method !== 'HEAD')) return refuse(response)
    if (url.pathname === '/open') {
      const cookie = sessions.redeem(url.searchParams.get('code') ?? '')
      if (cookie === null) return refuse(response)
      const setCookie = `${cookieName()}=${cookie}; HttpOnly; SameSite=Strict; Path=/`
      response.writeHead(303, { ...securityHeaders, 'Set-Cookie': setCookie, Location: '/' }).end()
      return
    }
    if (!allowed(request)) return refuse(response)
    if (url.pathname === contentRoute) {
      const place = contentPlace(url.searchParams.get('place'))
      if (place === null || !askedFromHere(request)) return refuse(response)
      return void serveFileContent(options.files, place, response)
    }
    void serveFile(options.rendererFolder, url.pathname, response)
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has let go of the socket here: without a listener a reset by the peer would end the process.
    socket.on('error', () => socket.destroy())
    if (!allowed(request) || !origins().includes(request.headers.origin ?? '') || request.url !== '/rpc') {
      options.log.warn('A WebSocket without the right cookie, Origin or Host was refused.')
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, webSocket => {
      const port: WirePort = {
        send: data => webSocket.send(data),
        close: () => webSocket.close(),
        addEventListener: (type, listener) => {
          if (type === 'close') webSocket.on('close', () => listener({ data: '' }))
          if (type !== 'message') return
          webSocket.on('message', (data: Buffer, isBinary: boolean) => {
            listener({ data: isBinary ? new Uint8Array(data) : data.toString('utf8') })
          })
        }
      }
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('close', () => tell(listeners))
      options.attach(port)
      tell(listeners)
    })
  })

  port = await listen(server, options.port ?? 0)
  return {
    port,
    newUrl: () => `http://127.0.0.1:${port}/open?code=${sessions.newCode()}`,
    get windows() {
      return sockets.clients.size
    },
    onWindowsChange: listener => {
      listeners.add(listener)
    },
    close: () =>
      new Promise(resolve => {
        for (const client of sockets.clients) client.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/** Null for what no browser asks for, such as `//`: it must not throw where nobody catches. */
function urlOf(request: IncomingMessage): URL | null {
  try {
    return new URL(`http://127.0.0.1${request.url ?? '/'}`)
  } catch {
    return null
  }
}

const tell = (listeners: Set<() => void>): void => {
  for (const listener of listeners) listener()
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(
    'This address of Farscope was used already, or is not for you.\nOpen Farscope again: npm start, or farscope open.\n'
  )
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
