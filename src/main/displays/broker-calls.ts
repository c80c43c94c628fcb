/** The calls of a broker of DCV Session Manager that are made from here (Session Manager Developer Guide, API reference). */
import {
  type BrokerOutcome,
  type BrokerSession,
  brokerConnection,
  brokerOutcome,
  brokerSession,
  brokerSessions
} from '@domain/displays/broker-answers'
import { asRecord, field, printedJson, textOf } from '@domain/displays/printed-json'
import { Failure } from '@domain/failure'
import { type BrokerAt, brokerIdentity, nameOf } from './broker-at'
import type { BrokerRoads } from './broker-road'
import { type BrokerTokens, type BrokerTokensDependencies, createBrokerTokens } from './broker-tokens'
import { callRest, type RestAnswer, type RestCall } from './rest-call'

type Signal = AbortSignal | undefined

export interface BrokerCalls {
  /** Those of our account. */
  list(at: BrokerAt, signal: Signal): Promise<BrokerSession[]>
  /** Undefined: there is none of this id, or it is somebody else's. */
  find(at: BrokerAt, id: string, signal: Signal): Promise<BrokerSession | undefined>
  create(at: BrokerAt, wish: BrokerWish, signal: Signal): Promise<BrokerSession>
  /** A fresh token for our account, and where the session is now. */
  connect(at: BrokerAt, id: string, signal: Signal): Promise<{ session: BrokerSession | undefined; token: string }>
  remove(at: BrokerAt, id: string, signal: Signal): Promise<void>
  /** `permissions`: the text of a permissions file. */
  share(at: BrokerAt, id: string, permissions: string, signal: Signal): Promise<void>
  /** The answer about its picture, as text of JSON. */
  picture(at: BrokerAt, id: string, width: number, signal: Signal): Promise<string>
  /** Account whose sessions they are. */
  owner(at: BrokerAt, signal: Signal): Promise<string>
  readonly tokens: BrokerTokens
}

export interface BrokerWish {
  readonly name: string
  readonly type: 'virtual' | 'console'
  readonly gl: boolean | undefined
}

/** Most pages of sessions that are read; a broker that gives more goes round in circles. */
const mostPages = 50

export function createBrokerCalls(deps: Omit<BrokerTokensDependencies, 'send'> & { roads: BrokerRoads }): BrokerCalls {
  const send = (at: BrokerAt, { path, ...call }: RestCall, signal: Signal): Promise<RestAnswer> => {
    const url = new URL(at.record.url)
    const road = deps.roads.to(at.place, bare(url.hostname), Number(url.port) || 443, at.record.reach)
    return callRest(
      road,
      brokerIdentity(at),
      url.host,
      { ...call, path: `${url.pathname.replace(/\/+$/, '')}${path}` },
      signal
    )
  }
  const tokens = createBrokerTokens({ ...deps, send })

  /** A token that the broker does not take any more is renewed, once. */
  async function ask(
    at: BrokerAt,
    call: Pick<RestCall, 'method' | 'path'>,
    body: unknown,
    signal: Signal
  ): Promise<RestAnswer> {
    for (let attempt = 1; ; attempt++) {
      const token = await tokens.get(at, signal)
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await send(
        at,
        { ...call, headers, ...(body !== undefined && { body: JSON.stringify(body) }) },
        signal
      )
      if (answer.status !== 401) return answer
      tokens.drop(at, token)
      if (attempt === 2) throw callFailure(at, 'it refuses the token of access that it has just given', answer)
    }
  }

  async function json(
    at: BrokerAt,
    method: RestCall['method'],
    path: string,
    body: unknown,
    signal: Signal
  ): Promise<unknown> {
    const answer = await ask(at, { method, path }, body, signal)
    if (answer.status !== 200) throw callFailure(at, `it answered with status ${answer.status}`, answer)
    return printedJson(answer.text)
  }

  async function owner({ record, place }: BrokerAt, signal: Signal): Promise<string> {
    return record.owner ?? (await place.connection(signal)).target.user
  }

  /** Sessions of others are never told, whatever the broker makes of the filter. */
  async function describe(at: BrokerAt, wanted: object, signal: Signal): Promise<BrokerSession[]> {
    const own = (await owner(at, signal)).toLowerCase()
    const found: BrokerSession[] = []
    let next: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer = await json(
        at,
        'POST',
        '/describeSessions',
        { ...wanted, ...(next && { NextToken: next }) },
        signal
      )
      const read = brokerSessions(answer)
      if (!read) throw strange(at, 'its list of sessions')
      found.push(...read.sessions.filter(session => session.owner.toLowerCase() === own))
      if (read.next === undefined || read.next === next) return found
      next = read.next
    }
    return found
  }

  /** Asked for one thing, it is done or refused. */
  async function act(at: BrokerAt, method: 'POST' | 'PUT', path: string, item: object, doing: string, signal: Signal) {
    const outcome = brokerOutcome(await json(at, method, path, [item], signal))
    if (!outcome) throw strange(at, `the answer to ${doing}`)
    return doneOr(at, outcome, doing)
  }

  return {
    tokens,
    owner,
    list: async (at, signal) => {
      const filter = { Filters: [{ Key: 'owner', Value: await owner(at, signal) }], MaxResults: 100 }
      return (await describe(at, filter, signal)).filter(({ state }) => state !== 'deleted')
    },
    find: async (at, id, signal) =>
      (await describe(at, { SessionIds: [id] }, signal)).find(one => one.id === id && one.state !== 'deleted'),
    create: async (at, { name, type, gl }, signal) => {
      const item = {
        ...{ Name: name, Owner: await owner(at, signal), Type: type.toUpperCase(), EnqueueRequest: true },
        ...(gl !== undefined && { DcvGlEnabled: gl }),
        ...(at.record.requirements !== undefined && { Requirements: at.record.requirements })
      }
      const session = brokerSession(await act(at, 'POST', '/createSessions', item, 'making a session', signal))
      if (!session) throw strange(at, 'the session that it made')
      return session
    },
    connect: async (at, id, signal) => {
      const path = `/sessionConnectionData/${encodeURIComponent(id)}/${encodeURIComponent(await owner(at, signal))}`
      const connection = brokerConnection(await json(at, 'GET', path, undefined, signal))
      if (!connection) throw strange(at, 'the way to the session')
      return connection
    },
    remove: async (at, id, signal) => {
      const item = { SessionId: id, Owner: await owner(at, signal), Force: false }
      await act(at, 'POST', '/deleteSessions', item, `ending the session ${id}`, signal)
    },
    share: async (at, id, permissions, signal) => {
      const file = Buffer.from(permissions).toString('base64')
      const item = { SessionId: id, Owner: await owner(at, signal), PermissionsFile: file }
      await act(at, 'PUT', '/sessionPermissions', item, `sharing the session ${id}`, signal)
    },
    picture: async (at, id, width, signal) => {
      const call = { method: 'POST', path: '/getSessionScreenshots' } as const
      const answer = await ask(at, call, [{ SessionId: id, MaxWidth: width, MaxHeight: width }], signal)
      // Older brokers do not know the size (aws/dcv-access-console, DCVBrokerClient).
      if (answer.status === 400)
        return JSON.stringify(await json(at, call.method, call.path, [{ SessionId: id }], signal))
      if (answer.status !== 200) throw callFailure(at, `it answered with status ${answer.status}`, answer)
      return answer.text
    }
  }
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

