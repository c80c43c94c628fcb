/**
 * The VNC display of an instrument, where the facility says at which port it listens: whoever started it, it is reached
 * at the loopback of the host over our own link.
 */
import type { ResourceDisplay } from '@contract/resources'
import { Failure } from '@domain/failure'
import type { DisplayPlace } from './adapter'
import { type FoundServer, findServers } from './vnc-found'
import { addressText, connectTo, type VncTarget } from './vnc-target'

/** Display n listens at this port and n (Xvnc(1), `-rfbport`). */
const firstPort = 5900

/** As `DisplayAdapter.idOf`: no id of a display that is listed. */
export const idOfPort = ({ kind, port }: ResourceDisplay): string | undefined =>
  kind === 'vnc' && port !== undefined ? `port ${port}` : undefined

/** Where the facility says that this display listens; undefined: it says nothing of it. */
export function namedPort({ facility }: DisplayPlace, id: string): number | undefined {
  if (facility?.kind !== 'vnc' || id !== (facility.session ?? idOfPort(facility))) return undefined
  const display = /^:(\d{1,4})$/.exec(facility.session ?? '')?.[1]
  return facility.port ?? (display === undefined ? undefined : firstPort + Number(display))
}

/**
 * The same server, where this account started it: its password may be known. By its number, which a host has only once,
 * else by its port. Undefined: it is not of this account.
 */
export async function ownOfNamed(
  place: DisplayPlace,
  id: string,
  signal: AbortSignal | undefined
): Promise<FoundServer | undefined> {
  const port = place.facility?.port
  const isIt = ({ by, display }: FoundServer): boolean =>
    port === undefined ? display.id === id : by === 'own' && display.job === null && display.listens?.port === port
  const lives = ({ display: { state, cannot } }: FoundServer): boolean =>
    (state === 'ready' || state === 'starting') && cannot.open === undefined
  try {
    return (await findServers(place, signal)).servers.find(one => isIt(one) && lives(one))
  } catch (thrown) {
    // A host may well not tell us what of our own it has: that of others is reached all the same.
    if (signal?.aborted || Failure.from(thrown).code === 'cancelled') throw thrown
    return undefined
  }
}

export async function targetAtPort(
  place: DisplayPlace,
  port: number,
  signal: AbortSignal | undefined
): Promise<VncTarget> {
  const connection = await place.connection(signal)
  return { at: { host: '127.0.0.1', port }, password: null, looksOnly: false, connection }
}

/** Whether its server still listens; nothing else can be asked of one of another account. */
export async function listens(target: VncTarget, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const stream = await connectTo(target, id, signal)
    stream.on('error', () => undefined)
    stream.destroy()
    return true
  } catch (thrown) {
    if (Failure.from(thrown).code === 'refused') return false
    throw thrown
  }
}

export const goneFrom = (place: DisplayPlace, target: VncTarget, id: string): string =>
  `Display ${id} ended: nobody listens at ${addressText(target.at)} of ${place.host} any more.`
