/** A shell of a site over the shared connection: the login shell itself, or one that its host keeps. */
import { randomBytes } from 'node:crypto'
import { Duplex, type Readable, type Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { KeptShell } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { narrowWindow } from '../ssh/narrow-window'
import type { Connection, ExitInfo, ShellChannel } from '../ssh/types'
import { KeeperGate } from './keeper-gate'
import { goneFailure, type KeptCall, showKept } from './kept-shells'
import { goneStatus, leftStatus, shellInFolder } from './shell-scripts'
import { endReason, type ShellEnd, type ShellRequest, type ShellSource } from './shell-source'

const term = 'xterm-256color'
/** Bytes that a shell may print ahead of the screen: 5 MB/s over a path of 50 ms. */
const windowBytes = 256 * 1024

/** The channel of a shell, whichever way it was started. */
interface OpenChannel extends Pick<ShellChannel, 'exit' | 'resize' | 'close'> {
  readonly input: Writable
  readonly output: Readable
}

export interface ShellStart {
  readonly folder?: string | undefined
  /** What runs instead of the shell. */
  readonly command?: readonly string[] | undefined
  /** Only where the server gives a channel at once, else `channel-refused`. */
  readonly spare?: boolean | undefined
}

/** SSH gives a login shell no folder, and a `cd` typed into it would be seen; so a script goes there and becomes it. */
async function startShell(
  connection: Connection,
  { cols, rows }: ShellRequest,
  { folder, command = [], spare = false }: ShellStart,
  signal: AbortSignal
): Promise<OpenChannel> {
  if (folder === undefined && command.length === 0) {
    const channel = await connection.shell({ term, cols, rows, spare, signal })
    const { exit, resize, close, stream } = channel
    return { exit, resize, close, input: stream, output: stream }
  }
  const pty = { term, cols, rows }
  const running = await connection.start(shellInFolder, {
    args: [folder ?? '', ...command],
    pty,
    priority: spare ? 'spare' : 'terminal',
    signal
  })
  // On a pseudo-terminal nothing comes this way, and unread it could hold back the end.
  running.stderr.resume()
  const { exit, resize, close, stdin, stdout } = running
  return { exit, resize, close, input: stdin, output: stdout }
}

function lostEnd(thrown: unknown): ShellEnd {
  return { code: null, signal: null, reason: `Link lost: ${Failure.from(thrown).message}`, lost: true }
}

/** Reads the channel as text; `endOf` tells how the exit of its program is to be taken. */
function readChannel(
  { input, output, exit, resize, close }: OpenChannel,
  onText: (text: string) => void,
  endOf: (exit: ExitInfo) => ShellEnd
): ShellSource {
  const decoder = new StringDecoder('utf8')
  // The input is the channel itself, whatever its output goes through first.
  if (input instanceof Duplex) narrowWindow(input, windowBytes)
  output.on('data', (chunk: Buffer) => onText(decoder.write(chunk)))
  const drained = new Promise<void>(resolve => {
    output.once('end', resolve)
    output.once('close', resolve)
    output.once('error', () => resolve())
  })
  const ended = exit.then(endOf, lostEnd).then(async end => {
    await drained
    onText(decoder.end())
    return end
  })
  return {
    pause: () => output.pause(),
    resume: () => output.resume(),
    write: text =>
      new Promise((resolve, reject) => {
        input.write(text, error => {
          if (error) reject(new Failure('unreachable', 'The shell no longer takes input.', { cause: error }))
          else resolve()
        })
      }),
    resize,
    close,
    ended
  }
}

/** The login's shell in `folder`, or at home, which it says when the folder cannot be entered. */
export async function openLoginShell(
  connection: Connection,
  request: ShellRequest,
  start: ShellStart,
  signal: AbortSignal
): Promise<ShellSource> {
  const channel = await startShell(connection, request, start, signal)
  const endOf = ({ code, signal: name }: ExitInfo): ShellEnd => ({
    ...{ code, signal: name, lost: false },
    reason: endReason(code, name)
  })
  return readChannel(channel, request.onText, endOf)
}

/** How the program ended that showed a kept shell. The status of the shell itself is known to nobody. */
function keptEnd({ code }: ExitInfo, kept: KeptShell, host: string): ShellEnd {
  const end = { code: null, signal: null, lost: false }
  if (code === goneStatus) return { ...end, reason: goneFailure(kept, host).message }
  if (code === leftStatus)
    return { ...end, reason: `The shell goes on in ${kept.by} on ${host}; it is shown elsewhere, or was left.` }
  return { ...end, reason: endReason(null, null) }
}

/**
 * Shows a kept shell. `history`: this screen has not seen what had scrolled away. Whether the session is there comes
 * out on the way: one that is gone ends at once, with that reason.
 */
export async function openKeptShell(
  connection: Connection,
  request: ShellRequest & { readonly history: boolean },
  kept: KeptShell,
  call: KeptCall
): Promise<ShellSource> {
  const mark = `farscope-${randomBytes(12).toString('hex')}`
  const running = await showKept(connection, kept, { ...request, mark }, call)
  running.stderr.resume()
  const { exit, resize, close, stdin, stdout } = running
  const gate = kept.by === 'tmux' ? new KeeperGate(mark, stdin) : undefined
  if (gate) stdout.pipe(gate)
  const channel = { exit, resize, close, input: stdin, output: gate ?? stdout }
  const source = readChannel(channel, request.onText, info => keptEnd(info, kept, connection.target.host))
  if (!gate) return source
  return { ...source, write: async text => gate.shown.then(() => source.write(text)) }
}
