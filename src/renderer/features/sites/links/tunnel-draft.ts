/** What the form of a tunnel holds, and the tunnel that comes out of it. */
import { type Tunnel, tunnelSchema } from '@contract/tunnel'
import { type ForwardSpec, nameForwards } from '@domain/tunnels/forward-spec'
import { isLoopback } from '@domain/tunnels/tunnel-text'

export interface TunnelDraft {
  kind: Tunnel['kind']
  /** Empty: named by what it is. */
  name: string
  /** Undefined: any free one. */
  listenPort: number | undefined
  /** Address at which it listens. */
  address: string
  toHost: string
  toPort: number | undefined
  /** Empty: the login host. */
  host: string
  withConnection: boolean
}

export const loopback = '127.0.0.1'
export const everyNetwork = '0.0.0.0'

export const emptyTunnelDraft: TunnelDraft = {
  kind: 'local',
  name: '',
  listenPort: undefined,
  address: loopback,
  toHost: '',
  toPort: undefined,
  host: '',
  withConnection: false
}

export function draftOfTunnel(tunnel: Tunnel): TunnelDraft {
  const to = tunnel.kind === 'dynamic' ? undefined : tunnel.to
  return {
    kind: tunnel.kind,
    name: tunnel.name,
    listenPort: tunnel.listen.port === 0 ? undefined : tunnel.listen.port,
    address: tunnel.listen.address,
    toHost: to?.host ?? '',
    toPort: to?.port,
    host: tunnel.host ?? '',
    withConnection: tunnel.start === 'connection'
  }
}

/** Whether other computers reach it. */
export const isShared = ({ address }: Pick<TunnelDraft, 'address'>): boolean => !isLoopback(address)

export type TunnelDraftResult = { ok: true; tunnel: Tunnel } | { ok: false; field: keyof TunnelDraft; message: string }

const isPort = (port: number | undefined, least: number): boolean =>
  port !== undefined && Number.isInteger(port) && port >= least && port <= 65_535

/** The tunnel of a draft, or the first field that is wrong and what would be right. `taken`: names that are in use. */
export function tunnelOfDraft(draft: TunnelDraft, taken: readonly string[]): TunnelDraftResult {
  const port = draft.listenPort ?? 0
  if (!isPort(port, 0)) return { ok: false, field: 'listenPort', message: 'A number from 1 to 65535, or nothing.' }
  if (draft.kind !== 'dynamic' && draft.toHost.trim() === '')
    return { ok: false, field: 'toHost', message: 'A host name or an address.' }
  if (draft.kind !== 'dynamic' && !isPort(draft.toPort, 1))
    return { ok: false, field: 'toPort', message: 'A number from 1 to 65535.' }
  const listen = { address: draft.address.trim(), port }
  const to = { host: draft.toHost.trim(), port: draft.toPort ?? 0 }
  const spec: ForwardSpec = draft.kind === 'dynamic' ? { kind: draft.kind, listen } : { kind: draft.kind, listen, to }
  const [named] = nameForwards([spec], taken)
  const name = draft.name.trim() || named?.name
  if (taken.includes(name ?? '')) return { ok: false, field: 'name', message: 'There is a tunnel of this name.' }
  const parsed = tunnelSchema.safeParse({
    ...named,
    name,
    start: draft.withConnection ? 'connection' : 'hand',
    ...(draft.host !== '' && { host: draft.host })
  })
  if (parsed.success) return { ok: true, tunnel: parsed.data }
  const [issue] = parsed.error.issues
  const [first, second] = issue?.path ?? []
  const field = first === 'to' ? 'toHost' : first === 'listen' ? (second === 'port' ? 'listenPort' : 'address') : 'name'
  const message = field === 'toHost' ? 'A host name or an address.' : (issue?.message ?? 'Not valid.')
  return { ok: false, field, message }
}
