/** The login shell of a site over the shared connection. */
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { Failure } from '@domain/failure'
import type { Connection, ShellChannel } from '../ssh/types'
import { endReason, type ShellEnd, type ShellRequest, type ShellSource } from './shell-source'

const term = 'xterm-256color'

/** Becomes the login shell in folder `$1`. The folder is not printed: its name could hold control characters. */
const shellInFolder = `cd -- "$1" 2>/dev/null || printf 'The folder of this terminal cannot be entered; this is your home.\\n'
exec "\${SHELL:-/bin/sh}" -l`

/** The channel of a shell, whichever way it was started. */
interface OpenShell extends Pick<ShellChannel, 'exit' | 'resize' | 'close'> {
  readonly input: Writable
  readonly output: Readable
}

/** SSH gives a login shell no folder, and a `cd` typed into it would be seen; so a script goes there and becomes it. */
async function startShell(connection: Connection, request: ShellRequest, signal: AbortSignal): Promise<OpenShell> {
  const { cols, rows, folder } = request
  if (folder === undefined) {
    const channel = await connection.shell({ term, cols, rows, signal })
    const { exit, resize, close, stream } = channel
    return { exit, resize, close, input: stream, output: stream }
  }
  const pty = { term, cols, rows }
  const running = await connection.start(shellInFolder, { args: [folder], pty, priority: 'terminal', signal })
  // On a pseudo-terminal nothing comes this way, and unread it could hold back the end.
  running.stderr.resume()
  const { exit, resize, close, stdin, stdout } = running
  return { exit, resize, close, input: stdin, output: stdout }
}

/** The login's shell in `folder`, or at home, which it says when the folder cannot be entered. */
export async function openSiteShell(
  connection: Connection,
  request: ShellRequest,
  signal: AbortSignal
): Promise<ShellSource> {
  const { input, output, ...shell } = await startShell(connection, request, signal)
  const decoder = new StringDecoder('utf8')
  output.on('data', (chunk: Buffer) => request.onText(decoder.write(chunk)))
  const drained = new Promise<void>(resolve => {
    output.once('end', resolve)
    output.once('close', resolve)
    output.once('error', () => resolve())
  })
  const exit = shell.exit.then(
    ({ code, signal: name }): ShellEnd => ({ code, signal: name, reason: endReason(code, name) }),
    (thrown: unknown): ShellEnd => ({ code: null, signal: null, reason: `Link lost: ${Failure.from(thrown).message}` })
  )
  const ended = exit.then(async end => {
    await drained
    request.onText(decoder.end())
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
    resize: shell.resize,
    close: shell.close,
    ended
  }
}
