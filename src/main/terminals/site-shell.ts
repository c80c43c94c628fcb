/** The login shell of a site over the shared connection. */
import { StringDecoder } from 'node:string_decoder'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'
import { endReason, type ShellEnd, type ShellRequest, type ShellSource } from './shell-source'

/**
 * It starts in the login's home, whatever `folder` says: to go elsewhere, a `cd` would have to be typed into the shell
 * for all to see, since SSH gives a login shell no folder and a program other than the login shell no resizing here.
 */
export async function openSiteShell(
  connection: Connection,
  request: ShellRequest,
  signal: AbortSignal
): Promise<ShellSource> {
  const channel = await connection.shell({ term: 'xterm-256color', cols: request.cols, rows: request.rows, signal })
  const { stream } = channel
  const decoder = new StringDecoder('utf8')
  stream.on('data', (chunk: Buffer) => request.onText(decoder.write(chunk)))
  const drained = new Promise<void>(resolve => {
    stream.once('end', resolve)
    stream.once('close', resolve)
    stream.once('error', () => resolve())
  })
  const exit = channel.exit.then(
    ({ code, signal: name }): ShellEnd => ({ code, signal: name, reason: endReason(code, name) }),
    (thrown: unknown): ShellEnd => ({ code: null, signal: null, reason: `Link lost: ${Failure.from(thrown).message}` })
  )
  const ended = exit.then(async end => {
    await drained
    request.onText(decoder.end())
    return end
  })
  return {
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    write: text =>
      new Promise((resolve, reject) => {
        stream.write(text, error => {
          if (error) reject(new Failure('unreachable', 'The shell no longer takes input.', { cause: error }))
          else resolve()
        })
      }),
    resize: channel.resize,
    close: channel.close,
    ended
  }
}
