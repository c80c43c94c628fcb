/** VNC displays that are made: a server on a host, or in a job of SLURM. */
import type { Display, DisplayWish } from '@contract/display'
import { startedDisplay, startTrouble } from '@domain/displays/vncserver-words'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Connection } from '../ssh/types'
import type { DisplayPlace, Step } from './adapter'
import { step } from './retry'
import { loggedIn } from './rfb-login'
import { createInJob } from './vnc-create-job'
import { findServer } from './vnc-found'
import { closeScript, goScript, startScript, stateScript, wrapperScript } from './vnc-scripts'
import { newAuthority, newPasswords, passwordFile } from './vnc-secrets'

/** Pixels where none are asked for. */
const usualSize = '1920x1080'

/** A server that dies after it started does so within some seconds: its desktop ended, or X could not stay. */
export const vncWatchMs = 3_000
const lookMs = 750

/** `usage` for what VNC has not. */
function refuseForeign(wish: DisplayWish): void {
  const foreign =
    wish.type === 'console'
      ? 'VNC shows a screen of its own, never the one of the machine: leave the type at virtual.'
      : wish.gl !== undefined
        ? 'OpenGL on the GPU is an option of DCV.'
        : wish.by === 'pcluster'
          ? "ParallelCluster's connect script is for DCV."
          : null
  if (foreign) throw new Failure('usage', foreign)
}

/** The last lines of the logs, with what they mean where that is known. */
export function diedFailure(where: string, log: string): Failure {
  const trouble = startTrouble(log)
  const last = log.trim().split('\n').at(-1)?.trim()
  return new Failure('remote-error', `The VNC server on ${where} ended: ${trouble ?? (last || 'it said nothing')}.`, {
    hint: 'Its own words are below. Without a desktop on the host, give a command that shows something.',
    ...(log.trim() && { detail: log.trim().slice(-4000) })
  })
}

/** Where servers on sockets were found not to be reached: their SSH servers forbid it. */
const withoutSockets = new WeakSet<Connection>()

/** Whether it lets us in through the link. */
async function isReached(
  connection: Connection,
  socket: string,
  password: string,
  signal: AbortSignal | undefined
): Promise<boolean> {
  try {
    const stream = await connection.forwardOutSocket(socket, { signal })
    await loggedIn(stream, { password, signal }, async () => undefined)
    return true
  } catch (thrown) {
    if (signal?.aborted || !connection.connected) throw thrown
    return false
  }
}

/**
 * Gives the id of a display that came up, by the server program itself; null where it is not installed. It listens on a
 * socket file that no other account of the host may open, where the server can and the SSH server lets us there.
 */
async function startServer(
  connection: Connection,
  wish: DisplayWish,
  where: string,
  signal: AbortSignal | undefined
): Promise<string | null> {
  const passwords = newPasswords()
  const wished = withoutSockets.has(connection) ? 'port' : 'socket'
  const { stdout, stderr } = await connection.run(startScript, {
    args: [wish.size ?? usualSize, oneLine(wish.name), wish.command ?? '', wished],
    ...{ stdin: Buffer.concat([passwordFile(passwords), newAuthority()]), signal, timeoutMs: 90_000 }
  })
  const [first = '', ...log] = stdout.toString().split('\n')
  if (first === 'none') return null
  const [, display, place = ''] = /^display (\d+) (\d+|\/\S+)$/.exec(first) ?? []
  if (display === undefined) throw diedFailure(where, log.join('\n') || stderr.toString())
  const id = `:${display}`
  if (!place.startsWith('/')) return id
  if (await isReached(connection, place, passwords.control, signal)) {
    await connection.run(goScript, { args: [id], signal })
    return id
  }
  withoutSockets.add(connection)
  await connection.run(closeScript, { args: [id], signal })
  return startServer(connection, wish, where, signal)
}

/** By the wrapper, with the password file that the account has. */
async function startWrapper(
  connection: Connection,
  wrapper: string,
  wish: DisplayWish,
  where: string,
  signal: AbortSignal | undefined
): Promise<string> {
  const { stdout } = await connection.run(wrapperScript, {
    args: [wrapper, wish.size ?? usualSize, oneLine(wish.name) || 'Farscope'],
    ...{ signal, timeoutMs: 60_000 }
  })
  const said = stdout.toString()
  if (said.trim() === 'no-password')
    throw new Failure('not-allowed', `vncserver on ${where} needs a password that this account has not set.`, {
      hint: `Run vncpasswd in a terminal on ${where} once, then try again.`
    })
  const started = startedDisplay(said)
  if (started) return `:${started.display}`
  throw diedFailure(where, said)
}

/** Names stand in a line of a file on the host. */
export const oneLine = (name: string): string => name.replace(/\s+/g, ' ').trim()

/** Looks until it has lived for so long. */
async function livesOn(
  place: DisplayPlace,
  id: string,
  where: string,
  watchMs: number,
  signal: AbortSignal | undefined
): Promise<void> {
  const until = performance.now() + watchMs
  while (performance.now() < until) {
    await pause(lookMs, signal)
    if (signal?.aborted) throw new Failure('cancelled', 'Making the display was cancelled.')
    const connection = await place.connection(signal)
    const { stdout } = await connection.run(stateScript, { args: [id], signal })
    const [state, ...log] = stdout.toString().split('\n')
    if (state !== 'alive') throw diedFailure(where, log.join('\n'))
  }
}

/** As `DisplayAdapter.create`. `watchMs`: how long it is watched whether a server on a host stays. */
export async function* createVnc(
  wish: DisplayWish,
  place: DisplayPlace,
  watchMs: number,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, Display, undefined> {
  refuseForeign(wish)
  if (wish.job) return yield* createInJob(wish, wish.job, place, signal)
  const where = `${place.host} of ${place.site}`
  yield step(`Starting a VNC server on ${where}`)
  const connection = await place.connection(signal)
  const own = await startServer(connection, wish, where, signal)
  if (own) {
    yield step('Looking whether it stays')
    await livesOn(place, own, where, watchMs, signal)
    return (await findServer(place, own, signal)).display
  }
  const { stdout } = await connection.run('command -v vncserver || command -v tigervncserver', { signal })
  const wrapper = stdout.toString().trim().split('\n').at(-1)
  if (!wrapper)
    throw new Failure('command-missing', `No VNC server is installed on ${where}: Xvnc was not found.`, {
      hint: 'Ask the facility for TigerVNC or TurboVNC, or choose another host or kind of display.'
    })
  if (wish.command !== undefined)
    throw new Failure('usage', `On ${where} only vncserver is there, which starts the desktop of ~/.vnc/xstartup.`, {
      hint: 'Leave the command empty, and put it into ~/.vnc/xstartup.'
    })
  yield step(`Starting it with ${wrapper}`)
  const id = await startWrapper(connection, wrapper, wish, where, signal)
  return (await findServer(place, id, signal)).display
}