function doneOr(at: BrokerAt, outcome: BrokerOutcome, doing: string): Readonly<Record<string, unknown>> {
  if ('done' in outcome) return outcome.done
  const capacity = /licen[cs]e|no (?:available|free|suitable)|unavailable|capacity|placement/i.test(outcome.refused)
  const missing = /not (?:found|exist)|does not exist|unknown session/i.test(outcome.refused)
  throw new Failure(
    capacity ? 'capacity' : missing ? 'not-found' : 'remote-error',
    `${nameOf(at)}: ${doing} failed: ${outcome.refused.slice(0, 300)}`,
    {
      hint: capacity
        ? 'Try again later, or end a session that nobody needs.'
        : missing
          ? 'It may have ended. Look at the list again.'
          : 'The text is of the broker itself; the facility may say more.'
    }
  )
}

const strange = (at: BrokerAt, what: string): Failure =>
  new Failure('protocol', `${nameOf(at)} answered with something that is not ${what}.`, {
    hint: 'Check its address in the settings of the site: it may be another server, or a gateway.'
  })

const hints: Record<number, string> = {
  400: 'The text is of the broker itself.',
  401: 'Ask the facility whether the client is still registered.',
  403: 'Ask the facility what this client may do.',
  404: 'Check the address of the broker in the settings of the site; it ends before /createSessions.',
  429: 'Too much is asked of it at once; try again in a minute.'
}

/** The words of a broker that refuses, as far as they are no secret: the body itself is told to nobody. */
function callFailure(at: BrokerAt, what: string, { status, text }: RestAnswer): Failure {
  const record = asRecord(printedJson(text))
  const said = record && textOf(field(record, 'message', 'error_description', 'error', 'FailureReason'))
  const words = said?.replace(/[\w.~+/-]{32,}=*/g, '…').slice(0, 300)
  return new Failure(codeOf(status), `${nameOf(at)}: ${what}${words ? `: ${words}` : '.'}`, {
    hint: hints[status] ?? 'The broker itself may not be well; ask the facility.'
  })
}

function codeOf(status: number): 'auth-failed' | 'permission' | 'not-found' | 'limit-exceeded' | 'remote-error' {
  if (status === 401) return 'auth-failed'
  if (status === 403) return 'permission'
  if (status === 404) return 'not-found'
  return status === 429 ? 'limit-exceeded' : 'remote-error'
}
