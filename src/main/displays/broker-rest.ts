/** Calls of a broker with a token of access, over the way and with the certificate that the site says. */
import { asRecord, field, printedJson, textOf } from '@domain/displays/printed-json'
import { Failure } from '@domain/failure'
import { type BrokerAt, brokerIdentity, nameOf } from './broker-at'
import type { BrokerRoads } from './broker-road'
import { type BrokerTokens, type BrokerTokensDependencies, createBrokerTokens } from './broker-tokens'
import { callRest, type RestAnswer, type RestCall } from './rest-call'

type Signal = AbortSignal | undefined
/** What is asked; the body becomes JSON. */
export type BrokerQuestion = Pick<RestCall, 'method' | 'path'> & { readonly body?: unknown }

export interface BrokerRest {
  readonly tokens: BrokerTokens
  /** Any status but 401, which is asked again with a new token, once: then it is `auth-failed`. */
  ask(at: BrokerAt, question: BrokerQuestion, signal: Signal): Promise<RestAnswer>
  /** The JSON of the answer. What is not 200 is a failure: `auth-failed`, `permission`, `not-found`, `remote-error`. */
  json(at: BrokerAt, question: BrokerQuestion, signal: Signal): Promise<unknown>
}

export type BrokerRestDependencies = Omit<BrokerTokensDependencies, 'send'> & { readonly roads: BrokerRoads }

export function createBrokerRest({ roads, ...deps }: BrokerRestDependencies): BrokerRest {
  const send = (at: BrokerAt, call: RestCall, signal: Signal): Promise<RestAnswer> => {
    const url = new URL(at.record.url)
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const road = roads.to(at.place, host, Number(url.port) || 443, at.record.reach)
    const path = `${url.pathname.replace(/\/+$/, '')}${call.path}`
    return callRest(road, brokerIdentity(at), url.host, { ...call, path }, signal)
  }
  const tokens = createBrokerTokens({ ...deps, send })

  const ask: BrokerRest['ask'] = async (at, { body, ...call }, signal) => {
    for (let attempt = 1; ; attempt++) {
      const token = await tokens.get(at, signal)
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const whole = { ...call, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const answer = await send(at, whole, signal)
      if (answer.status !== 401) return answer
      tokens.drop(at, token)
      if (attempt === 2) throw callFailure(at, 'it refuses the token of access that it has just given', answer)
    }
  }

  return {
    tokens,
    ask,
    json: async (at, question, signal) => {
      const answer = await ask(at, question, signal)
      if (answer.status !== 200) throw statusFailure(at, answer)
      return printedJson(answer.text)
    }
  }
}

const hints: Record<number, string> = {
  400: 'The text is of the broker itself.',
  401: 'Ask the facility whether the client is still registered.',
  403: 'Ask the facility what this client may do.',
  404: 'Check the address of the broker in the settings of the site; it ends before /createSessions.',
  429: 'Too much is asked of it at once; try again in a minute.'
}

export const statusFailure = (at: BrokerAt, answer: RestAnswer): Failure =>
  callFailure(at, `it answered with status ${answer.status}`, answer)

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
