/** Opening a session of DCV: with its native client by a connection file, or its web client through a checked forward. */
import type { DisplayWay, Launch } from '@contract/display'
import { dcvFile } from '@domain/displays/dcv-file'
import type { DcvSession } from '@domain/displays/dcv-sessions'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { Connection } from '../ssh/types'
import type { Opened, OpenRequest, Step } from './adapter'
import { dcvViewerPlaces, findClient } from './client-programs'
import type { SecretFiles } from './connection-file'
import { isOurId } from './dcv-create'
import { type DcvJob, readDcvJobs } from './dcv-jobs'
import { readSession } from './dcv-read'
import { type DcvServer, freshToken, readServer } from './dcv-server'
import { openForward, type Reach } from './forward'
import { keepOpened } from './keep-opened'
import { checkIdentity, type ServerIdentity } from './pinned-tls'
import { type Attempt, ofStep, step, untilReady } from './retry'
import { knock, openWebPage } from './web-page'

export interface DcvOpenDependencies {
  readonly platform: Pick<Platform, 'environment' | 'homeFolder' | 'start' | 'openPage'>
  readonly files: SecretFiles
  /** Seconds between the tries of what is not ready. */
  readonly waits?: readonly number[] | undefined
}

/** Where a session is, and over which link. */
interface Target {
  /** As the host of the link sees it. */
  readonly host: string
  /** For messages. */
  readonly where: string
  readonly server: DcvServer
  readonly name: string
  link(signal: AbortSignal | undefined): Promise<Connection>
  /** On another node no command of the server can be run, so there the client asks for the password. */
  token(signal: AbortSignal | undefined): Promise<string | undefined>
}

/** The client reads its file when it starts; a slow computer takes some seconds. Milliseconds. */
const fileMs = 15_000

export async function* openDcv(
  request: OpenRequest,
  deps: DcvOpenDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  yield step('Connecting to the host')
  const target = yield* findTarget(request, deps, signal)
  const { server, where } = target
  const reach: Reach = async caller =>
    (await target.link(caller)).forwardOut(target.host, server.port, { signal: caller })
  yield* untilReady(`TCP to port ${server.port} of ${where}`, () => knock(reach, signal), signal, deps.waits)
  yield step('Checking the certificate of the server')
  const { target: linked } = await target.link(signal)
  const identity = { host: target.host === '127.0.0.1' ? linked.host : target.host, fingerprint: server.fingerprint }
  const viewer = findClient(dcvViewerPlaces(deps.platform))
  const way = chooseWay(request, viewer !== undefined && deps.platform.start !== undefined)
  // The client itself cannot check it: it sees 127.0.0.1. Where the host has no openssl, the SSH link alone vouches.
  if (way === 'web' || server.fingerprint) await orStep('Certificate', checkIdentity(reach, identity))
  return way === 'native'
    ? yield* openNative(request, deps, target, reach, viewer, signal)
    : yield* openWeb(request, deps, target, reach, identity)
}

