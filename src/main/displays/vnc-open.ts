/** A VNC display that is opened: its password made or read afresh, a stream to its server, and a viewer for it. */
import type { Launch } from '@contract/display'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import { step, untilReady } from './retry'
import type { VncChannels, VncEnd } from './vnc-channels'
import { type FoundServer, findServer } from './vnc-found'
import { addressText, connectTo, endOf, reachServer, type VncTarget } from './vnc-target'
import type { VncViewers } from './vnc-viewer'

/** A server that is being ended lets go of its clients first. */
async function stays(connection: Connection, id: string, signal: AbortSignal): Promise<boolean> {
  for (let look = 0; look < 3; look++) {
    if ((await endOf(connection, id, signal)) !== null) return false
    await pause(700, signal)
  }
  return true
}

/** Why the bytes of a display ended, asked over whatever link there is. */
export async function whyEnded(
  place: DisplayPlace,
  found: FoundServer,
  target: VncTarget,
  signal: AbortSignal
): Promise<VncEnd> {
  const { id } = found.display
  if (!target.connection.connected) return { why: 'link', reason: `The link to ${place.host} was lost.` }
  if (found.by === 'own' && found.display.job === null) {
    if (await stays(target.connection, id, signal))
      return { why: 'closed', reason: 'The VNC server closed the connection; it runs on.' }
    return { why: 'display', reason: `Display ${id} on ${place.host} ended: its VNC server was ended, or it crashed.` }
  }
  const { state, message } = (await findServer(place, id, signal)).display
  if (state === 'ready') return { why: 'closed', reason: 'The VNC server closed the connection; it runs on.' }
  return { why: 'display', reason: `Display ${id} ended. ${message}`.trim() }
}

/** A launch names a port, which a socket has none of. */
const launchAddress = ({ at }: VncTarget): Pick<Launch, 'host' | 'port' | 'socket'> =>
  'socket' in at ? { host: '127.0.0.1', port: 0, socket: at.socket } : at

/** As `DisplayAdapter.open`. */
export async function* openVnc(
  deps: { channels: VncChannels; viewers: VncViewers },
  request: OpenRequest,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { place, id, right } = request
  const way = request.way === 'native' ? 'external' : (request.way ?? 'inside')
  if (way === 'web')
    throw new Failure('usage', 'VNC has no web client of its own.', { hint: 'Farscope shows it: choose inside.' })
  // Who only wants to be told where it is changes nothing of it.
  const purpose = request.print && way === 'inside' ? 'look' : 'opening'
  let found: FoundServer | undefined
  const target = yield* untilReady(
    `Asking for display ${id}`,
    async () => {
      found = await findServer(place, id, signal)
      return reachServer(place, found, { right, purpose }, signal)
    },
    signal
  )
  if (!found) throw new Failure('internal', 'The display was not looked for.')
  const server = found
  const base: Launch = {
    ...{ kind: 'vnc', way, sessionId: id, right, url: null, channel: null, file: null },
    ...launchAddress(target)
  }
  if (purpose === 'look') return { launch: base, ended: Promise.resolve(), close: () => Promise.resolve() }
  if (way === 'external') {
    if (right === 'view' && !target.looksOnly)
      throw new Failure('not-allowed', 'You may look only, and this server would let a viewer drive.', {
        hint: 'Open it inside Farscope.'
      })
    yield step('Opening a viewer')
    return deps.viewers.open({ place, id, target, print: request.print, launch: base }, signal)
  }
  yield step(`Connecting to ${addressText(target.at)}`)
  const stream = await connectTo(target, id, signal)
  const channel = deps.channels.open({
    stream,
    password: target.password,
    whyEnded: late => whyEnded(place, server, target, late)
  })
  return {
    launch: { ...base, channel: channel.id },
    ended: channel.ended,
    close: async () => {
      channel.close({ why: 'closed', reason: 'Farscope closed it: the booking has ended, or the display was closed.' })
      await channel.ended
    }
  }
}
