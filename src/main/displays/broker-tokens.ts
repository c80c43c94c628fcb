/**
 * Tokens of access to a broker (OAuth 2, client credentials: RFC 6749, 4.4; Session Manager Developer Guide, "Get an
 * access token"). They are in memory only; the client's password is in the keystore, or in memory where there is none.
 */
import { type BrokerToken, brokerToken } from '@domain/displays/broker-answers'
import { printedJson } from '@domain/displays/printed-json'
import { Failure } from '@domain/failure'
import type { Clock, Log, SecretStore } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import { type BrokerAt, nameOf } from './broker-at'
import type { RestAnswer, RestCall } from './rest-call'

export interface BrokerTokensDependencies {
  readonly clock: Clock
  readonly log: Log
  readonly secrets: SecretStore
  /** Puts the question for the password; nobody is asked for a poll. */
  readonly ask: PromptBroker['ask']
  send(at: BrokerAt, call: RestCall, signal: AbortSignal | undefined): Promise<RestAnswer>
}

export interface BrokerTokens {
  /** One that is still good. `auth-failed`, `answer-needed`, and all that the way to the broker meets. */
  get(at: BrokerAt, signal: AbortSignal | undefined): Promise<string>
  /** The broker does not take it any more; the next one is a new one. */
  drop(at: BrokerAt, token: string): void
  /** As `displays.brokerLogin` of the contract. */
  logIn(at: BrokerAt, secret: string, signal: AbortSignal | undefined): Promise<void>
}

/** A token that ends on its way is worth nothing: so much of its time is left unused, at most. Milliseconds. */
const spareMs = 60_000

interface Held {
  readonly token: string
  readonly until: number
}

/** Of the keystore, and of what is held here. */
const keyOf = ({ record }: BrokerAt): string => `dcv-broker:${record.clientId}@${record.url}`

export function createBrokerTokens(deps: BrokerTokensDependencies): BrokerTokens {
  const { clock } = deps
  const held = new Map<string, Held>()
  const passwords = new Map<string, string>()

  function hold(at: BrokerAt, { token, seconds }: BrokerToken): string {
    const length = seconds * 1000
    held.set(keyOf(at), { token, until: clock.now().getTime() + length - Math.min(spareMs, length / 5) })
    return token
  }

  /** Tries what is known, then asks, as long as the broker refuses; what it refuses is forgotten. */
  async function fetchToken(at: BrokerAt, signal: AbortSignal | undefined): Promise<string> {
    const key = keyOf(at)
    const known = passwords.get(key) ?? (await kept(deps, key))
    if (known !== undefined) {
      const token = await redeem(deps, at, known, signal)
      if (token) {
        passwords.set(key, known)
        return hold(at, token)
      }
      passwords.delete(key)
      await unlessFailing(deps.log, 'remove', () => deps.secrets.remove(key))
    }
    if (at.place.automatic) throw known === undefined ? passwordNeeded(at) : refused(at)
    const { secret, remember } = await askPassword(deps, at, signal)
    const token = await redeem(deps, at, secret, signal)
    if (!token) throw refused(at)
    passwords.set(key, secret)
    if (remember) await unlessFailing(deps.log, 'keep', () => deps.secrets.set(key, secret))
    return hold(at, token)
  }

  const get = oneForAll(held, clock, fetchToken)

  return {
    get,
    drop: (at, token) => {
      if (held.get(keyOf(at))?.token === token) held.delete(keyOf(at))
    },
    logIn: async (at, secret, signal) => {
      const token = await redeem(deps, at, secret, signal)
      if (!token) throw refused(at)
      passwords.set(keyOf(at), secret)
      await deps.secrets.set(keyOf(at), secret)
      hold(at, token)
    }
  }
}

/** What is held while it is good; else one is fetched, and all who wait for it share it and its question. */
function oneForAll(
  held: ReadonlyMap<string, Held>,
  clock: Clock,
  fetchToken: (at: BrokerAt, signal: AbortSignal | undefined) => Promise<string>
): BrokerTokens['get'] {
  const fetching = new Map<string, Promise<string>>()
  return async function get(at, signal): Promise<string> {
    const now = held.get(keyOf(at))
    if (now && now.until > clock.now().getTime()) return now.token
    // Nobody who may ask a person waits for one who may not.
    const key = `${at.place.automatic} ${keyOf(at)}`
    const others = fetching.get(key)
    if (others) {
      const token = await others.catch((thrown: unknown) => {
        if (Failure.from(thrown).code !== 'cancelled' || signal?.aborted) throw thrown
        return undefined
      })
      return token ?? get(at, signal)
    }
    const own = fetchToken(at, signal).finally(() => fetching.delete(key))
    fetching.set(key, own)
    return own
  }
}

/** A keystore that fails only means that the question is asked again. */
async function unlessFailing<T>(log: Log, doing: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    log.warn(`The keystore would not ${doing} a secret (${error instanceof Error ? error.name : 'unknown reason'}).`)
    return undefined
  }
}

const kept = async ({ secrets, log }: BrokerTokensDependencies, key: string): Promise<string | undefined> =>
  (await unlessFailing(log, 'read', () => secrets.get(key))) ?? undefined

/** The token for this password; undefined: the broker refuses it. */
async function redeem(
  { send }: BrokerTokensDependencies,
  at: BrokerAt,
  secret: string,
  signal: AbortSignal | undefined
): Promise<BrokerToken | undefined> {
  const basic = Buffer.from(`${at.record.clientId}:${secret}`).toString('base64')
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }
  const path = '/oauth2/token?grant_type=client_credentials'
  const { status, text } = await send(at, { method: 'POST', path, headers }, signal)
  const token = status === 200 ? brokerToken(printedJson(text)) : undefined
  if (token) return token
  // RFC 6749, 5.2.
  if (status === 401 || status === 403 || (status === 400 && /invalid_client|unauthorized_client/.test(text)))
    return undefined
  throw new Failure('remote-error', `${nameOf(at)} gave no token of access: it answered with status ${status}.`, {
    hint: 'Check its address in the settings of the site; the log of the broker may say more.'
  })
}

async function askPassword(
  { ask }: BrokerTokensDependencies,
  at: BrokerAt,
  signal: AbortSignal | undefined
): Promise<{ secret: string; remember: boolean }> {
  const { hostname, port } = new URL(at.record.url)
  const answer = await ask(
    {
      ...{ kind: 'credentials', site: at.place.site, host: hostname, port: Number(port) || 443 },
      ...{ user: at.record.clientId, hop: 1, hops: 1, method: 'password' },
      title: 'Broker of DCV Session Manager',
      instructions: 'The password of this client, as register-api-client printed it.',
      fields: [{ label: 'Client password', secret: true }],
      canRemember: true
    },
    signal ?? AbortSignal.timeout(180_000)
  )
  const secret = answer.kind === 'credentials' ? answer.answers[0] : undefined
  if (answer.kind !== 'credentials' || !secret) throw passwordNeeded(at)
  return { secret, remember: answer.remember }
}

const passwordNeeded = (at: BrokerAt): Failure =>
  new Failure('answer-needed', `${nameOf(at)} wants the password of the client ${at.record.clientId}.`, {
    hint: 'Enter it in the settings of the site, under Displays, or run farscope display list in a terminal.'
  })

const refused = (at: BrokerAt): Failure =>
  new Failure('auth-failed', `${nameOf(at)} refuses the client ${at.record.clientId} or its password.`, {
    hint: 'Enter the password again in the settings of the site, under Displays; the facility registers clients with register-api-client.'
  })
