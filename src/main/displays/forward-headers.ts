/** Headers between a browser that speaks plain HTTP with loopback and a server that believes it is met at its own name. */
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'

export interface ServerPlace {
  readonly host: string
  readonly port: number
  readonly plain: boolean
}

/** What the names of our cookies begin with: a browser shares cookies between all ports of a host (RFC 6265, 8.5). */
export const cookieStart = 'farscope-'

/** Of one connection (RFC 9110, 7.6.1), so not passed on with a request or an answer. */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'])

const originOf = ({ host, port, plain }: ServerPlace): string => `${plain ? 'http' : 'https'}://${host}:${port}`

/** What the server gets: its own name, and no cookie of ours. */
export function wantedHeaders(incoming: IncomingMessage, place: ServerPlace): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { connection: 'close' }
  for (const [name, value] of Object.entries(serverHeaders(incoming.headers, place)))
    if (!ofConnection.has(name)) headers[name] = value
  return headers
}

function serverHeaders(headers: IncomingHttpHeaders, place: ServerPlace): IncomingHttpHeaders {
  const cookies = (headers.cookie ?? '').split(/; */).filter(one => one !== '' && !one.startsWith(cookieStart))
  const { cookie: _cookie, referer: _referer, ...rest } = headers
  return {
    ...rest,
    host: `${place.host}:${place.port}`,
    ...(headers.origin !== undefined && { origin: originOf(place) }),
    ...(cookies.length > 0 && { cookie: cookies.join('; ') })
  }
}

/** What the browser gets: nothing that binds loopback to HTTPS, no address of the server. */
export function answerHeaders({ headers }: IncomingMessage, place: ServerPlace): OutgoingHttpHeaders {
  const answer: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers)) if (!ofConnection.has(name)) answer[name] = value
  delete answer['strict-transport-security']
  const { location } = headers
  if (location?.startsWith(`${originOf(place)}/`)) answer.location = location.slice(originOf(place).length)
  const cookies = headers['set-cookie']
  if (cookies) answer['set-cookie'] = cookies.map(cookie => cookie.replace(/;\s*(?:secure|domain=[^;]*)(?=;|$)/gi, ''))
  return { ...answer, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
}

/** The request of a WebSocket as the server gets it, its own Upgrade kept (RFC 6455, 4.1). */
export function upgradeHead(incoming: IncomingMessage, place: ServerPlace): string {
  const headers = serverHeaders(incoming.headers, place)
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap(one => (one === undefined ? [] : [`${name}: ${one}`]))
  )
  return [`${incoming.method} ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}
