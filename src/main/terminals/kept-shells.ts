/** Shells that live in tmux or screen on their host, so that they outlive the link. */
import { randomBytes } from 'node:crypto'
import type { KeptShell, KeptShellView } from '@contract/terminals'
import { decodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { forAnyLoginShell, withArguments } from '@domain/shell'
import { parseKeptList } from '@domain/terminals/kept-list'
import { orAborted } from '../ssh/errors'
import type { Connection, RunningScript, RunResult } from '../ssh/types'
import * as scripts from './shell-scripts'

/** What a kept shell is made or shown with. */
export interface KeptSize {
  readonly cols: number
  readonly rows: number
}

/** How the channels of a question are got. */
export interface KeptCall {
  readonly signal?: AbortSignal | undefined
  /**
   * The first channel only where the server gives it at once, else `channel-refused`. Where it did there is room: the
   * ones after it wait for the moment that a server takes to free a channel.
   */
  readonly spare?: boolean | undefined
}

/** Milliseconds in which tmux or screen has to answer. */
const limitMs = 15_000
const keepers = new WeakMap<Connection, Promise<KeptShell['by'] | null>>()

function run(
  connection: Connection,
  script: string,
  args: string[],
  { signal, spare = false }: KeptCall = {}
): Promise<RunResult> {
  return connection.run(script, { args, timeoutMs: limitMs, signal, priority: spare ? 'spare' : 'exec' })
}

/** Which of the two the host has; asked once a connection. A failed question counts for that time only. */
function keeperOf(connection: Connection, call: KeptCall): Promise<KeptShell['by'] | null> {
  const known = keepers.get(connection)
  if (known) return known
  const asked = run(connection, scripts.findKeeper, [], call).then(({ stdout }) => {
    const said = stdout.toString('utf8').trim()
    return said === 'tmux' || said === 'screen' ? said : null
  })
  keepers.set(connection, asked)
  asked.catch(() => keepers.delete(connection))
  return asked
}

/** What runs in the session: the login shell, which is not to know that it runs in tmux or screen. */
function shellLine(folder: string | undefined): string {
  const script = `unset TMUX TMUX_PANE STY WINDOW\n${scripts.shellInFolder}`
  return forAnyLoginShell(withArguments(script, [folder ?? '']))
}

/**
 * Makes a kept shell; null where the host has neither program. `remote-error` when that program refuses. One that was
 * begun when `signal` ended the wait is ended over `shared`, which lives longer than a connection made for this shell.
 */
export async function createKept(
  connection: Connection,
  { cols, rows, folder }: KeptSize & { readonly folder?: string | undefined },
  { signal, spare = false, shared = connection }: KeptCall & { readonly shared?: Connection } = {}
): Promise<KeptShell | null> {
  const isFirst = keepers.has(connection)
  const by = await keeperOf(connection, { signal, spare })
  if (by === null) return null
  const name = `farscope-${randomBytes(6).toString('hex')}`
  const script = by === 'tmux' ? scripts.createInTmux : scripts.createInScreen
  // Never given up half-way: what it makes after we looked away would stay there.
  const making = run(connection, script, [name, String(cols), String(rows), shellLine(folder)], {
    spare: spare && isFirst
  })
  let made: RunResult
  try {
    made = await orAborted(signal, making)
    if (made.code === 0) return { by, name }
  } catch (thrown) {
    // Where nothing was begun, or nobody can be reached, there is nothing to end.
    if (!shared.connected || Failure.from(thrown).code === 'channel-refused') throw thrown
    void making.catch(() => undefined).then(() => endUnseen(shared, { by, name }))
    throw thrown
  }
  throw new Failure('remote-error', `${by} on ${connection.target.host} could not start a session.`, {
    detail: made.stderr.toString('utf8').trim().slice(0, 2000)
  })
}

/** Ends one that nobody has seen. Best effort, and never rejects. */
export async function endUnseen(connection: Connection, kept: KeptShell): Promise<void> {
  await endKept(connection, kept).catch(() => undefined)
}

/**
 * Shows it on a new pseudo-terminal. `history`: what had scrolled away comes first (tmux only). tmux prints the line `mark`
 * before it begins, and waits for a line.
 */
export function showKept(
  connection: Connection,
  { by, name }: KeptShell,
  { cols, rows, history, mark }: KeptSize & { readonly history: boolean; readonly mark: string },
  { signal, spare = false }: KeptCall = {}
): Promise<RunningScript> {
  return connection.start(by === 'tmux' ? scripts.showFromTmux : scripts.showFromScreen, {
    args: [name, history ? '1' : '0', String(rows), mark],
    pty: { term: 'xterm-256color', cols, rows },
    priority: spare ? 'spare' : 'terminal',
    signal
  })
}

/** All that are on the host, newest first. */
export async function listKept(connection: Connection, call?: KeptCall): Promise<KeptShellView[]> {
  const { stdout } = await run(connection, scripts.listKept, [], call)
  return parseKeptList(stdout.toString('utf8'))
}

/** Ends the shell; one that is gone already is no error. */
export async function endKept(connection: Connection, { by, name }: KeptShell, call?: KeptCall): Promise<void> {
  const ended = await run(connection, by === 'tmux' ? scripts.endInTmux : scripts.endInScreen, [name], call)
  if (ended.code !== 0)
    throw new Failure('remote-error', `${by} on ${connection.target.host} did not end ${name}.`, {
      detail: ended.stderr.toString('utf8').trim().slice(0, 2000)
    })
}

/** Where the shell is now; null with screen, which does not tell. */
export async function keptFolder(
  connection: Connection,
  { by, name }: KeptShell,
  call?: KeptCall
): Promise<string | null> {
  if (by !== 'tmux') return null
  const { stdout } = await run(connection, scripts.folderInTmux, [name], call)
  const folder = decodeName(stdout).replace(/\n$/, '')
  return folder.startsWith('/') ? folder : null
}

/** The failure of showing a session that is not there. */
export function goneFailure({ by, name }: KeptShell, host: string): Failure {
  return new Failure('not-found', `The kept shell ${name} is not in ${by} on ${host} any more.`, {
    hint: 'It has ended, the host was restarted, or it is on another login node behind the same name.'
  })
}