async function* findTarget(
  request: OpenRequest,
  deps: DcvOpenDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Target, undefined> {
  const { place, id } = request
  if (isOurId(id) && (await findJob(request, signal))) {
    const once = async (): Promise<Attempt<NonNullable<DcvJob['place']>>> => {
      const job = await findJob(request, signal)
      if (job?.place) return { ready: job.place }
      if (job) return { notYet: new Failure('timeout', job.message, { hint: 'Open it when its job runs.' }) }
      throw new Failure('not-found', `The job of the DCV session ${id} has ended.`, { hint: 'Create another one.' })
    }
    const { host, server } = yield* untilReady(`Session ${id} in its job`, once, signal, deps.waits)
    const link = (caller: AbortSignal | undefined): Promise<Connection> => place.login(caller)
    return { ...{ host, where: host, server, name: id, link }, token: async () => undefined }
  }
  const text = `Session ${id} on ${place.host}`
  const session = yield* untilReady(text, () => findSession(request, signal), signal, deps.waits)
  yield step('Reading the port and the certificate of the server')
  const server = await readServer(await place.connection(signal), place.facility?.port, signal)
  return {
    ...{ host: '127.0.0.1', where: place.host, server, name: session.name || id },
    link: caller => place.connection(caller),
    token: async caller => freshToken(await place.connection(caller), id, caller)
  }
}

const findJob = async ({ place, id }: OpenRequest, signal: AbortSignal | undefined): Promise<DcvJob | undefined> =>
  (await readDcvJobs(place, signal)).find(one => one.id === id)

async function findSession({ place, id }: OpenRequest, signal: AbortSignal | undefined): Promise<Attempt<DcvSession>> {
  const connection = await place.connection(signal)
  const session = await readSession(connection, id, signal)
  if (!session)
    throw new Failure('not-found', `There is no DCV session ${id} on ${place.host}.`, {
      hint: 'It may have ended. Look at the list again, and create one if you need it.'
    })
  if (/^(creating|starting|pending|preparing)/.test(session.status))
    return { notYet: new Failure('timeout', `it is still ${session.status}`, { hint: 'Try again in a minute.' }) }
  return { ready: session }
}

function chooseWay({ way, print }: OpenRequest, canNative: boolean): DisplayWay & ('native' | 'web') {
  if (way === undefined) return canNative ? 'native' : 'web'
  if (way === 'inside' || way === 'external')
    throw new Failure(
      'usage',
      `A DCV session cannot be opened ${way === 'inside' ? 'inside Farscope' : 'by a VNC viewer'}.`,
      {
        hint: 'Open it native or web.'
      }
    )
  if (way === 'native' && !canNative && !print)
    throw new Failure('not-found', 'The DCV client is not installed on this computer.', {
      hint: 'Install it from https://www.amazondcv.com, or open the display in the browser (web).'
    })
  return way
}

const baseLaunch = ({ id, right }: OpenRequest, port: number) => ({
  kind: 'dcv' as const,
  host: '127.0.0.1',
  ...{ port, sessionId: id, right, url: null, channel: null, file: null }
})

async function* openNative(
  request: OpenRequest,
  deps: DcvOpenDependencies,
  target: Target,
  reach: Reach,
  viewer: string | undefined,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { id, print } = request
  const forward = await openForward(reach)
  try {
    const { user } = (await target.link(signal)).target
    const common = { host: '127.0.0.1', port: forward.port, sessionId: id, user, tunnelled: true }
    const launch: Launch = { ...baseLaunch(request, forward.port), way: 'native' }
    if (print) {
      const file = await deps.files.write('display.dcv', dcvFile({ ...common, token: undefined }))
      return keepOpened({ ...launch, file: file.path }, forward, undefined, () => file.remove())
    }
    yield step('Fetching a token')
    const token = await orStep('Token', target.token(signal))
    yield step(token ? 'Starting the DCV client' : 'Starting the DCV client, which asks for the password')
    const file = await deps.files.write('display.dcv', dcvFile({ ...common, token }))
    const removed = removeSoon(file.remove)
    try {
      const client = await deps.platform.start?.(viewer ?? 'dcvviewer', [file.path])
      return keepOpened(launch, forward, client, removed)
    } catch (error) {
      await removed()
      throw error
    }
  } catch (error) {
    await forward.close()
    throw error
  }
}

/** When the client has had the time to read it, or when it is called. */
function removeSoon(remove: () => Promise<void>): () => Promise<void> {
  const now = new AbortController()
  void pause(fileMs, now.signal)
    .then(remove)
    .catch(() => undefined)
  return async () => {
    now.abort()
    await remove()
  }
}

async function orStep<T>(text: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    throw ofStep(text, Failure.from(thrown))
  }
}

async function* openWeb(
  request: OpenRequest,
  deps: DcvOpenDependencies,
  target: Target,
  reach: Reach,
  identity: ServerIdentity
): AsyncGenerator<Step, Opened, undefined> {
  const fragment = `#${encodeURIComponent(request.id)}`
  return yield* openWebPage({
    ...{ request, kind: 'dcv', platform: deps.platform, reach, identity, port: target.server.port },
    title: `${target.name} (${target.where})`,
    target: async caller => {
      // The click, so the token is as fresh as can be. With `print` none is given.
      const token = request.print ? undefined : await target.token(caller)
      return token ? `/?authToken=${encodeURIComponent(token)}${fragment}` : `/${fragment}`
    }
  })
}
