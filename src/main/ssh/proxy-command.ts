/** The shell command of ProxyCommand as a stream (ssh_config(5)). */
import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'

/** Milliseconds that a command whose pipes broke gets to say why and end by itself. */
const lastWordsMs = 500

export interface ProxyStream {
  readonly stream: Duplex
  /** What the command has said on stderr when it has ended, or after half a second; the last 2 kB. Never rejects. */
  lastWords(): Promise<string>
}

/** Starts the command; it ends with the stream. A command that cannot be started is an error of the stream. */
export function startProxyCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>
): ProxyStream {
  const child = spawn('sh', ['-c', command], { stdio: 'pipe', env: { ...environment } })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000)
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin })
  child.on('error', error => stream.destroy(error))

  async function lastWords(): Promise<string> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, lastWordsMs)
    })
    await Promise.race([ended, late])
    clearTimeout(timer)
    return said.trim()
  }

  let broken = false
  stream.once('error', () => {
    broken = true
  })
  stream.once('close', () => {
    if (broken) void lastWords().then(() => child.kill())
    else child.kill()
  })
  return { stream, lastWords }
}
