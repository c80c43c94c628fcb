/** Sessions of DCV that a broker makes on the servers of a facility, as displays. */
import type { Display, DisplayWish } from '@contract/display'
import type { SiteView } from '@contract/sites'
import type { BrokerSession } from '@domain/displays/broker-answers'
import { dcvPermissions } from '@domain/displays/dcv-permissions'
import { screenshotOf } from '@domain/displays/screenshot'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { PromptBroker } from '../prompts/prompt-broker'
import type { DisplayAdapter, DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import { type BrokerAt, brokerAt, nameOf, serverIdentity } from './broker-at'
import { type BrokerCalls, createBrokerCalls } from './broker-calls'
import { checkBroker } from './broker-check'
import { type BrokerRoads, createBrokerRoads } from './broker-road'
import type { SecretFiles } from './connection-file'
import { openDcv } from './dcv-open'
import type { DcvTarget } from './dcv-target'
import { type Attempt, step, untilReady } from './retry'

export interface DcvBrokerDependencies {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'secrets' | 'environment' | 'homeFolder' | 'start' | 'openPage'>
  readonly files: SecretFiles
  readonly sites: { show(name: string): Promise<SiteView> }
  readonly ask: PromptBroker['ask']
  /** Seconds between the tries of what is not ready; unset: as in retry. */
  readonly waits?: readonly number[] | undefined
  /** Seconds between two looks at a session that is being made, and after how many it is left to itself. */
  readonly looks?: { readonly every: number; readonly most: number } | undefined
}

/** Like an adapter of DCV, for the sessions of a broker alone. */
export interface DcvBrokerAdapter extends DisplayAdapter {
  /** Whether a display is made by it: it is wished, or nothing else is and the site has one. */
  makes(wish: DisplayWish, place: DisplayPlace): Promise<boolean>
  /** Whether the site has one that is told with this place. */
  isAt(place: DisplayPlace): Promise<boolean>
  /** Whether the session is its own. What it throws: the broker could not be asked. */
  has(place: DisplayPlace, id: string, signal: AbortSignal | undefined): Promise<boolean>
  logIn(place: DisplayPlace, secret: string, signal: AbortSignal | undefined): Promise<void>
}

/** A server that has to be started first takes minutes. */
const usualLooks = { every: 3, most: 600 } as const

export function createDcvBroker(deps: DcvBrokerDependencies): DcvBrokerAdapter {
  const roads = createBrokerRoads()
  const calls = createBrokerCalls({ ...deps.platform, ask: deps.ask, roads })
  const find = async (place: DisplayPlace): Promise<BrokerAt | undefined> =>
    brokerAt(await deps.sites.show(place.site), place)
  const the = async (place: DisplayPlace): Promise<BrokerAt> => {
    const at = await find(place)
    if (at) return at
    throw new Failure('not-found', `There is no broker of DCV Session Manager for ${place.host} of ${place.site}.`, {
      hint: "Its address is a setting of the site, under Displays; its sessions are told with the site's display host."
    })
  }
  return {
    kind: 'dcv',
    makes: async ({ by, host, job, command }, place) =>
      by === 'broker' ||
      (by === undefined && host === undefined && !job && command === undefined && (await find(place)) !== undefined),
    isAt: async place => (await find(place)) !== undefined,
    has: async (place, id, signal) => {
      const at = await find(place)
      return at !== undefined && (await calls.find(at, id, signal)) !== undefined
    },
    logIn: async (place, secret, signal) => calls.tokens.logIn(await the(place), secret, signal),
    list: async (place, signal) => {
      const at = await find(place)
      return at ? (await calls.list(at, signal)).map(session => asDisplay(session, place)) : null
    },
    async *create(wish, place, signal) {
      refuseWhatDoesNotFit(wish)
      return yield* create(wish, await the(place), calls, deps, signal)
    },
    async *open(request, signal) {
      return yield* open(request, await the(request.place), { calls, roads }, deps, signal)
    },
    close: async (place, id, signal) => calls.remove(await the(place), id, signal),
    share: async (place, id, people, signal) => {
      const at = await the(place)
      await calls.share(at, id, dcvPermissions(people, await calls.owner(at, signal)), signal)
    },
    thumbnail: async (place, id, width, signal) => {
      const base64 = screenshotOf(await calls.picture(await the(place), id, width, signal))
      if (base64 === undefined)
        throw new Failure('unsupported', `The broker gives no picture of the session ${id}.`, {
          hint: 'Its pictures may be switched off, or in another format than PNG.'
        })
      return Buffer.from(base64, 'base64')
    },
    check: request => checkBroker(request, { calls, roads, platform: deps.platform, find: () => the(request.place) })
  }
}

const displayStates = {
  creating: 'starting',
  ready: 'ready',
  deleting: 'closing',
  deleted: 'ended',
  unknown: 'starting'
} as const

function messageOf({ state, reason }: BrokerSession): string {
  if (state === 'creating') return reason || 'The broker is making it.'
  return state === 'unknown' ? reason || 'The broker has lost touch with its server.' : ''
}

function asDisplay(session: BrokerSession, { site, host }: DisplayPlace): Display {
  const { id, name, owner, type, clients, created, lastLeft, endpoint } = session
  return {
    ...{ kind: 'dcv', site, host, id, name, owner, type },
    ...{ state: displayStates[session.state], message: messageOf(session) },
    ...{ clients: clients ?? null, created: created ?? null, size: null, job: null, resource: null },
    idleSince: clients === 0 ? (lastLeft ?? created ?? null) : null,
    listens: endpoint ? { host: endpoint.host, port: endpoint.port } : null,
    cannot: { people: 'The broker tells how many are connected, and not who.' }
  }
}

function refuseWhatDoesNotFit({ command, size, job }: DisplayWish): void {
  const wrong = command !== undefined ? 'a command' : size ? 'a size' : job ? 'a job' : null
  if (wrong)
    throw new Failure('usage', `The broker of DCV Session Manager does not take ${wrong}.`, {
      hint: 'It chooses the server, and the size is that of the window of the client. Without the broker: --by command.'
    })
}

async function* create(
  wish: DisplayWish,
  at: BrokerAt,
  calls: BrokerCalls,
  { looks = usualLooks }: DcvBrokerDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  yield step(`Asking the broker for a ${wish.type} session`)
  const { type, gl } = wish
  const made = await calls.create(at, { name: wish.name || 'Farscope', type, gl }, signal)
  let missed = 0
  for (let waited = 0, attempt = 1; waited < looks.most; waited += looks.every, attempt++) {
    const session = await calls.find(at, made.id, signal)
    if (session?.state === 'ready') return asDisplay(session, at.place)
    missed = session ? 0 : missed + 1
    if (missed > 3 || session?.state === 'deleting') throw died(at, made.id, session)
    yield step(session ? messageOf(session) : 'The broker has not listed it yet.', attempt, looks.every)
    await pause(looks.every * 1000, signal)
    if (signal?.aborted)
      throw new Failure(
        'cancelled',
        `Nobody waits for the session ${made.id} any more; the broker goes on making it.`,
        {
          hint: 'It is in the list; close it there if nobody needs it.'
        }
      )
  }
  throw new Failure('timeout', `The session ${made.id} was not ready within ${looks.most} seconds.`, {
    hint: 'It is in the list and can be opened when it is ready.'
  })
}

const died = (at: BrokerAt, id: string, session: BrokerSession | undefined): Failure =>
  new Failure('remote-error', `${nameOf(at)} gave up the session ${id} before it was ready.`, {
    hint: session?.reason || 'The facility finds the reason in the logs of the broker and of its agents.'
  })

async function* open(
  request: OpenRequest,
  at: BrokerAt,
  { calls, roads }: { calls: BrokerCalls; roads: BrokerRoads },
  deps: DcvBrokerDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { id, place, right } = request
  // It tells of own sessions alone, whose permissions can be replaced but not read: those of others would be lost.
  if (right === 'view')
    throw new Failure('not-allowed', `You may look only, and the session ${id} of the broker would let you drive.`, {
      hint: 'It is your account that owns it. Its operator can hand over to you.'
    })
  const once = async (): Promise<Attempt<BrokerSession>> => {
    const session = await calls.find(at, id, signal)
    if (session?.state === 'ready') return { ready: session }
    if (session && session.state !== 'deleting')
      return { notYet: new Failure('timeout', messageOf(session), { hint: 'Open it when it is ready.' }) }
    throw new Failure('not-found', `${nameOf(at)} has no session ${id} of yours.`, { hint: 'It may have ended.' })
  }
  yield step('Asking the broker')
  const session = yield* untilReady(`Session ${id} at the broker`, once, signal, deps.waits)
  const { endpoint } = session
  const host = at.record.gateway?.host ?? endpoint?.host
  if (host === undefined)
    throw new Failure('protocol', `${nameOf(at)} does not say where the session ${id} is.`, { hint: 'Try again.' })
  const port = at.record.gateway?.port ?? endpoint?.port ?? 8443
  const target: DcvTarget = {
    ...{ where: host, name: session.name || id, port, webPath: endpoint?.webPath ?? '/' },
    ...{ user: await calls.owner(at, signal), onHost: false },
    identity: serverIdentity(at, host, at.record.gateway ? [] : (endpoint?.names ?? [])),
    reach: roads.to(place, host, port, at.record.reach),
    token: async caller => (await calls.connect(at, id, caller)).token
  }
  return yield* openDcv(request, target, deps, signal)
}
