/** The calls of a broker of DCV Session Manager that are made from here (Session Manager Developer Guide, API reference). */
import {
  type BrokerOutcome,
  type BrokerSession,
  brokerConnection,
  brokerOutcome,
  brokerSession,
  brokerSessions
} from '@domain/displays/broker-answers'
import { Failure } from '@domain/failure'
import { type BrokerAt, nameOf } from './broker-at'
import {
  type BrokerQuestion,
  type BrokerRest,
  type BrokerRestDependencies,
  createBrokerRest,
  statusFailure
} from './broker-rest'
import type { BrokerTokens } from './broker-tokens'

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

export function createBrokerCalls(deps: BrokerRestDependencies): BrokerCalls {
  const rest = createBrokerRest(deps)
  return {
    tokens: rest.tokens,
    owner,
    list: async (at, signal) => {
      const filter = { Filters: [{ Key: 'owner', Value: await owner(at, signal) }], MaxResults: 100 }
      return (await describe(rest, at, filter, signal)).filter(({ state }) => state !== 'deleted')
    },
    find: async (at, id, signal) =>
      (await describe(rest, at, { SessionIds: [id] }, signal)).find(one => one.id === id && one.state !== 'deleted'),
    create: async (at, wish, signal) => create(rest, at, wish, signal),
    connect: async (at, id, signal) => {
      const path = `/sessionConnectionData/${encodeURIComponent(id)}/${encodeURIComponent(await owner(at, signal))}`
      const connection = brokerConnection(await rest.json(at, { method: 'GET', path }, signal))
      if (!connection) throw strange(at, 'the way to the session')
      return connection
    },
    remove: async (at, id, signal) => {
      const body = [{ SessionId: id, Owner: await owner(at, signal), Force: false }]
      await act(rest, at, { method: 'POST', path: '/deleteSessions', body }, `ending the session ${id}`, signal)
    },
    share: async (at, id, permissions, signal) => {
      const file = Buffer.from(permissions).toString('base64')
      const body = [{ SessionId: id, Owner: await owner(at, signal), PermissionsFile: file }]
      await act(rest, at, { method: 'PUT', path: '/sessionPermissions', body }, `sharing the session ${id}`, signal)
    },
    picture: async (at, id, width, signal) => {
      const question = { method: 'POST', path: '/getSessionScreenshots' } as const
      const body = [{ SessionId: id, MaxWidth: width, MaxHeight: width }]
      const answer = await rest.ask(at, { ...question, body }, signal)
      if (answer.status === 200) return answer.text
      if (answer.status !== 400) throw statusFailure(at, answer)
      // Older brokers do not know the size (aws/dcv-access-console, DCVBrokerClient).
      return JSON.stringify(await rest.json(at, { ...question, body: [{ SessionId: id }] }, signal))
    }
  }
}

async function owner({ record, place }: BrokerAt, signal: Signal): Promise<string> {
  return record.owner ?? (await place.connection(signal)).target.user
}

/** Sessions of others are never told, whatever the broker makes of the filter. */
async function describe(rest: BrokerRest, at: BrokerAt, wanted: object, signal: Signal): Promise<BrokerSession[]> {
  const own = (await owner(at, signal)).toLowerCase()
  const found: BrokerSession[] = []
  let next: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const body = { ...wanted, ...(next && { NextToken: next }) }
    const read = brokerSessions(await rest.json(at, { method: 'POST', path: '/describeSessions', body }, signal))
    if (!read) throw strange(at, 'its list of sessions')
    found.push(...read.sessions.filter(session => session.owner.toLowerCase() === own))
    if (read.next === undefined || read.next === next) return found
    next = read.next
  }
  return found
}

async function create(
  rest: BrokerRest,
  at: BrokerAt,
  { name, type, gl }: BrokerWish,
  signal: Signal
): Promise<BrokerSession> {
  const item = {
    ...{ Name: name, Owner: await owner(at, signal), Type: type.toUpperCase(), EnqueueRequest: true },
    ...(gl !== undefined && { DcvGlEnabled: gl }),
    ...(at.record.requirements !== undefined && { Requirements: at.record.requirements })
  }
  const question = { method: 'POST', path: '/createSessions', body: [item] } as const
  const session = brokerSession(await act(rest, at, question, 'making a session', signal))
  if (!session) throw strange(at, 'the session that it made')
  return session
}

/** Asked for one thing, it is done or refused. */
async function act(
  rest: BrokerRest,
  at: BrokerAt,
  question: BrokerQuestion,
  doing: string,
  signal: Signal
): Promise<Readonly<Record<string, unknown>>> {
  const outcome = brokerOutcome(await rest.json(at, question, signal))
  if (!outcome) throw strange(at, `the answer to ${doing}`)
  return doneOr(at, outcome, doing)
}

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
