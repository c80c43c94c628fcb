/** Running sh scripts on a host, whatever its login shell is and prints (domain/shell). */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type Readable, Transform, type Writable } from 'node:stream'
import { encodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { forAnyLoginShell, forPowerShell, fromStandardInput, longestCommandLine, withArguments } from '@domain/shell'
import type { ClientChannel } from 'ssh2'
import { endOf } from './channel-end'
import { abortFailure } from './errors'
import type { ExitInfo, RunningScript, RunOptions, RunResult } from './types'

/** What is sent: the command line, and what goes first on standard input when the script is too long for a line. */
export interface PreparedScript {
  readonly command: string
  readonly preamble: Uint8Array | undefined
  /** Everything up to and with it, on stdout and on stderr, is the login shell's own. */
  readonly marker: string
}

/** The script with its arguments and begin marks, ready for any login shell. */
export function prepareScript(script: string, args: readonly string[], pty = false): PreparedScript {
  const marker = `farscope-${randomBytes(12).toString('hex')}\n`
  const print = `printf '%s\\n' ${marker.trim()}`
  // On a pseudo-terminal both streams are one.
  const mark = pty ? `${print}\n` : `${print}; ${print} >&2\n`
  const whole = mark + withArguments(script, args)
  const command = forAnyLoginShell(whole)
  if (command.length <= longestCommandLine) return { command, preamble: undefined, marker }
  const preamble = encodeName(whole)
  return { command: fromStandardInput(preamble.length), preamble, marker }
}

/** The same for a PowerShell script on a Windows host. It takes what it works on from standard input. */
export function preparePowerShell(script: string): PreparedScript {
  const marker = `farscope-${randomBytes(12).toString('hex')}\n`
  const mark = `[Console]::Out.WriteLine('${marker.trim()}'); [Console]::Error.WriteLine('${marker.trim()}')\n`
  return { command: forPowerShell(mark + script), preamble: undefined, marker }
}

/** Most bytes of login chatter that are looked through for the mark. */
const longestChatter = 1024 * 1024

/** Drops everything up to the mark; a pseudo-terminal turns its newline into CR LF. Keeps what it dropped, for errors. */
export class MarkerFilter extends Transform {
  private head: Buffer | undefined = Buffer.alloc(0)
  private readonly mark: Buffer

  constructor(marker: string) {
    super()
    this.mark = Buffer.from(marker.trimEnd())
  }

  /** Whether the script has begun. */
  get found(): boolean {
    return this.head === undefined
  }

  /** What came before the mark, for as long as it has not been found. */
  get chatter(): string {
    return this.head?.toString('utf8') ?? ''
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error | null, data?: Buffer) => void): void {
    if (this.head === undefined) {
      done(null, chunk)
      return
    }
    this.head = Buffer.concat([this.head, chunk])
    const at = this.head.indexOf(this.mark)
    const newline = at < 0 ? -1 : this.head.indexOf(10, at + this.mark.length)
    if (newline < 0) {
      if (this.head.length > longestChatter) this.head = this.head.subarray(-longestChatter / 2)
      done()
      return
    }
    const rest = this.head.subarray(newline + 1)
    this.head = undefined
    done(null, rest)
  }
}

/** The login shell ended or refused before the script began. */
function refusedShell(name: string, info: ExitInfo | undefined, said: string): Failure {
  const text = said.trim().slice(0, 2000)
  const missing = info?.code === 127 || /not found|unknown command/i.test(text)
  return new Failure(
    missing ? 'command-missing' : 'not-allowed',
    `The login shell of ${name} did not run the command${text ? `: ${text.split('\n').at(-1)}` : '.'}`,
    {
      hint: 'The account may be closed for commands (nologin) or restricted to some; ask the facility.',
      ...(text && { detail: text })
    }
  )
}

export interface ScriptContext {
  /** `user@host:port`, for messages. */
  readonly name: string
  /** The reason when the link was lost meanwhile. */
  lost(): Failure | undefined
}

/** Wires a channel on which the prepared command was started. */
export function attachScript(channel: ClientChannel, prepared: PreparedScript, context: ScriptContext): RunningScript {
  const out = new MarkerFilter(prepared.marker)
  const err = new MarkerFilter(prepared.marker)
  const ended = endOf(channel)
  channel.on('error', () => undefined)
  channel.pipe(out)
  channel.stderr.pipe(err)
  channel.once('close', () => {
    // A lost link closes the channel without an end of its streams.
    out.end()
    err.end()
  })
  if (prepared.preamble) channel.write(prepared.preamble)
  const exit = ended.then(info => {
    const lost = context.lost()
    if (lost) throw lost
    if (!out.found) throw refusedShell(context.name, info, out.chatter + err.chatter)
    if (!info) throw new Failure('unreachable', `${context.name} ended the command without saying how it went.`)
    return info
  })
  exit.catch(() => undefined)
  return {
    stdin: channel,
    stdout: out,
    stderr: err,
    exit,
    resize: (cols, rows) => channel.setWindow(rows, cols, 0, 0),
    close: () => channel.close()
  }
}

async function collect(stream: Readable, add: (chunk: Buffer) => void): Promise<Buffer> {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    add(chunk)
  })
  if (!stream.readableEnded) await once(stream, 'end')
  return Buffer.concat(chunks)
}

function feed(stdin: Writable, bytes: Uint8Array | undefined): void {
  stdin.on('error', () => undefined)
  if (bytes && bytes.length > 0) stdin.end(bytes)
  else stdin.end()
}

const defaultTimeoutMs = 30_000
const defaultMaxBytes = 64 * 1024 * 1024

/** Collects what a running script prints, within the limits of time and size. */
export async function collectScript(running: RunningScript, options: RunOptions, name: string): Promise<RunResult> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const maxBytes = options.maxBytes ?? defaultMaxBytes
  let stop: (failure: Failure) => void = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  const abort = (): void => stop(options.signal ? abortFailure(options.signal) : new Failure('cancelled', 'Cancelled.'))
  const timer = timeoutMs > 0 ? setTimeout(() => stop(slow(name, timeoutMs)), timeoutMs) : undefined
  options.signal?.addEventListener('abort', abort, { once: true })
  let bytes = 0
  const count = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes > maxBytes)
      stop(new Failure('limit-exceeded', `The command on ${name} printed more than ${maxBytes} bytes.`))
  }
  try {
    feed(running.stdin, options.stdin)
    const work = Promise.all([collect(running.stdout, count), collect(running.stderr, count), running.exit])
    work.catch(() => undefined)
    const [stdout, stderr, exit] = await Promise.race([work, stopped])
    return { stdout, stderr, ...exit }
  } catch (error) {
    running.close()
    running.stdout.resume()
    running.stderr.resume()
    throw Failure.from(error)
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', abort)
  }
}

function slow(name: string, timeoutMs: number): Failure {
  return new Failure('timeout', `The command on ${name} did not end within ${timeoutMs / 1000} seconds.`, {
    hint: 'The host may be overloaded or its file system may hang; try again, or raise --timeout.'
  })
}
