/** A visitor of the host door: plain HTTP and WebSocket, with every header in its own hands. */
import { type IncomingHttpHeaders, request } from 'node:http'
import { WebSocket } from 'ws'
import type { Host } from '../../../src/main/host/host'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** One request, with the path exactly as given: no URL parser tidies it up. */
export function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, timeout: 5000, agent: false }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', text => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer')))
    sent.on('error', reject).end()
  })
}

/** Path and query of an address. */
export const pathOf = (url: string): string => url.slice(new URL(url).origin.length)

/** Uses a fresh code up; the cookie as a browser would send it back. */
export async function enter(host: Host): Promise<string> {
  const { headers } = await ask(host.port, pathOf(host.newUrl()))
  const cookie = headers['set-cookie']?.[0]?.split(';')[0]
  if (!cookie) throw new Error('The door gave no cookie.')
  return cookie
}

/** Opens the socket of the door as its page would; an undefined header is left out. Rejects when it is refused. */
export function openSocket(
  port: number,
  headers: { cookie?: string; origin?: string | undefined; host?: string },
  path = '/rpc'
): Promise<WebSocket> {
  const { cookie, host } = headers
  const origin = 'origin' in headers ? headers.origin : `http://127.0.0.1:${port}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    headers: { ...(cookie && { cookie }), ...(origin && { origin }), ...(host && { host }) },
    handshakeTimeout: 5000
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}
