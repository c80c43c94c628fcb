/** A command without a terminal: three pipes, exit status or signal. */
import { spawn } from 'node:child_process'
import type { ServerChannel } from 'ssh2'
import type { ProcessKeeper } from './children'

export interface PipedCommand {
  file: string
  args: string[]
  cwd: string
  environment: Record<string, string>
}

/** Starts it in a session of its own; closing the channel ends that session. */
export function runOnPipes(
  channel: ServerChannel,
  command: PipedCommand,
  children: ProcessKeeper
): { signal(name: NodeJS.Signals): void } {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true
  })
  const pid = child.pid
  let running = pid !== undefined
  if (pid !== undefined) children.add(pid)
  channel.pipe(child.stdin)
  // The program may end without reading all of its input (`head`): that is no error of ours.
  child.stdin.on('error', () => channel.resume())
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  child.on('error', error => {
    channel.stderr.write(`${command.file}: ${error.message}\n`)
    channel.exit(127)
    channel.end()
  })
  child.on('exit', () => {
    running = false
  })
  // 'close' comes after both pipes were read to the end, so nothing printed last is lost.
  child.on('close', (code, signal) => {
    if (pid !== undefined) children.remove(pid)
    if (signal) channel.exit(signal.replace('SIG', ''), false, '')
    else channel.exit(code ?? 1)
    channel.end()
  })
  channel.on('close', () => {
    if (pid === undefined) return
    if (running) children.end(pid, 'SIGHUP', 500)
    // A background process that kept the pipes open would otherwise hold this command open without a reader.
    else children.remove(pid)
    child.stdout.destroy()
    child.stderr.destroy()
  })
  channel.on('error', () => undefined)
  return { signal: name => running && pid !== undefined && children.end(pid, name, 60_000) }
}
