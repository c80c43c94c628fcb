/** The way to a VNC server: where it listens, its password, a stream to it. */
import type { Duplex } from 'node:stream'
import { parseConnectionFile } from '@domain/displays/connection-file'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, OpenRequest } from './adapter'
import type { Attempt } from './retry'
import { diedFailure } from './vnc-create'
import { addressOf, type FoundServer, type VncAddress } from './vnc-found'
import { jobFileScript, ondemandFileScript } from './vnc-job-scripts'
import { passwordsScript, renewScript, stateScript } from './vnc-scripts'
import { newPasswords, passwordFile, readPasswordFile, type VncPasswords } from './vnc-secrets'

/** Where the server listens, and what it asks for. */
export interface VncTarget {
  readonly at: VncAddress
  readonly password: string | null
  /** The server itself lets whoever has this password only look. */
  readonly looksOnly: boolean
  /** The link over which it is reached. */
  readonly connection: Connection
}

export interface ReachWish {
  readonly right: OpenRequest['right']
  /**
   * `opening`: somebody will look at it, so the passwords may become new ones. `look`: a picture or a check of our own,
   * which changes nothing.
   */
  readonly purpose: 'opening' | 'look'
}

/** As people write it. */
export const addressText = (at: VncAddress): string => ('socket' in at ? at.socket : `${at.host}:${at.port}`)

function gone(place: DisplayPlace, id: string, log: string): Failure {
  const died = diedFailure(`${place.host} of ${place.site}`, log)
  return new Failure('not-found', `Display ${id} has ended. ${died.message}`, {
    hint: 'Make a new one; what ran in it is gone.',
    ...(died.detail !== undefined && { detail: died.detail })
  })
}

/** The last lines of its logs when our display has ended; null while it runs. */
export async function endOf(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined
): Promise<string | null> {
  const { stdout } = await connection.run(stateScript, { args: [id], signal })
  const [state, ...log] = stdout.toString().split('\n')
  return state === 'alive' ? null : log.join('\n')
}

/** Undefined: its server does not run. */
async function passwordsOf(
  connection: Connection,
  id: string,
  purpose: ReachWish['purpose'],
  signal: AbortSignal | undefined
): Promise<VncPasswords | undefined> {
  const { stdout, stderr } =
    purpose === 'opening'
      ? await connection.run(renewScript, { args: [id], stdin: passwordFile(newPasswords()), signal })
      : await connection.run(passwordsScript, { args: [id], signal })
  const said = stdout.toString().trim()
  if (said === 'gone') return undefined
  const passwords = readPasswordFile(Buffer.from(/^passwords ([0-9a-f]{32})$/.exec(said)?.[1] ?? '', 'hex'))
  if (passwords) return passwords
  throw new Failure('remote-error', `The password file of display ${id} cannot be read.`, {
    hint: 'The disk of the home folder may be full, or the file was removed: make room, or make a new display.',
    detail: stderr.toString().slice(0, 2000)
  })
}

async function reachOwn(
  place: DisplayPlace,
  found: FoundServer,
  { right, purpose }: ReachWish,
  signal: AbortSignal | undefined
): Promise<Attempt<VncTarget>> {
  const { id } = found.display
  const connection = await place.connection(signal)
  const passwords = await passwordsOf(connection, id, purpose, signal)
  if (!passwords) throw gone(place, id, (await endOf(connection, id, signal)) ?? '')
  const at = addressOf(found)
  if (!at) throw gone(place, id, '')
  const password = right === 'control' ? passwords.control : passwords.view
  return { ready: { at, password, looksOnly: right === 'view', connection } }
}

/** The file of the job is read anew each time: Open OnDemand changes the password after each login. */
async function reachInJob(
  place: DisplayPlace,
  found: FoundServer,
  { right }: ReachWish,
  signal: AbortSignal | undefined
): Promise<Attempt<VncTarget>> {
  const { id, state, message } = found.display
  if (state === 'ended' || state === 'closing') throw gone(place, id, message)
  const connection = await place.login(signal)
  const [script, name] = found.by === 'ondemand' ? [ondemandFileScript, found.server.session] : [jobFileScript, id]
  const { stdout, stderr } = await connection.run(script, { args: [name], signal })
  const [kind, ...rest] = stdout.toString().split('\n')
  const told = kind === 'connection' ? parseConnectionFile(rest.join('\n')) : null
  if (!told) {
    // Never what the file says: it holds a password.
    const seen = kind === 'connection' ? 'Its connection file is not whole.' : stdout.toString().slice(0, 2000)
    const detail = `${seen}\n${stderr.toString().slice(0, 2000)}`.trim()
    const why = message || 'Its job has not begun.'
    return { notYet: new Failure('timeout', why, { hint: 'Open it when it runs.', detail }) }
  }
  const looksOnly = right === 'view' && told.viewPassword !== null
  const password = looksOnly ? told.viewPassword : told.password
  return { ready: { at: { host: told.host, port: told.port }, password, looksOnly, connection } }
}

/** `not-found` for what is gone, `unreachable` for one of another host. */
export async function reachServer(
  place: DisplayPlace,
  found: FoundServer,
  wish: ReachWish,
  signal: AbortSignal | undefined
): Promise<Attempt<VncTarget>> {
  const { cannot, state, id, job, message } = found.display
  if (cannot.open !== undefined) throw new Failure('unreachable', cannot.open, { hint: 'Connect to that host.' })
  if (found.by === 'own' && job === null) return reachOwn(place, found, wish, signal)
  if (found.by === 'own' || found.by === 'ondemand') return reachInJob(place, found, wish, signal)
  const at = addressOf(found)
  if (state === 'ended' || !at) throw gone(place, id, message)
  return { ready: { at, password: null, looksOnly: false, connection: await place.connection(signal) } }
}

/** A stream to its server; `refused` with the display's name where nobody listens. */
export async function connectTo(target: VncTarget, id: string, signal: AbortSignal | undefined): Promise<Duplex> {
  const { at, connection } = target
  try {
    if ('socket' in at) return await connection.forwardOutSocket(at.socket, { signal })
    return await connection.forwardOut(at.host, at.port, { signal })
  } catch (thrown) {
    const failure = Failure.from(thrown)
    if (failure.code !== 'refused') throw failure
    const why =
      'socket' in at
        ? 'its SSH server does not allow connections to socket files (AllowStreamLocalForwarding)'
        : 'the host does not let others in'
    throw new Failure('refused', `Nobody listens at ${addressText(at)}, where display ${id} should be.`, {
      hint: `Its server may have ended just now, or ${why}: look at the list, and try again.`,
      cause: failure
    })
  }
}
