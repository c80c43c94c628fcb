/** VNC: TigerVNC and TurboVNC on a host or in a job of SLURM, and the displays of Open OnDemand. */
import { join } from 'node:path'
import type { DisplayPerson } from '@contract/display'
import { parseVncClients } from '@domain/displays/vnc-people'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { CheckRequest, DisplayAdapter, DisplayPlace, KindChecks, StepResult } from './adapter'
import { createSecretFiles } from './connection-file'
import { loggedIn } from './rfb-login'
import { takePicture } from './rfb-picture'
import type { VncChannels } from './vnc-channels'
import { createVnc } from './vnc-create'
import { type FoundServer, findServer, findServers } from './vnc-found'
import { idOfPort } from './vnc-instrument'
import { cancelScript } from './vnc-job-scripts'
import type { VncLoginDependencies } from './vnc-login'
import { openVnc } from './vnc-open'
import { closeScript, killScript, peopleScript } from './vnc-scripts'
import { addressText, connectTo, reachServer } from './vnc-target'
import { createVncViewers, type ViewerPlatform, type VncViewers } from './vnc-viewer'

export interface VncDependencies extends Pick<VncLoginDependencies, 'ask'> {
  readonly platform: ViewerPlatform & Pick<Platform, 'secrets' | 'log'>
  /** Shared with the router. */
  readonly channels: VncChannels
}

/** Wrappers and servers take their time to end on a busy host. */
const slow = { timeoutMs: 60_000 } as const

async function closeServer(place: DisplayPlace, found: FoundServer, signal: AbortSignal | undefined): Promise<void> {
  const { id, job, cannot } = found.display
  if (cannot.close !== undefined) throw new Failure('unsupported', cannot.close)
  if (job !== null) {
    const login = await place.login(signal)
    const { code, stderr } = await login.run(cancelScript, { args: [job], signal })
    const words = stderr.toString().trim()
    if (code !== 0 && found.display.state !== 'ended')
      throw new Failure('remote-error', `SLURM of ${place.site} did not end job ${job}: ${words}`, { detail: words })
  }
  const connection = await (job === null ? place.connection(signal) : place.login(signal))
  if (found.by === 'own') await connection.run(closeScript, { args: [id], ...slow, signal })
  if (found.by !== 'wrapper') return
  const { code, stdout } = await connection.run(killScript, {
    args: [`${found.server.display}`, found.wrapper],
    ...{ ...slow, signal }
  })
  if (code === 0) return
  throw new Failure('remote-error', `vncserver on ${place.host} did not end ${id}.`, {
    detail: stdout.toString().slice(0, 2000)
  })
}

async function peopleOf(
  place: DisplayPlace,
  id: string,
  signal: AbortSignal | undefined
): Promise<readonly DisplayPerson[]> {
  const found = await findServer(place, id, signal)
  const { cannot, owner } = found.display
  if (cannot.people !== undefined) throw new Failure('unsupported', cannot.people)
  const connection = await place.connection(signal)
  const { stdout } = await connection.run(peopleScript, { args: [id], signal })
  return parseVncClients(stdout.toString()).map(({ address, since }) => ({
    // Only its owner has the password; the log has no names.
    user: owner,
    since: since === null ? null : new Date(since).toISOString(),
    address,
    right: null,
    driving: null
  }))
}

async function pictureOf(
  place: DisplayPlace,
  id: string,
  width: number,
  signal: AbortSignal | undefined
): Promise<Uint8Array> {
  const found = await findServer(place, id, signal)
  if (found.display.cannot.thumbnail !== undefined) throw new Failure('unsupported', found.display.cannot.thumbnail)
  const take = async (): Promise<Uint8Array> => {
    const attempt = await reachServer(place, found, { right: 'view', purpose: 'look' }, signal)
    if (!('ready' in attempt)) throw attempt.notYet
    const stream = await connectTo(attempt.ready, id, signal)
    return takePicture(stream, { password: attempt.ready.password, width, signal })
  }
  try {
    return await take()
  } catch (thrown) {
    // Somebody may have opened it, with a new password, between the look at the password and the login.
    const mayHaveChanged = found.by === 'own' || found.by === 'ondemand'
    if (!mayHaveChanged || Failure.from(thrown).code !== 'auth-failed') throw thrown
    return take()
  }
}

/**
 * Whether it lets us in. The login is made although only its answer counts: servers shut everybody out after some
 * connections without one (five in a row, TigerVNC 1.12), and each through the link looks to them as of the same host.
 */
async function checkSession(place: DisplayPlace, id: string, signal: AbortSignal): Promise<StepResult> {
  const found = await findServer(place, id, signal)
  const attempt = await reachServer(place, found, { right: 'view', purpose: 'look' }, signal)
  if (!('ready' in attempt)) return { state: 'warn', text: attempt.notYet.message, hint: attempt.notYet.hint }
  const { ready: target } = attempt
  const stream = await connectTo(target, id, signal)
  try {
    await loggedIn(stream, { password: target.password, signal }, async () => undefined)
    return { state: 'pass', text: `It listens at ${addressText(target.at)} and lets you in.`, hint: '' }
  } catch (thrown) {
    if (found.by === 'own' || Failure.from(thrown).code !== 'auth-failed') throw thrown
    const text = `It listens at ${addressText(target.at)}; whether it lets you in was not seen.`
    return { state: 'pass', text, hint: Failure.from(thrown).message }
  }
}

/** What only VNC knows of the road to a display. */
function checksOf(viewers: VncViewers, { place, id }: CheckRequest): KindChecks {
  const server = async (signal: AbortSignal): Promise<StepResult> => {
    const { report } = await findServers(place, signal)
    const program = report.server ?? report.wrapper
    if (program) return { state: 'pass', text: `${program} is there.`, hint: '' }
    return {
      state: 'fail',
      text: `No VNC server was found on ${place.host}.`,
      hint: 'Ask the facility for TigerVNC or TurboVNC. In a job, the node may have one all the same.'
    }
  }
  const session = async (signal: AbortSignal): Promise<StepResult> =>
    id === undefined ? { state: 'skipped', text: 'No display was chosen.', hint: '' } : checkSession(place, id, signal)
  const client = async (): Promise<StepResult> => {
    const viewer = viewers.find()
    return { state: 'pass', text: `Farscope draws it${viewer ? `; ${viewer} is here, too` : ''}.`, hint: '' }
  }
  return { server, session, client }
}

export function createVncAdapter({ platform, channels, ask }: VncDependencies): DisplayAdapter {
  const secretFiles = createSecretFiles(join(platform.dataFolder, 'viewers'))
  const viewers = createVncViewers({ platform, secretFiles })
  const { secrets, log } = platform
  return {
    kind: 'vnc',
    async list(place, signal) {
      const { report, servers } = await findServers(place, signal)
      if (servers.length === 0 && report.server === null && report.wrapper === null) return null
      return servers.map(({ display }) => display)
    },
    create: createVnc,
    idOf: idOfPort,
    open: (request, signal) => openVnc({ ...{ channels, viewers, ask }, secrets, log }, request, signal),
    close: async (place, id, signal) => closeServer(place, await findServer(place, id, signal), signal),
    people: peopleOf,
    thumbnail: (place, id, width, signal) => pictureOf(place, id, width, signal),
    check: request => checksOf(viewers, request),
    dispose: async () => {
      channels.closeAll()
      await secretFiles.removeAll()
    }
  }
}
