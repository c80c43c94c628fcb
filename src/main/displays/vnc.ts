/** VNC: TigerVNC and TurboVNC on a host or in a job of SLURM, and the displays of Open OnDemand. */
import { join } from 'node:path'
import { parseVncClients } from '@domain/displays/vnc-people'
import type { SeenPerson } from '@domain/displays/who-drives'
import { Failure } from '@domain/failure'
import type { Platform } from '../platform'
import type { CheckRequest, DisplayAdapter, DisplayPlace, KindChecks, StepResult } from './adapter'
import { createSecretFiles } from './connection-file'
import type { VncChannels } from './vnc-channels'
import { createVnc, vncWatchMs } from './vnc-create'
import { findServers } from './vnc-found'
import { idOfPort } from './vnc-instrument'
import { cancelScript } from './vnc-job-scripts'
import type { VncLoginDependencies } from './vnc-login'
import { checkSession, findOwn, pictureOf } from './vnc-look'
import { openVnc } from './vnc-open'
import { closeScript, killScript, peopleScript } from './vnc-scripts'
import { createVncViewers, type ViewerPlatform, type VncViewers } from './vnc-viewer'

export interface VncDependencies extends Pick<VncLoginDependencies, 'ask'> {
  readonly platform: ViewerPlatform & Pick<Platform, 'secrets' | 'log'>
  /** Shared with the router. */
  readonly channels: VncChannels
  /** How long it is watched whether a new server stays. Milliseconds; unset: some seconds. */
  readonly watchMs?: number | undefined
}

type LookDependencies = Pick<VncLoginDependencies, 'secrets' | 'log'>

/** Wrappers and servers take their time to end on a busy host. */
const slow = { timeoutMs: 60_000 } as const

async function closeServer(place: DisplayPlace, one: string, signal: AbortSignal | undefined): Promise<void> {
  const found = await findOwn(place, one, 'end it', signal)
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
): Promise<readonly SeenPerson[]> {
  const found = await findOwn(place, id, 'tell who looks at it', signal)
  const { cannot, owner } = found.display
  if (cannot.people !== undefined) throw new Failure('unsupported', cannot.people)
  const connection = await place.connection(signal)
  const { stdout } = await connection.run(peopleScript, { args: [id], signal })
  return parseVncClients(stdout.toString()).map(({ address, since }) => ({
    // Only its owner has the password; the log has no names.
    user: owner,
    since: since === null ? null : new Date(since).toISOString(),
    address,
    right: null
  }))
}

/** What only VNC knows of the road to a display. */
function checksOf(deps: LookDependencies, viewers: VncViewers, { place, id }: CheckRequest): KindChecks {
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
    id === undefined
      ? { state: 'skipped', text: 'No display was chosen.', hint: '' }
      : checkSession(deps, place, id, signal)
  const client = async (): Promise<StepResult> => {
    const viewer = viewers.find()
    return { state: 'pass', text: `Farscope draws it${viewer ? `; ${viewer} is here, too` : ''}.`, hint: '' }
  }
  return { server, session, client }
}

export function createVncAdapter(dependencies: VncDependencies): DisplayAdapter {
  const { platform, channels, ask, watchMs = vncWatchMs } = dependencies
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
    create: (wish, place, signal) => createVnc(wish, place, watchMs, signal),
    idOf: idOfPort,
    open: (request, signal) => openVnc({ ...{ channels, viewers, ask }, secrets, log }, request, signal),
    close: closeServer,
    people: peopleOf,
    thumbnail: (place, id, width, signal) => pictureOf({ secrets, log }, place, id, width, signal),
    check: request => checksOf({ secrets, log }, viewers, request),
    dispose: async () => {
      channels.closeAll()
      await secretFiles.removeAll()
    }
  }
}
