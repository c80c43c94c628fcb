/** The page of a display in a browser, over the site's link and with a checked certificate. */
import type { DisplayKind, Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import { fingerprintOf, fingerprintScript } from './certificate-scripts'
import type { Reach } from './forward'
import { keepOpened } from './keep-opened'
import { checkIdentity } from './pinned-tls'
import { type Attempt, ofStep, step, untilReady } from './retry'
import { ofElsewhere, ofHost, type ServerIdentity } from './server-identity'
import { openTlsForward } from './tls-forward'

/** Whether the place takes a connection; a server that is being started refuses it for some seconds. */
export async function knock(reach: Reach, signal: AbortSignal | undefined): Promise<Attempt<true>> {
  try {
    const channel = await reach(signal ?? AbortSignal.timeout(30_000))
    channel.on('error', () => undefined)
    channel.destroy()
    channel.resume()
    return { ready: true }
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code === 'refused' || failure.code === 'timeout') return { notYet: failure }
    throw failure
  }
}

export interface WebPage {
  readonly request: OpenRequest
  readonly kind: DisplayKind
  readonly platform: Pick<Platform, 'openPage'>
  readonly reach: Reach
  readonly identity: ServerIdentity
  readonly port: number
  /** HTTP without TLS. */
  readonly plain?: boolean
  readonly title: string
  /** Path, query and fragment of the page; asked at the click, so a token in it is fresh. */
  target(signal: AbortSignal): Promise<string>
}

/** A window on it, or the address for the caller to open; the latter with `print`. */
export async function* openWebPage(page: WebPage): AsyncGenerator<Step, Opened, undefined> {
  const { request, kind, platform, target, title, ...forwarded } = page
  const forward = await openTlsForward({ ...forwarded, target })
  const launch: Launch = {
    ...{ kind, way: 'web', host: '127.0.0.1', port: forward.port, sessionId: request.id, right: request.right },
    ...{ url: forward.url, channel: null, file: null }
  }
  if (request.print) return keepOpened(launch, forward, undefined)
  yield step('Opening the page')
  try {
    const shown = await platform.openPage?.(forward.url, title)
    return keepOpened(shown ? { ...launch, url: null } : launch, forward, shown ?? undefined)
  } catch (error) {
    await forward.close()
    throw error
  }
}

const isOfHost = (name: string, { target }: Connection): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(name) || name === target.host

/** Of the server at this port of the host, as the host itself sees it. */
export async function fingerprintAt(
  connection: Connection,
  port: number,
  signal: AbortSignal | undefined
): Promise<string | undefined> {
  const told = await connection.run(fingerprintScript, { args: [String(port)], signal, timeoutMs: 30_000 })
  return fingerprintOf(told.stdout.toString('utf8').trim())
}

export interface Road {
  readonly port: number
  /** HTTP without TLS. */
  readonly plain: boolean
  /** It is the display host itself. */
  readonly own: boolean
  /** As it is reached from there. */
  readonly name: string
  readonly reach: Reach
}

/** The way to an address as the display host sees it. */
export async function roadTo(place: DisplayPlace, url: URL, signal: AbortSignal | undefined): Promise<Road> {
  const plain = url.protocol === 'http:'
  const port = Number(url.port) || (plain ? 80 : 443)
  const own = isOfHost(url.hostname, await place.connection(signal))
  // An address of IPv6 is in brackets in a URL and nowhere else.
  const name = own ? '127.0.0.1' : url.hostname.replace(/^\[(.*)\]$/, '$1')
  const reach: Reach = async caller => (await place.connection(caller)).forwardOut(name, port, { signal: caller })
  return { port, plain, own, name, reach }
}

/** The host itself says which certificate its server has; another machine must have one that this computer trusts. */
export async function identityAt(
  place: DisplayPlace,
  { own, port }: Road,
  url: URL,
  signal: AbortSignal | undefined
): Promise<ServerIdentity> {
  if (!own) return ofElsewhere(url.hostname)
  const connection = await place.connection(signal)
  return ofHost(connection.target.host, await fingerprintAt(connection, port, signal))
}

/** Steps up to the page at an address as the display host sees it. `bare`: without what may be a token. */
export async function* openAddress(
  request: OpenRequest,
  kind: DisplayKind,
  platform: Pick<Platform, 'openPage'>,
  address: { readonly url: URL; readonly fresh: (signal: AbortSignal) => Promise<URL> },
  options: { readonly title: string; readonly waits?: readonly number[] | undefined },
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { place } = request
  const { url, fresh } = address
  const road = await roadTo(place, url, signal)
  const { port, plain, own, name, reach } = road
  yield* untilReady(
    `TCP to port ${port} of ${own ? place.host : name}`,
    () => knock(reach, signal),
    signal,
    options.waits
  )
  let identity = own ? ofHost((await place.connection(signal)).target.host, undefined) : ofElsewhere(url.hostname)
  if (!plain) {
    yield step('Checking the certificate of the server')
    identity = await identityAt(place, road, url, signal)
    await checkIdentity(reach, identity).catch((thrown: unknown) => {
      throw ofStep('Certificate', Failure.from(thrown))
    })
  }
  return yield* openWebPage({
    ...{ request, kind, platform, reach, identity, port, plain, title: options.title },
    target: async caller => {
      if (request.print) return '/'
      const { pathname, search, hash } = await fresh(caller)
      return `${pathname}${search}${hash}`
    }
  })
}
