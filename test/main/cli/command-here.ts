/** Commands in this process, from their words to their output, on an engine with a data folder of its own. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Failure } from '@domain/failure'
import { createArguments } from '../../../src/main/cli/arguments'
import { commands } from '../../../src/main/cli/catalogue/commands'
import type { CommandContext } from '../../../src/main/cli/context'
import { exitStatusOf } from '../../../src/main/cli/exit-status'
import { createOutput } from '../../../src/main/cli/output'
import { parseCommandLine } from '../../../src/main/cli/parse-command-line'
import { UsageError } from '../../../src/main/cli/usage-error'
import type { FarscopeClient } from '../../../src/main/client-type'
import { runTiming } from '../../../src/main/cloud/runs/run-parts'
import { createEngine } from '../../../src/main/engine'
import { type Platform, systemClock } from '../../../src/main/platform'
import { briskDisplays } from '../displays/brisk-displays'
import { testPlatform } from '../test-platform'

/** Who the calendar of this computer takes the caller for. */
export const me = userInfo().username

/** Longest time that a command may take. */
const limitMs = 50_000

export interface Told {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandsHere {
  readonly folder: string
  /** The folder of this computer's own calendar, which is meant where none is named. */
  readonly calendar: string
  readonly client: FarscopeClient
  /** A window holds the engine; false: it ends with the command. */
  lasting: boolean
  /** By how much the clocks of calendars are ahead of this computer's. Milliseconds. */
  storesAheadMs: number
  run(...words: string[]): Promise<Told>
  /** The document of --json of a command that went well. */
  json(...words: string[]): Promise<unknown>
  /** Status and code of one that must fail and print nothing. */
  failure(...words: string[]): Promise<[number, string]>
  end(): Promise<void>
}

/** `parts`: calls of the client that are made up. */
export async function commandsHere(
  changes: (folder: string) => Partial<Platform> = () => ({}),
  parts: Partial<FarscopeClient> = {}
): Promise<CommandsHere> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-commands-'))
  const dataFolder = join(folder, 'data')
  await mkdir(dataFolder, { mode: 0o700 })
  const clock = { ...systemClock, storesAheadMs: () => here.storesAheadMs }
  const platform = testPlatform(folder, { user: me, clock, dataFolder, ...changes(folder) })
  const runs = { ...runTiming, pollMs: 500, bootLookMs: 300, retryMs: 500, logMs: 200 }
  const engine = await createEngine(platform, { displays: briskDisplays, runs })
  const client = withParts(engine.client('command'), parts)
  const run = (...words: string[]): Promise<Told> => runHere(client, words, () => here.lasting)
  const here: CommandsHere = {
    ...{ folder, client, run, lasting: true, storesAheadMs: 0, calendar: join(dataFolder, 'bookings') },
    async json(...words) {
      const { status, stdout, stderr } = await run('--json', ...words)
      if (status !== 0 || stderr !== '') throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
      return JSON.parse(stdout)
    },
    async failure(...words) {
      const { status, stdout, stderr } = await run('--json', ...words)
      if (status === 0 || stdout !== '') throw new Error(`${words.join(' ')} went well: ${stdout}`)
      return [status, JSON.parse(stderr).code]
    },
    async end() {
      await engine.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  return here
}

/** The client makes its calls by their names, so it cannot be spread. */
function withParts(client: FarscopeClient, parts: Partial<FarscopeClient>): FarscopeClient {
  return new Proxy(client, {
    get: (target, name, receiver) => Reflect.get(Object.hasOwn(parts, name) ? parts : target, name, receiver)
  })
}

async function runHere(client: FarscopeClient, words: readonly string[], lasting: () => boolean): Promise<Told> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const texts = Promise.all([buffer(stdout), buffer(stderr)])
  const out = createOutput(words.includes('--json'), stdout, stderr)
  let status = 0
  try {
    const line = parseCommandLine(words, commands)
    if (!line.command) throw new Failure('usage', 'No command is given.')
    const context = contextOf(client, createArguments(line), out, lasting)
    status = (await (await line.command.load())(context)) ?? 0
  } catch (thrown) {
    const failure =
      thrown instanceof UsageError ? new Failure('usage', thrown.message, { hint: thrown.hint }) : Failure.from(thrown)
    await out.failure(failure)
    status = exitStatusOf(failure.code)
  }
  stdout.end()
  stderr.end()
  const [printed, complained] = await texts
  return { status, stdout: String(printed), stderr: String(complained) }
}

/** As run-command has it where nobody is at a terminal and a window holds the engine. */
function contextOf(
  client: FarscopeClient,
  args: CommandContext['args'],
  out: CommandContext['out'],
  lasting: () => boolean
): CommandContext {
  const opened = async (): Promise<FarscopeClient> => client
  const door: CommandContext['door'] = {
    open: () => Promise.reject(new Error('The engine of this test is not opened by a command.')),
    client: opened,
    lasts: async () => lasting(),
    again: opened,
    find: opened,
    close: async () => undefined
  }
  return {
    ...{ args, out, door, client: opened, clientAgain: opened, version: '0.0.0', stdin: process.stdin },
    ...{ signal: AbortSignal.timeout(limitMs), interactive: false, stdinTaken: false, yes: args.has('yes') },
    async confirm(question) {
      if (!args.has('yes')) throw new Failure('confirmation-required', question)
    },
    onStop: () => undefined
  }
}
