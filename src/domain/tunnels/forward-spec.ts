/** Tunnels as ssh(1) writes them: `-L`, `-R`, `-D` of its command line and the two words of its configuration. */
import type { Tunnel } from '@contract/tunnel'
import { Failure } from '../failure'

export type TunnelKind = Tunnel['kind']

type Local = Extract<Tunnel, { kind: 'local' }>
type Place = Local['to']
/** A tunnel that has no name yet. */
export type ForwardSpec =
  | ({ readonly kind: 'local' | 'remote' } & Pick<Local, 'listen' | 'to'>)
  | ({ readonly kind: 'dynamic' } & Pick<Local, 'listen'>)

const loopback = '127.0.0.1'

/** The parts between colons; what stands in brackets is one part. Null where brackets do not fit. */
function parts(text: string): string[] | null {
  const found: string[] = []
  let rest = text
  while (true) {
    const match = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::|$)/.exec(rest)
    if (!match) return null
    found.push(match[1] ?? match[2] ?? '')
    if (match[0].length >= rest.length) return rest.endsWith(':') ? [...found, ''] : found
    rest = rest.slice(match[0].length)
  }
}

function portOf(text: string | undefined, least: number): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null
  const port = Number(text)
  return port >= least && port <= 65_535 ? port : null
}

/** An empty address and `*` are every network, as with ssh; none is loopback, whatever GatewayPorts says. */
function listenAt(address: string | undefined, port: number): Local['listen'] {
  if (address === undefined) return { address: loopback, port }
  return { address: address === '' || address === '*' ? '0.0.0.0' : address, port }
}

const isHost = (text: string | undefined): text is string => text !== undefined && /^[^-\s/@][^\s/@]{0,254}$/.test(text)

/** `[ADDRESS:]PORT`; null for what is not one, a Unix socket among them. */
function parseListen(words: readonly string[]): Local['listen'] | null {
  const port = portOf(words.at(-1), 0)
  const [address] = words
  if (port === null || words.length > 2) return null
  if (words.length === 2 && address !== undefined && /[\s/@]/.test(address)) return null
  return listenAt(words.length === 2 ? address : undefined, port)
}

function parseTo(words: readonly string[]): Place | null {
  const [host, portText] = words
  const port = portOf(portText, 1)
  return words.length === 2 && isHost(host) && port !== null ? { host, port } : null
}

const shapes: Readonly<Record<TunnelKind, string>> = {
  local: '-L [ADDRESS:]PORT:HOST:HOSTPORT',
  remote: '-R [ADDRESS:]PORT:HOST:HOSTPORT',
  dynamic: '-D [ADDRESS:]PORT'
}

/** A value of `-L`, `-R` or `-D`; `usage` with the right form where it is none. IPv6 addresses stand in brackets. */
export function parseForward(kind: TunnelKind, text: string): ForwardSpec {
  const words = parts(text)
  const spec = words && specOf(kind, words)
  if (spec) return spec
  const shown = text.toWellFormed()
  if (kind === 'remote' && words && parseListen(words))
    throw new Failure('unsupported', `-R ${shown} names no place that it leads to.`, {
      hint: `A proxy on the far side is not supported; write ${shapes.remote}.`
    })
  throw new Failure('usage', `"${shown}" is no tunnel of this kind.`, {
    hint: `Write ${shapes[kind]}; an IPv6 address stands in brackets.`
  })
}

function specOf(kind: TunnelKind, words: readonly string[]): ForwardSpec | null {
  if (kind === 'dynamic') {
    const listen = parseListen(words)
    return listen && { kind, listen }
  }
  if (words.length < 3) return null
  const listen = parseListen(words.slice(0, -2))
  const to = parseTo(words.slice(-2))
  return listen && to && { kind, listen, to }
}

/**
 * `LocalForward`, `RemoteForward` or `DynamicForward` of ssh_config(5): where it listens, and the place it leads to.
 * Null for what is not supported: Unix sockets, and a RemoteForward without a place (a proxy on the far side).
 */
export function parseConfiguredForward(kind: TunnelKind, listen: string, to: string | undefined): ForwardSpec | null {
  // ssh also takes `host/port`, for addresses with colons.
  const words = (text: string): string[] | null => {
    const slash = /^([^/[\]]+)\/(\d+)$/.exec(text)
    return slash?.[1] !== undefined && slash[2] !== undefined ? [slash[1], slash[2]] : parts(text)
  }
  const at = words(listen)
  if (kind === 'dynamic') return at && specOf(kind, at)
  const place = to === undefined ? null : words(to)
  // A port alone leads to the host itself.
  const full = place?.length === 1 ? ['localhost', ...place] : place
  const where = at && parseListen(at)
  const leadsTo = full && parseTo(full)
  return where && leadsTo && { kind, listen: where, to: leadsTo }
}

/** A name for each: what it is and its port, `local-8080`; a number after it where that is taken. */
export function nameForwards(specs: readonly ForwardSpec[], taken: Iterable<string> = [], prefix = ''): Tunnel[] {
  const used = new Set(taken)
  return specs.map(spec => {
    const plain = `${prefix}${spec.kind}-${spec.listen.port === 0 ? 'any' : spec.listen.port}`
    let name = plain
    for (let count = 2; used.has(name); count++) name = `${plain}-${count}`
    used.add(name)
    const common = { name, start: 'hand' as const, listen: spec.listen }
    return spec.kind === 'dynamic' ? { kind: spec.kind, ...common } : { kind: spec.kind, ...common, to: spec.to }
  })
}
