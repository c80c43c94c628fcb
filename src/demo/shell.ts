/** A program on a pseudo-terminal, joined to an SSH channel. */
import { spawn } from 'node-pty'
import type { PseudoTtyInfo, ServerChannel } from 'ssh2'
import type { ProcessKeeper } from './children'

export interface PtyCommand {
  file: string
  args: string[]
  cwd: string
  environment: Record<string, string>
}

/** What a session may still do with a running pty. */
export interface RunningPty {
  resize(columns: number, rows: number): void
  signal(name: NodeJS.Signals): void
}

const sizeOr = (value: number, usual: number): number => (value > 0 && value < 10_000 ? value : usual)

/** Starts the command; the channel gets its bytes and, at the end, its exit status or signal. */
export function runOnPty(
  channel: ServerChannel,
  command: PtyCommand,
  tty: PseudoTtyInfo,
  children: ProcessKeeper
): RunningPty {
  const pty = spawn(command.file, command.args, {
    name: tty.term || 'xterm-256color',
    cols: sizeOr(tty.cols, 80),
    rows: sizeOr(tty.rows, 24),
    cwd: command.cwd,
    env: { ...command.environment, TERM: tty.term || 'xterm-256color' },
    // Raw bytes: a program may print what is not UTF-8, and a character may be cut between two reads.
    encoding: null
  })
  children.add(pty.pid)
  let running = true
  pty.onData(data => {
    // With `encoding: null` the value is a Buffer, though the type says string.
    if (!channel.write(data as unknown as Buffer)) pty.pause()
  })
  channel.on('drain', () => pty.resume())
  channel.on('data', (data: Buffer) => {
    // The type says string; the stream below takes bytes as they are.
    if (running) pty.write(data as unknown as string)
  })
  pty.onExit(({ exitCode, signal }) => {
    running = false
    children.remove(pty.pid)
    if (signal) channel.exit(signalName(signal), false, '')
    else channel.exit(exitCode)
    channel.end()
  })
  channel.on('close', () => {
    if (running) children.end(pty.pid, 'SIGHUP', 500)
  })
  channel.on('error', () => undefined)
  return {
    resize: (columns, rows) => running && pty.resize(sizeOr(columns, 80), sizeOr(rows, 24)),
    signal: name => running && children.end(pty.pid, name, 60_000)
  }
}

const signals: Record<number, string> = { 1: 'HUP', 2: 'INT', 3: 'QUIT', 6: 'ABRT', 9: 'KILL', 11: 'SEGV', 15: 'TERM' }

/** RFC 4254 section 6.10 names, without "SIG". */
function signalName(number: number): string {
  return signals[number] ?? 'TERM'
}
