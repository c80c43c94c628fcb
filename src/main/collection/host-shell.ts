/** Where the scripts of a look run: at a site over its connection, or on this computer. */
import { spawn } from 'node:child_process'
import { encodeName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { Connection, RunningScript, RunOptions, RunResult, StartOptions } from '../ssh/types'

type Options<Of> = Pick<Of, Extract<keyof Of, 'args' | 'stdin' | 'signal' | 'timeoutMs' | 'maxBytes' | 'priority'>>

export interface HostShell {
  run(script: string, options: Options<RunOptions>): Promise<Pick<RunResult, 'stdout' | 'stderr' | 'code'>>
  /** What runs until it is closed. */
  start(
    script: string,
    options: Options<StartOptions>
  ): Promise<Pick<RunningScript, 'stdout' | 'stderr' | 'exit' | 'close'>>
  /** Somebody waits for what a script that was started holds. Unset: nobody ever does. */
  onChannelWanted?(listener: () => void): () => void
}

/** The way to the scripts of a site. */
export const siteShell = (connection: Connection): HostShell => connection

const sh = '/bin/sh'

/** Undefined where there is no sh: Windows. Names that are not UTF-8 cannot be arguments of a process of Node. */
export function localShell(platform: NodeJS.Platform = process.platform): HostShell | undefined {
  if (platform === 'win32') return undefined
  return {
    run: (script, options) => runHere(script, options),
    async start(script, { args = [], signal }) {
      const child = spawn(sh, ['-c', script, 'sh', ...args], { stdio: 'pipe', ...(signal && { signal }) })
      const exit = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
        child.on('error', thrown => reject(notStarted(thrown)))
        child.on('exit', (code, ended) => resolve({ code, signal: ended }))
      })
      child.stdin.on('error', () => undefined)
      return { stdout: child.stdout, stderr: child.stderr, exit, close: () => void child.stdin.end() }
    }
  }
}

const notStarted = (cause: unknown): Failure =>
  new Failure('command-missing', 'The shell of this computer could not be started.', { cause })

function runHere(
  script: string,
  { args = [], stdin, signal, timeoutMs = 30_000, maxBytes = 64 * 1024 ** 2 }: Options<RunOptions>
): ReturnType<HostShell['run']> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.timeout(timeoutMs)
    const child = spawn(sh, ['-c', script, 'sh', ...args], {
      stdio: 'pipe',
      signal: signal ? AbortSignal.any([signal, limit]) : limit
    })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    let bytes = 0
    const take = (chunks: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else child.kill()
    }
    child.stdout.on('data', take(stdout))
    child.stderr.on('data', take(stderr))
    child.stdin.on('error', () => undefined)
    child.on('error', thrown => {
      if (signal?.aborted) reject(Failure.from(signal.reason))
      else if (limit.aborted) reject(new Failure('timeout', 'A command on this computer took too long.'))
      else reject(notStarted(thrown))
    })
    child.on('close', code => {
      if (bytes > maxBytes) reject(new Failure('limit-exceeded', 'A command on this computer printed too much.'))
      else resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), code })
    })
    child.stdin.end(stdin)
  })
}

/** Absolute paths, each ended by NUL, as exact bytes. */
export function nulEnded(paths: readonly string[]): Uint8Array {
  return Buffer.concat(paths.flatMap(path => [Buffer.from(encodeName(path)), Buffer.from([0])]))
}
