/**
 * One script on a host that copies files there, several at once, for as long as it is told to: starting a script for
 * each of thousands of files would cost a channel and a login shell each time.
 */
import { createInterface } from 'node:readline'
import { Failure } from '@domain/failure'
import { octal } from '@domain/shell'
import type { Connection } from '../../ssh/types'

/**
 * What copies `$a` to `$b`. `$1` … are the worker's arguments. `exec`, so that the process can be ended by its number.
 */
export interface CopyCommand {
  /** Before the first copy. */
  readonly begin?: string
  readonly copy: string
  readonly args?: readonly string[]
}

/** Three lines each: a number and both names (as `printf %b` takes them), or `stop`, a process number and nothing. */
const scriptOf = ({ begin = '', copy }: CopyCommand): string => `export LC_ALL=C
${begin}
while IFS= read -r id && IFS= read -r a && IFS= read -r b; do
  if [ "$id" = stop ]; then kill "$a" 2>/dev/null; continue; fi
  (
    a=$(printf '%bx' "$a"); a=\${a%x}
    b=$(printf '%bx' "$b"); b=\${b%x}
    { ${copy}; } &
    echo "pid $!"
    wait $!
    echo "end $?"
  ) 2>&1 </dev/null | while IFS= read -r line; do printf '%s %s\\n' "$id" "$line"; done &
done`

export interface CopyEnd {
  /** Exit status of the command. */
  readonly code: number
  /** What it printed. */
  readonly said: string
}

export interface CopyWorker {
  /** Rejects with the abort reason, having told the command to end; with a `Failure` when the link is lost. */
  copy(source: string, target: string, signal: AbortSignal): Promise<CopyEnd>
  close(): void
}

interface Pending {
  resolve(end: CopyEnd): void
  reject(reason: unknown): void
  readonly said: string[]
  pid: string | undefined
  aborted: boolean
}

/** Lines of one command that are kept for its error. */
const mostSaid = 20

/** `channel-refused` at once when the host has none to spare: a copy that goes another way need not wait for it. */
export async function startCopyWorker(
  connection: Connection,
  command: CopyCommand,
  signal: AbortSignal
): Promise<CopyWorker> {
  const running = await connection.start(scriptOf(command), {
    args: command.args ?? [],
    priority: 'spare',
    signal
  })
  const pending = new Map<string, Pending>()
  let lastId = 0
  let ended: Failure | undefined

  const endAll = (failure: Failure): void => {
    ended ??= failure
    for (const copy of pending.values()) copy.reject(ended)
    pending.clear()
  }
  const stop = ({ pid }: Pending): void => {
    if (pid !== undefined && !ended) running.stdin.write(`stop\n${pid}\n\n`)
  }
  function take(line: string): void {
    const [, id = '', text = ''] = /^(\d+) (.*)$/.exec(line) ?? []
    const copy = pending.get(id)
    if (!copy) return
    const [, what, value = ''] = /^(pid|end) (\d+)$/.exec(text) ?? []
    if (what === 'pid') {
      copy.pid = value
      if (copy.aborted) stop(copy)
    } else if (what === 'end') {
      pending.delete(id)
      copy.resolve({ code: Number(value), said: copy.said.join('\n') })
    } else if (copy.said.length < mostSaid) copy.said.push(text)
  }
  createInterface({ input: running.stdout }).on('line', take)
  running.stderr.resume()
  running.stdin.on('error', () => undefined)
  running.exit.then(
    () => endAll(new Failure('remote-error', 'The script that copies on the host has ended.')),
    thrown => endAll(Failure.from(thrown))
  )

  return {
    copy(source, target, abort) {
      abort.throwIfAborted()
      if (ended) return Promise.reject(ended)
      const id = String(++lastId)
      return new Promise<CopyEnd>((resolve, reject) => {
        const copy: Pending = { resolve, reject, said: [], pid: undefined, aborted: false }
        pending.set(id, copy)
        const onAbort = (): void => {
          copy.aborted = true
          stop(copy)
          reject(abort.reason)
        }
        abort.addEventListener('abort', onAbort, { once: true })
        const done = (): void => abort.removeEventListener('abort', onAbort)
        copy.resolve = end => {
          done()
          resolve(end)
        }
        copy.reject = reason => {
          done()
          reject(reason)
        }
        running.stdin.write(`${id}\n${octal(source)}\n${octal(target)}\n`)
      })
    },
    close() {
      for (const copy of pending.values()) stop(copy)
      running.stdin.end()
      endAll(new Failure('cancelled', 'The copies on the host were ended.'))
      running.close()
    }
  }
}
