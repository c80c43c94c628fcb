/** The steps of the preflight where a broker makes the sessions: the road to it, and to the server of one of them. */
import type { BrokerSession } from '@domain/displays/broker-answers'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { CheckRequest, KindChecks, StepResult } from './adapter'
import { type BrokerAt, brokerIdentity, nameOf, serverIdentity } from './broker-at'
import type { BrokerCalls } from './broker-calls'
import type { BrokerRoads } from './broker-road'
import { checkDcvClient } from './dcv-check'
import { checkIdentity } from './pinned-tls'

export interface BrokerCheckDependencies {
  readonly calls: BrokerCalls
  readonly roads: BrokerRoads
  readonly platform: Pick<Platform, 'environment' | 'homeFolder'>
  find(): Promise<BrokerAt>
}

const pass = (text: string): StepResult => ({ state: 'pass', text, hint: '' })
const skipped = (text: string): StepResult => ({ state: 'skipped', text, hint: '' })

export function checkBroker(request: CheckRequest, deps: BrokerCheckDependencies): KindChecks {
  const { calls, platform } = deps
  return {
    tls: async () => {
      const at = await deps.find()
      await meetBroker(at, deps).catch((thrown: unknown) => {
        // A certificate that is not trusted is the next step's matter: TLS itself worked.
        if (Failure.from(thrown).code !== 'mismatch') throw thrown
      })
      return pass(`${nameOf(at)} is reached and speaks TLS.`)
    },
    certificate: async () => {
      const at = await deps.find()
      await meetBroker(at, deps)
      return pass(
        at.record.fingerprint === undefined
          ? 'The certificate of the broker is trusted by this computer.'
          : "The certificate of the broker is the one that the site's settings name."
      )
    },
    server: async signal => {
      const at = await deps.find()
      await calls.tokens.get(at, signal)
      return pass(`The broker takes the client ${at.record.clientId} and gives it a token.`)
    },
    session: async signal => {
      const at = await deps.find()
      if (request.id !== undefined) return checkSession(at, request.id, deps, signal)
      const { length } = await calls.list(at, signal)
      return pass(length === 0 ? 'None of this account yet; one can be created.' : `${length} of this account.`)
    },
    licence: async () => skipped('The broker does not tell of licences.'),
    udp: async () => skipped('UDP is not tried and QUIC not used: displays go through a forward of TCP on loopback.'),
    client: () => checkDcvClient(platform)
  }
}

const meetBroker = (at: BrokerAt, { roads }: BrokerCheckDependencies): Promise<void> => {
  const url = new URL(at.record.url)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return checkIdentity(roads.to(at.place, host, Number(url.port) || 443, at.record.reach), brokerIdentity(at))
}

async function checkSession(
  at: BrokerAt,
  id: string,
  { calls, roads }: BrokerCheckDependencies,
  signal: AbortSignal
): Promise<StepResult> {
  const session: BrokerSession | undefined = await calls.find(at, id, signal)
  if (!session)
    throw new Failure('not-found', `${nameOf(at)} has no session ${id} of this account.`, { hint: 'Create one.' })
  const { endpoint, state, reason } = session
  if (state !== 'ready' || !endpoint)
    return { state: 'warn', text: `${id} is ${state}. ${reason}`.trim(), hint: 'Wait until it is ready.' }
  const { host, port } = at.record.gateway ?? endpoint
  const identity = serverIdentity(at, host, at.record.gateway ? [] : endpoint.names)
  await checkIdentity(roads.to(at.place, host, port, at.record.reach), identity)
  return pass(`${id} is ready on ${host}, whose certificate is the right one.`)
}
