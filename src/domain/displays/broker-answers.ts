/**
 * What the broker of Amazon DCV Session Manager answers (Session Manager Developer Guide, API reference; OpenAPI model
 * 2023.0 in github.com/aws/dcv-access-console). Every key is taken as optional.
 */
import { asRecord, countOf, field, instantOf, textOf } from './printed-json'

type Fields = Readonly<Record<string, unknown>>

/** Where a session is, as a client reaches it. */
export interface BrokerEndpoint {
  /** An address, or a name where no address was told. */
  readonly host: string
  readonly port: number
  /** Path of the web client, `/` first. */
  readonly webPath: string
  /** What the server is called besides. */
  readonly names: readonly string[]
}

/** `unknown`: the broker has lost touch with the session's server. */
export const brokerStates = ['creating', 'ready', 'deleting', 'deleted', 'unknown'] as const
export type BrokerState = (typeof brokerStates)[number]

export interface BrokerSession {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly type: 'console' | 'virtual' | null
  readonly state: BrokerState
  /** Why it is not ready, in words; empty where nothing is told. */
  readonly reason: string
  readonly clients: number | undefined
  readonly created: string | undefined
  readonly lastLeft: string | undefined
  /** Undefined: it has no server yet. */
  readonly endpoint: BrokerEndpoint | undefined
}

/** Of OAuth 2 (RFC 6749, 5.1). `seconds` that it is good for. */
export interface BrokerToken {
  readonly token: string
  readonly seconds: number
}

/** The answer of `/oauth2/token`; undefined: it is none. */
export function brokerToken(json: unknown): BrokerToken | undefined {
  const record = asRecord(json)
  const token = record && textOf(record.access_token)
  if (!record || token === undefined) return undefined
  // Without it the token is good for this one call: RFC 6749 then leaves it to the documentation, which is silent.
  return { token, seconds: countOf(record.expires_in) ?? 0 }
}

/** A page of `/describeSessions`; undefined: it is none. */
export function brokerSessions(json: unknown): { sessions: BrokerSession[]; next: string | undefined } | undefined {
  const record = asRecord(json)
  if (!record) return undefined
  const list = field(record, 'Sessions') ?? []
  if (!Array.isArray(list)) return undefined
  return { sessions: list.flatMap(item => brokerSession(item) ?? []), next: textOf(field(record, 'NextToken')) }
}

/** What was done for one request of a list: the session, or why not. Undefined: the answer names neither. */
export type BrokerOutcome = { readonly done: Fields } | { readonly refused: string }

/** Of `/createSessions`, `/deleteSessions`, `/sessionPermissions`, `/getSessionScreenshots`, asked for one. */
export function brokerOutcome(json: unknown): BrokerOutcome | undefined {
  const record = asRecord(json)
  const first = (name: string): Fields | undefined => {
    const list = record && field(record, name)
    return Array.isArray(list) ? asRecord(list[0]) : undefined
  }
  const refused = first('UnsuccessfulList')
  if (refused) return { refused: textOf(field(refused, 'FailureReason')) ?? 'it does not say why' }
  const done = first('SuccessfulList')
  return done && { done }
}

/** Of `/sessionConnectionData`; the session stands beside the token or in an object of its own. */
export function brokerConnection(json: unknown): { session: BrokerSession | undefined; token: string } | undefined {
  const record = asRecord(json)
  const token = record && textOf(field(record, 'ConnectionToken'))
  if (!record || token === undefined) return undefined
  return { token, session: brokerSession(field(record, 'Session') ?? record) }
}

export function brokerSession(value: unknown): BrokerSession | undefined {
  const record = asRecord(value)
  const id = record && textOf(field(record, 'Id'))
  if (!record || id === undefined) return undefined
  const type = textOf(field(record, 'Type'))?.toLowerCase()
  const state = textOf(field(record, 'State'))?.toLowerCase()
  return {
    id,
    name: textOf(field(record, 'Name')) ?? '',
    owner: textOf(field(record, 'Owner')) ?? '',
    type: type === 'console' || type === 'virtual' ? type : null,
    state: brokerStates.find(one => one === state) ?? 'unknown',
    reason: textOf(field(record, 'StateReason')) ?? placing(textOf(field(record, 'Substate'))),
    clients: countOf(field(record, 'NumOfConnections')),
    created: instantOf(field(record, 'CreationTime')),
    lastLeft: instantOf(field(record, 'LastDisconnectionTime')),
    endpoint: endpointOf(asRecord(field(record, 'Server')))
  }
}

function placing(substate: string | undefined): string {
  if (substate === 'SESSION_PLACING') return 'It waits for a free DCV server.'
  return substate === 'PENDING_PREPARATION' ? 'Its server prepares it.' : ''
}

const usualPort = 8443

/** The endpoint of HTTP where the server has a list of them, else what the older keys say. */
function endpointOf(server: Fields | undefined): BrokerEndpoint | undefined {
  if (!server) return undefined
  const listed = field(server, 'Endpoints')
  const endpoints: readonly unknown[] = Array.isArray(listed) ? listed : []
  const endpoint = endpoints
    .map(asRecord)
    .find(one => one !== undefined && textOf(field(one, 'Protocol'))?.toUpperCase() === 'HTTP')
  const names = ['DefaultDnsName', 'Hostname'].flatMap(key => textOf(field(server, key)) ?? [])
  const host = (endpoint && textOf(field(endpoint, 'IpAddress'))) ?? textOf(field(server, 'Ip')) ?? names[0]
  if (host === undefined) return undefined
  const port = countOf((endpoint && field(endpoint, 'Port')) ?? field(server, 'Port'))
  return {
    host,
    port: port !== undefined && port > 0 && port <= 65535 ? port : usualPort,
    webPath: pathOf((endpoint && textOf(field(endpoint, 'WebUrlPath'))) ?? textOf(field(server, 'WebUrlPath'))),
    names: names.filter(name => name !== host)
  }
}

/** `/` first, and nothing in it that would be no path any more. */
const pathOf = (text: string | undefined): string => {
  const path = (text ?? '').replace(/^\/*/, '/')
  return /^[\w./~%-]+$/.test(path) ? path : '/'
}
