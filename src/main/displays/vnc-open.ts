/** A VNC display that is opened: its password made, read afresh or asked for, a stream to its server, and a viewer for it. */
import type { Duplex } from 'node:stream'
import type { Launch } from '@contract/display'
import { createViewFilter } from '@domain/displays/vnc-view-filter'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection } from '../ssh/types'
import type { Opened, OpenRequest, Step } from './adapter'
import { step, untilReady } from './retry'
import { openedStream } from './rfb-opened'
import type { VncChannels, VncEnd } from './vnc-channels'
import { type FoundServer, findServer } from './vnc-found'
import { goneFrom, listens, namedPort, ownOfNamed, targetAtPort } from './vnc-instrument'
import { logInAsking, type VncLoginDependencies } from './vnc-login'
import { addressText, connectTo, endOf, reachServer, type VncTarget } from './vnc-target'
import type { VncViewers } from './vnc-viewer'

export interface VncOpenDependencies extends VncLoginDependencies {
  readonly channels: VncChannels
  readonly viewers: VncViewers
}

/** The way to a display; `found` null: it belongs to another account, and only the facility told where it is. */
interface Reached {
  readonly found: FoundServer | null
  readonly target: VncTarget
}

const stillRuns: VncEnd = { why: 'closed', reason: 'The VNC server closed the connection; it runs on.' }

/** A server that is being ended lets go of its clients first. */
async function stays(connection: Connection, id: string, signal: AbortSignal): Promise<boolean> {
  for (let look = 0; look < 3; look++) {
    if ((await endOf(connection, id, signal)) !== null) return false
    await pause(700, signal)
  }
  return true
}

/** Why the bytes of a display ended, asked over whatever link there is. */
async function whyEnded(request: OpenRequest, { found, target }: Reached, signal: AbortSignal): Promise<VncEnd> {
  const { place } = request
  if (!target.connection.connected) return { why: 'link', reason: `The link to ${place.host} was lost.` }
  if (found === null) {
    if (await listens(target, request.id, signal)) return stillRuns
    return { why: 'display', reason: goneFrom(place, target, request.id) }
  }
  const { id } = found.display
  if (found.by === 'own' && found.display.job === null) {
    if (await stays(target.connection, id, signal)) return stillRuns
    return { why: 'display', reason: `Display ${id} on ${place.host} ended: its VNC server was ended, or it crashed.` }
  }
  const { state, message } = (await findServer(place, id, signal)).display
  if (state === 'ready') return stillRuns
  return { why: 'display', reason: `Display ${id} ended. ${message}`.trim() }
}

/** A launch names a port, which a socket has none of. */
const launchAddress = ({ at }: VncTarget): Pick<Launch, 'host' | 'port' | 'socket'> =>
  'socket' in at ? { host: '127.0.0.1', port: 0, socket: at.socket } : at

/** The one that the facility names, whosever it is; else one of this account's. */
async function* reach(
  request: OpenRequest,
  purpose: 'look' | 'opening',
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Reached, undefined> {
  const { place, id, right } = request
  const port = namedPort(place, id)
  const named = port === undefined ? undefined : await ownOfNamed(place, id, signal)
  if (port !== undefined && !named) {
    yield step(`The facility says that display ${id} is at port ${port} of ${place.host}`)
    return { found: null, target: await targetAtPort(place, port, signal) }
  }
  return yield* untilReady(
    `Asking for display ${id}`,
    async () => {
      const found = named ?? (await findServer(place, id, signal))
      const attempt = await reachServer(place, found, { right, purpose }, signal)
      return 'ready' in attempt ? { ready: { found, target: attempt.ready } } : attempt
    },
    signal
  )
}

/** What the window draws from, and the password that it needs for it. */
async function bytesOf(
  deps: VncOpenDependencies,
  { place, id, right }: OpenRequest,
  { found, target }: Reached,
  signal: AbortSignal | undefined
): Promise<{ stream: Duplex; password: string | null }> {
  const onlyLooks = right === 'view' && !target.looksOnly
  if (found !== null && !onlyLooks) return { stream: await connectTo(target, id, signal), password: target.password }
  const inside = await logInAsking(deps, { place, id, target }, signal)
  if (inside) {
    const { stream, reader } = inside
    const filter = onlyLooks ? createViewFilter() : null
    return { stream: openedStream({ stream, reader, filter }), password: null }
  }
  if (!onlyLooks) return { stream: await connectTo(target, id, signal), password: null }
  throw new Failure(
    'not-allowed',
    'You may look only, and this VNC server wants a login that Farscope does not know.',
    {
      hint: 'Only with a VNC password, or none, can Farscope see to it that nothing is typed there. Ask the facility for it.'
    }
  )
}

async function openInside(
  deps: VncOpenDependencies,
  request: OpenRequest,
  reached: Reached,
  launch: Launch,
  signal: AbortSignal | undefined
): Promise<Opened> {
  const { stream, password } = await bytesOf(deps, request, reached, signal)
  const channel = deps.channels.open({
    ...{ stream, password },
    whyEnded: async late => {
      // What the viewer sent was not let through.
      if (stream.errored instanceof Failure) return { why: 'closed', reason: stream.errored.message }
      return whyEnded(request, reached, late)
    }
  })
  return {
    launch: { ...launch, channel: channel.id },
    ended: channel.ended,
    close: async (because = { why: 'closed', reason: 'Farscope closed the display.' }) => {
      channel.close(because)
      await channel.ended
    }
  }
}

/** For a viewer of this computer, which is given the password and may then do all that it is for. */
async function viewerTarget(
  deps: VncOpenDependencies,
  { place, id, right, print }: OpenRequest,
  { found, target }: Reached,
  signal: AbortSignal | undefined
): Promise<VncTarget> {
  if (right === 'view' && !target.looksOnly)
    throw new Failure('not-allowed', 'You may look only, and this server would let a viewer drive.', {
      hint: 'Open it inside Farscope.'
    })
  if (found !== null || print) return target
  const inside = await logInAsking(deps, { place, id, target }, signal)
  inside?.stream.destroy()
  return { ...target, password: inside?.password ?? null }
}

/** As `DisplayAdapter.open`. */
export async function* openVnc(
  deps: VncOpenDependencies,
  request: OpenRequest,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { place, id, right, print } = request
  const way = request.way === 'native' ? 'external' : (request.way ?? 'inside')
  if (way === 'web')
    throw new Failure('usage', 'VNC has no web client of its own.', { hint: 'Farscope shows it: choose inside.' })
  // Who only wants to be told where it is changes nothing of it.
  const purpose = print && way === 'inside' ? 'look' : 'opening'
  const reached = yield* reach(request, purpose, signal)
  const launch: Launch = {
    ...{ kind: 'vnc', way, sessionId: id, right, url: null, channel: null, file: null },
    ...launchAddress(reached.target)
  }
  if (purpose === 'look') return { launch, ended: Promise.resolve(), close: () => Promise.resolve() }
  if (way === 'external') {
    const target = await viewerTarget(deps, request, reached, signal)
    yield step('Opening a viewer')
    return deps.viewers.open({ place, id, target, print, launch }, signal)
  }
  yield step(`Connecting to ${addressText(reached.target.at)}`)
  return openInside(deps, request, reached, launch, signal)
}
