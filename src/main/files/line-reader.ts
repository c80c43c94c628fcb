/** The lines that a running script prints, one by one, with a limit for each. */
import { Failure } from '@domain/failure'
import { abortFailure } from '../ssh/errors'
import type { RunningScript } from '../ssh/types'

export interface NextLine {
  /**
   * Without its newline, be it of Windows. Rejects with `timeout` after so many milliseconds without one, `cancelled`, or the reason why
   * the script ended (`remote-error` when it just did).
   */
  next(limitMs: number): Promise<Buffer>
  /** Listens no more; what still comes is thrown away. */
  close(): void
}

const newline = 10
const carriageReturn = 13
/** A path has at most 4,096 bytes on Linux, and no line holds more than one. */
const longestLine = 64 * 1024

/** `label`: the host, for messages. Also keeps standard error from filling up. The script itself is the caller's to close. */
export function lineReader(script: RunningScript, label: string, signal: AbortSignal | undefined): NextLine {
  const lines: Buffer[] = []
  let rest: Buffer = Buffer.alloc(0)
  let failure: Failure | undefined
  let wake: () => void = () => undefined
  const end = (thrown: Failure): void => {
    failure ??= thrown
    wake()
  }
  const take = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk])
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      lines.push(rest.subarray(0, rest[at - 1] === carriageReturn ? at - 1 : at))
      rest = rest.subarray(at + 1)
    }
    if (rest.length > longestLine) end(new Failure('protocol', `${label} printed a line without end.`))
    wake()
  }
  const abort = (): void => end(signal ? abortFailure(signal) : new Failure('cancelled', 'The work was cancelled.'))
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  script.stdin.on('error', () => undefined)
  script.stderr.resume()
  script.stdout.on('data', take)
  script.exit.then(
    () => end(new Failure('remote-error', `The command that computes checksums at ${label} ended too early.`)),
    (thrown: unknown) => end(Failure.from(thrown))
  )
  return {
    async next(limitMs) {
      const timer = setTimeout(() => {
        end(
          new Failure('timeout', `No checksum came from ${label} for ${Math.round(limitMs / 1000)} seconds.`, {
            hint: 'The file system there may hang; try again later.'
          })
        )
      }, limitMs)
      try {
        while (true) {
          const line = lines.shift()
          if (line) return line
          if (failure) throw failure
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
      } finally {
        clearTimeout(timer)
      }
    },
    close() {
      signal?.removeEventListener('abort', abort)
      script.stdout.off('data', take)
      script.stdout.resume()
    }
  }
}
