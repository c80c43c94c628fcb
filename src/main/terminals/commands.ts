/** Single commands on sites, by the ids that their callers chose; input may come before the command was started. */
import type { Writable } from 'node:stream'
import type { CommandEvent } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { SiteAccess } from '../site-access'
import { runCommand } from './remote-command'
import { hostChoice } from './site-terminal'

export interface RunCommand {
  readonly id: string
  readonly site: string
  readonly host?: string | undefined
  readonly args: readonly string[]
  readonly hasInput: boolean
}

/** `run` and `runInput` of contract/terminals. */
export interface Commands {
  run(request: RunCommand, signal: AbortSignal | undefined): AsyncGenerator<CommandEvent, void, void>
  runInput(id: string, base64: string, end: boolean, signal: AbortSignal | undefined): Promise<void>
}

/** Milliseconds that input waits for a command that is still being started (a login may ask questions). */
const startLimitMs = 120_000

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

export function createCommands(access: SiteAccess): Commands {
  const commands = new Map<string, Writable | null>()

  async function* run(request: RunCommand, signal: AbortSignal | undefined): AsyncGenerator<CommandEvent, void, void> {
    if (commands.has(request.id)) throw new Failure('exists', `A command ${request.id} is already running.`)
    commands.set(request.id, null)
    try {
      const connection = await access.connection(request.site, hostChoice(request), signal)
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

  return {
    run,
    runInput: async (id, base64, end, signal) => {
      const stdin = await commandInput(id, signal)
      if (stdin.destroyed || stdin.writableEnded) throw new Failure('not-found', 'The command takes no more input.')
      const bytes = Buffer.from(base64, 'base64')
      if (bytes.length > 0) await taken(stdin, bytes)
      if (end) stdin.end()
    }
  }
}
