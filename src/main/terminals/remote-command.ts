/** One command on a site without a terminal: exact arguments, its streams as they come. */
import type { Readable, Writable } from 'node:stream'
import type { CommandEvent } from '@contract/terminals'
import { Failure } from '@domain/failure'
import type { Connection } from '../ssh/types'

/** Bytes of one event: 48 kB of base64. */
const largestEvent = 36_000
/** Bytes read ahead of the caller. */
const readAhead = 1024 * 1024

/** Starts the command; `onInput` gets its standard input. The stream ends with `exit`; aborting closes the channel. */
export async function* runCommand(
  connection: Connection,
  args: readonly string[],
  onInput: (stdin: Writable) => void,
  signal: AbortSignal | undefined
): AsyncGenerator<CommandEvent, void, void> {
  const [line = ''] = args
  // One argument is a line for sh, as with ssh; several are a command whose words arrive as they are.
  const script = args.length === 1 ? line : 'exec "$@"'
  const running = await connection.start(script, {
    args: args.length === 1 ? [] : args,
    priority: 'exec',
    signal
  })
  const queue: { event: CommandEvent; bytes: number }[] = []
  let queued = 0
  let wake = (): void => {}
  let roomAgain: (() => void)[] = []
  let finished = false
  let failure: unknown

  const pump = async (from: Readable, type: 'stdout' | 'stderr'): Promise<void> => {
    for await (const chunk of from) {
      const bytes = Buffer.from(chunk)
      for (let at = 0; at < bytes.length; at += largestEvent) {
        const piece = bytes.subarray(at, at + largestEvent)
        queue.push({ event: { type, base64: piece.toString('base64') }, bytes: piece.length })
        queued += piece.length
      }
      wake()
      if (queued > readAhead && !signal?.aborted) await new Promise<void>(resolve => roomAgain.push(resolve))
    }
  }
  const all = Promise.all([pump(running.stdout, 'stdout'), pump(running.stderr, 'stderr'), running.exit])
  all
    .then(([, , exit]) => queue.push({ event: { type: 'exit', ...exit }, bytes: 0 }))
    .catch((thrown: unknown) => {
      failure = thrown
    })
    .finally(() => {
      finished = true
      wake()
    })
  const stop = (): void => {
    running.close()
    for (const resolve of roomAgain) resolve()
    wake()
  }
  signal?.addEventListener('abort', stop)
  try {
    onInput(running.stdin)
    while (!signal?.aborted) {
      const next = queue.shift()
      if (next) {
        queued -= next.bytes
        if (queued < readAhead / 2) {
          for (const resolve of roomAgain) resolve()
          roomAgain = []
        }
        yield next.event
      } else if (finished) {
        if (failure !== undefined) throw Failure.from(failure)
        return
      } else {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    if (!finished) stop()
  }
}
