/** Terminals and single commands, by the ids that their callers chose. */
import type { Writable } from 'node:stream'
import type { CommandEvent, Terminal, TerminalOutput, TerminalPlace } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { HostChoice, SiteAccess } from '../site-access'
import { openLocalShell } from './local-shell'
import { runCommand } from './remote-command'
import { openSiteShell } from './site-shell'
import { openSession, type TerminalSession } from './terminal-session'

export interface OpenTerminal {
  readonly id: string
  readonly place: TerminalPlace
  readonly cols: number
  readonly rows: number
  readonly folder?: string | undefined
}

export interface RunCommand {
  readonly id: string
  readonly site: string
  readonly host?: string | undefined
  readonly args: readonly string[]
  readonly hasInput: boolean
}

/** The service behind contract/terminals; units and errors are described there. */
export interface Terminals {
  list(): Terminal[]
  open(request: OpenTerminal, signal: AbortSignal | undefined): Promise<Terminal>
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void>
  ack(id: string, offset: number): void
  input(id: string, data: string): Promise<void>
  resize(id: string, cols: number, rows: number): void
  closeTerminal(id: string): void
  run(request: RunCommand, signal: AbortSignal | undefined): AsyncGenerator<CommandEvent, void, void>
  runInput(id: string, base64: string, end: boolean, signal: AbortSignal | undefined): Promise<void>
  /** Shells that still run. */
  openCount(): number
  close(): Promise<void>
}

/** Milliseconds that input waits for a command that is still being started (a login may ask questions). */
const startLimitMs = 120_000
/** Ended terminals stay for a window that has not yet seen their end. */
const endedKept = 20

function hostChoice(host: string | undefined): HostChoice {
  return host === undefined ? { role: 'login' } : { host }
}

/** Settles when the far side took the bytes, or takes no more. */
function taken(stdin: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => resolve()
    stdin.once('close', closed)
    stdin.write(bytes, cause => {
      stdin.off('close', closed)
      if (cause) reject(new Failure('not-found', 'The command takes no more input.', { cause }))
      else resolve()
    })
  })
}

export function createTerminals(deps: { platform: Platform; access: SiteAccess }): Terminals {
  const sessions = new Map<string, TerminalSession>()
  const opening = new Map<string, Terminal>()
  const commands = new Map<string, Writable | null>()
  const closing = new AbortController()

  const session = (id: string): TerminalSession => {
    const found = sessions.get(id)
    if (!found) throw new Failure('not-found', 'There is no such terminal; it was closed or the engine was restarted.')
    return found
  }

  const forgetOldest = (): void => {
    const ended = [...sessions].filter(([, one]) => one.view.state === 'ended')
    for (const [id] of ended.slice(0, Math.max(0, ended.length - endedKept))) sessions.delete(id)
  }

  async function open(request: OpenTerminal, caller: AbortSignal | undefined): Promise<Terminal> {
    const { id, place, cols, rows, folder } = request
    if (sessions.has(id) || opening.has(id)) throw new Failure('exists', `A terminal ${id} is already there.`)
    const signal = caller ? AbortSignal.any([caller, closing.signal]) : closing.signal
    const title = place.kind === 'local' ? 'This computer' : place.host ? `${place.site} ${place.host}` : place.site
    const start = { id, place, title, cols, rows }
    opening.set(id, { ...start, state: 'opening' })
    try {
      const opened = await openSession(
        start,
        async shell => {
          if (place.kind === 'local') return openLocalShell(deps.platform, { ...shell, folder })
          const connection = await deps.access.connection(place.site, hostChoice(place.host), signal)
          return openSiteShell(connection, { ...shell, folder }, signal)
        },
        forgetOldest
      )
      if (closing.signal.aborted || !opening.has(id)) {
        opened.close()
        throw new Failure('cancelled', 'The terminal was closed while it was being opened.')
      }
      sessions.set(id, opened)
      return opened.view
    } finally {
      opening.delete(id)
    }
  }

  async function* run(request: RunCommand, signal: AbortSignal | undefined): AsyncGenerator<CommandEvent, void, void> {
    if (commands.has(request.id)) throw new Failure('exists', `A command ${request.id} is already running.`)
    commands.set(request.id, null)
    try {
      const connection = await deps.access.connection(request.site, hostChoice(request.host), signal)
      const takeInput = (stdin: Writable): void => {
        // A command that ends without reading all of its input is no error of ours.
        stdin.on('error', () => {})
        if (request.hasInput) commands.set(request.id, stdin)
        else stdin.end()
      }
      yield* runCommand(connection, request.args, takeInput, signal)
    } finally {
      commands.delete(request.id)
    }
  }

  async function commandInput(id: string, signal: AbortSignal | undefined): Promise<Writable> {
    const giveUp = Date.now() + startLimitMs
    let seen = false
    while (!signal?.aborted && Date.now() < giveUp) {
      const stdin = commands.get(id)
      if (stdin) return stdin
      if (seen && stdin === undefined) break
      seen ||= stdin === null
      await pause(20, signal)
    }
    throw new Failure('not-found', 'The command has ended, or was never started.')
  }

  async function runInput(id: string, base64: string, end: boolean, signal: AbortSignal | undefined): Promise<void> {
    const stdin = await commandInput(id, signal)
    if (stdin.destroyed || stdin.writableEnded) throw new Failure('not-found', 'The command takes no more input.')
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.length > 0) await taken(stdin, bytes)
    if (end) stdin.end()
  }

  return {
    list: () => [...opening.values(), ...[...sessions.values()].map(one => one.view)],
    open,
    watch: (id, signal) => session(id).watch(signal),
    ack: (id, offset) => session(id).ack(offset),
    input: async (id, data) => session(id).input(data),
    resize: (id, cols, rows) => session(id).resize(cols, rows),
    closeTerminal: id => {
      opening.delete(id)
      sessions.get(id)?.close()
      sessions.delete(id)
    },
    run,
    runInput,
    openCount: () => [...sessions.values()].filter(one => one.view.state === 'open').length,
    close: async () => {
      closing.abort()
      for (const one of sessions.values()) one.close()
      sessions.clear()
    }
  }
}
