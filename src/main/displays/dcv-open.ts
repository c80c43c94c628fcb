/** Opening a session of DCV: with its native client by a connection file, or its web client through a checked forward. */
import type { DisplayWay, Launch } from '@contract/display'
import { dcvFile } from '@domain/displays/dcv-file'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { Opened, OpenRequest, Step } from './adapter'
import { openCheckedForward } from './checked-forward'
import { dcvViewerPlaces, findClient } from './client-programs'
import type { SecretFiles } from './connection-file'
import type { DcvTarget } from './dcv-target'
import { openForward } from './forward'
import { keepOpened } from './keep-opened'
import { checkIdentity } from './pinned-tls'
import { ofStep, step, untilReady } from './retry'
import { knock, openWebPage } from './web-page'

export interface DcvOpenDependencies {
  readonly platform: Pick<Platform, 'clock' | 'environment' | 'homeFolder' | 'start' | 'openPage'>
  readonly files: SecretFiles
  /** Seconds between the tries of what is not ready. */
  readonly waits?: readonly number[] | undefined
}

/** The client reads its file when it starts; a slow computer takes some seconds. Milliseconds. */
const fileMs = 15_000

export async function* openDcv(
  request: OpenRequest,
  target: DcvTarget,
  deps: DcvOpenDependencies,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { where, port, reach, identity } = target
  yield* untilReady(`TCP to port ${port} of ${where}`, () => knock(reach, signal), signal, deps.waits)
  yield step('Checking the certificate of the server')
  const viewer = findClient(dcvViewerPlaces(deps.platform))
  const way = chooseWay(request, viewer !== undefined && deps.platform.start !== undefined)
  // The client itself cannot check it: it sees 127.0.0.1. So nothing is opened that nobody vouches for.
  if (way === 'native' && target.onHost && identity.fingerprints.length === 0)
    yield step('The host cannot name the fingerprint of the certificate; the SSH link alone vouches for the server')
  else await orStep('Certificate', checkIdentity(reach, identity))
  return way === 'native'
    ? yield* openNative(request, deps, target, viewer, signal)
    : yield* openWeb(request, deps, target)
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
  target: DcvTarget,
  viewer: string | undefined,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { id, print } = request
  const { reach, identity, user, webPath } = target
  // Beyond the host the way is not the link's any more: each connection of the client is checked, not only ours.
  const forward = target.onHost
    ? await openForward(reach)
    : await openCheckedForward(reach, identity, deps.platform.clock.now())
  try {
    const own = { host: '127.0.0.1', port: forward.port, sessionId: id, user }
    const common = webPath === '/' ? own : { ...own, webPath }
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
  target: DcvTarget
): AsyncGenerator<Step, Opened, undefined> {
  const { reach, identity, port, webPath } = target
  const fragment = `#${encodeURIComponent(request.id)}`
  return yield* openWebPage({
    ...{ request, kind: 'dcv', platform: deps.platform, reach, identity, port },
    title: `${target.name} (${target.where})`,
    target: async caller => {
      // The click, so the token is as fresh as can be. With `print` none is given.
      const token = request.print ? undefined : await target.token(caller)
      return `${webPath}${token ? `?authToken=${encodeURIComponent(token)}` : ''}${fragment}`
    }
  })
}
