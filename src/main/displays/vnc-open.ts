/** A VNC display that is opened: its password made or read afresh, a stream to its server, and a viewer for it. */
import type { Duplex } from 'node:stream'
import type { Launch } from '@contract/display'
import { parseConnectionFile } from '@domain/displays/connection-file'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Opened, OpenRequest, Step } from './adapter'
import { type Attempt, step, untilReady } from './retry'
import type { VncChannels, VncEnd } from './vnc-channels'
import { diedFailure } from './vnc-create'
import { type FoundServer, findServer } from './vnc-found'
import { jobFileScript, ondemandFileScript } from './vnc-job-scripts'
import { passwordScript, stateScript } from './vnc-scripts'
import { newPasswords, passwordFile, type VncPasswords } from './vnc-secrets'
import type { VncViewers } from './vnc-viewer'

/** Where the server listens, and what it asks for. */
export interface VncTarget {
  readonly host: string
  readonly port: number
  readonly password: string | null
  /** The server itself lets whoever has this password only look. */
  readonly looksOnly: boolean
  /** The link over which it is reached. */
  readonly connection: Connection
}

/** Keeps the passwords of displays in memory, so that two who open one at once do not lock each other out. */
export interface VncTargets {
  /** `not-found` for what is gone, `timeout` for a job that does not begin. */
  reach(
    place: DisplayPlace,
    found: FoundServer,
    right: OpenRequest['right'],
    signal: AbortSignal | undefined
  ): Promise<Attempt<VncTarget>>
}

const keyOf = ({ site, host }: DisplayPlace, id: string): string => `${site}\n${host}\n${id}`

function gone(place: DisplayPlace, id: string, log: string): Failure {
  const died = diedFailure(`${place.host} of ${place.site}`, log)
  return new Failure('not-found', `Display ${id} has ended. ${died.message}`, {
    hint: 'Make a new one; what ran in it is gone.',
    ...(died.detail !== undefined && { detail: died.detail })
  })
}

async function stateOf(connection: Connection, id: string, signal: AbortSignal | undefined): Promise<string | null> {
  const { stdout } = await connection.run(stateScript, { args: [id], signal })
  const [state, ...log] = stdout.toString().split('\n')
  return state === 'alive' ? null : log.join('\n')
}

export function createVncTargets(): VncTargets {
  const known = new Map<string, VncPasswords>()

  /** The password file is written anew each time: another computer may have opened the display meanwhile. */
  const own = async (
    place: DisplayPlace,
    found: Extract<FoundServer, { by: 'own' }>,
    right: OpenRequest['right'],
    signal: AbortSignal | undefined
  ): Promise<Attempt<VncTarget>> => {
    const { id, listens } = found.display
    const connection = await place.connection(signal)
    const key = keyOf(place, id)
    const passwords = known.get(key) ?? newPasswords()
    known.set(key, passwords)
    const { stdout } = await connection.run(passwordScript, { args: [id], stdin: passwordFile(passwords), signal })
    if (stdout.toString().trim() !== 'done') {
      known.delete(key)
      throw gone(place, id, (await stateOf(connection, id, signal)) ?? '')
    }
    if (!listens) throw gone(place, id, '')
    const password = right === 'control' ? passwords.control : passwords.view
    return { ready: { ...listens, password, looksOnly: right === 'view', connection } }
  }

  /** The file of the job is read anew each time: Open OnDemand changes the password after each login. */
  const inJob = async (
    place: DisplayPlace,
    found: FoundServer,
    right: OpenRequest['right'],
    signal: AbortSignal | undefined
  ): Promise<Attempt<VncTarget>> => {
    const { id, state, message } = found.display
    if (state === 'ended' || state === 'closing') throw gone(place, id, message)
    const connection = await place.login(signal)
    const [script, name] = found.by === 'ondemand' ? [ondemandFileScript, found.server.session] : [jobFileScript, id]
    const { stdout } = await connection.run(script, { args: [name], signal })
    const [kind, ...rest] = stdout.toString().split('\n')
    const told = kind === 'connection' ? parseConnectionFile(rest.join('\n')) : null
    if (!told)
      return { notYet: new Failure('timeout', message || 'Its job has not begun.', { hint: 'Open it when it runs.' }) }
    const looksOnly = right === 'view' && told.viewPassword !== null
    const password = looksOnly ? told.viewPassword : told.password
    return { ready: { host: told.host, port: told.port, password, looksOnly, connection } }
  }

  return {
    async reach(place, found, right, signal) {
      const { cannot, listens, state } = found.display
      if (cannot.open !== undefined) throw new Failure('unreachable', cannot.open, { hint: 'Connect to that host.' })
      if (found.by === 'own' && found.display.job === null) return own(place, found, right, signal)
      if (found.by !== 'wrapper') return inJob(place, found, right, signal)
      if (state === 'ended' || !listens) throw gone(place, found.display.id, found.display.message)
      return {
        ready: { ...listens, password: null, looksOnly: false, connection: await place.connection(signal) }
      }
    }
  }
}

/** A stream to its server; `refused` with the display's name where nobody listens. */
export async function connectTo(target: VncTarget, id: string, signal: AbortSignal | undefined): Promise<Duplex> {
  const { host, port, connection } = target
  try {
    return await connection.forwardOut(host, port, { signal })
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code !== 'refused') throw failure
    throw new Failure('refused', `Nobody listens at ${host}:${port}, where display ${id} should be.`, {
      hint: 'Its server may have ended just now, or the host does not let others in: look at the list, and try again.',
      cause: failure
    })
  }
}

/** A server that is being ended lets go of its clients first. */
async function stays(connection: Connection, id: string, signal: AbortSignal): Promise<boolean> {
  for (let look = 0; look < 3; look++) {
    if ((await stateOf(connection, id, signal)) !== null) return false
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

/** As `DisplayAdapter.open`. */
export async function* openVnc(
  deps: { targets: VncTargets; channels: VncChannels; viewers: VncViewers },
  request: OpenRequest,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Opened, undefined> {
  const { place, id, right } = request
  const way = request.way === 'native' ? 'external' : (request.way ?? 'inside')
  if (way === 'web')
    throw new Failure('usage', 'VNC has no web client of its own.', { hint: 'Farscope shows it: choose inside.' })
  let found: FoundServer | undefined
  const target = yield* untilReady(
    `Asking for display ${id}`,
    async () => {
      found = await findServer(place, id, signal)
      return deps.targets.reach(place, found, right, signal)
    },
    signal
  )
  if (!found) throw new Failure('internal', 'The display was not looked for.')
  const server = found
  const base: Launch = {
    ...{ kind: 'vnc', way, sessionId: id, right, url: null, channel: null, file: null },
    ...{ host: target.host, port: target.port }
  }
  if (request.print && way === 'inside')
    return { launch: base, ended: Promise.resolve(), close: () => Promise.resolve() }
  if (way === 'external') {
    if (right === 'view' && !target.looksOnly)
      throw new Failure('not-allowed', 'You may look only, and this server would let a viewer drive.', {
        hint: 'Open it inside Farscope.'
      })
    yield step('Opening a viewer')
    return deps.viewers.open({ place, id, target, print: request.print, launch: base }, signal)
  }
  yield step(`Connecting to ${target.host}:${target.port}`)
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
