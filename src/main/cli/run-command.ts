/** Runs one command from its parsed line to its exit status: limits, signals, questions, errors. */
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { FarscopeClient } from '../client-type'
import { type Arguments, createArguments } from './arguments'
import type { CommandSpec } from './command'
import type { CommandContext, Leave } from './context'
import { createEngineDoor, type EngineDoor } from './engine-door'
import { exitStatusOf } from './exit-status'
import { createOutput, type Output } from './output'
import type { CommandLine } from './parse-command-line'
import { answerPrompts } from './prompting/answer-prompts'
import { createAskpassQuestioner, usesAskpass } from './prompting/askpass-questioner'
import { nobody, type Questioner } from './prompting/questioner'
import { createStdinQuestioner } from './prompting/stdin-questioner'
import { createTerminalQuestioner } from './prompting/terminal-questioner'
import { Interrupted, watchSignals } from './signals'

/** How long an aborted command may take to end in good order. */
const endLimitMs = 5_000

export async function runCommand(line: CommandLine, version: string): Promise<number> {
  const args = createArguments(line)
  const out = createOutput(args.has('json'))
  const stop = new AbortController()
  const unwatch = watchSignals(stop)
  let door: EngineDoor | undefined
  let leave: Leave | undefined
  let status: number
  try {
    const limit = startLimit(args, stop)
    door = createEngineDoor(args.text('data-dir') ?? (process.env.FARSCOPE_DATA_DIR || undefined))
    const onStop = (next: Leave | undefined): void => {
      leave = next
    }
    const context = { ...createContext(args, out, door, stop, version), onStop }
    status = await runWithin(line.command, context, stop.signal)
    clearTimeout(limit)
  } catch (thrown) {
    const advice = stop.signal.aborted && leave ? await leaveWork(leave) : undefined
    status = await report(thrown, out, stop.signal, advice)
  }
  if (door) await endInTime(door.close(stop.signal), stop.signal)
  unwatch()
  return status
}

/** --timeout bounds everything, connecting included. */
function startLimit(args: Arguments, stop: AbortController): NodeJS.Timeout | undefined {
  const text = args.text('timeout')
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= 2_000_000))
    throw new Failure('usage', `--timeout cannot be "${text}".`, { hint: '--timeout is a number of seconds above 0.' })
  const failure = new Failure('timeout', `The command did not end within ${text} s (--timeout).`, {
    hint: 'Give it more time with --timeout, or check the site with farscope site check.'
  })
  return setTimeout(() => stop.abort(failure), seconds * 1000)
}

async function runWithin(
  command: CommandSpec | undefined,
  context: CommandContext,
  signal: AbortSignal
): Promise<number> {
  if (!command) throw new Failure('usage', 'No command is given.', { hint: 'See farscope --help.' })
  // It ends by itself when told, and has things of its own to close.
  if (command.stays) return (await (await command.load())(context)) ?? 0
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const work = (async () => (await command.load())(context))()
  // When the limit wins, what the work says afterwards is of no interest any more.
  work.catch(() => {})
  return (await Promise.race([work, aborted])) ?? 0
}

/** The advice for going on, once the work is left in the state it speaks of. */
async function leaveWork({ work, advice }: Leave): Promise<string | undefined> {
  const left = work().then(
    () => advice,
    () => undefined
  )
  return Promise.race([left, pause(endLimitMs, undefined).then(() => undefined)])
}

async function report(thrown: unknown, out: Output, signal: AbortSignal, advice: string | undefined): Promise<number> {
  // What failed because we stopped it failed for the reason why we stopped it.
  const cause = signal.aborted ? signal.reason : thrown
  const failure = Failure.from(cause)
  if (out.closed && failure.code === 'cancelled') return 0
  await out.failure(advice === undefined ? failure : new Failure(failure.code, failure.message, { hint: advice }))
  const { exitStatus } = cause instanceof Interrupted ? cause : { exitStatus: exitStatusOf(failure.code) }
  return exitStatus
}

/** Nobody waits longer than `endLimitMs` for a command that was told to stop. */
async function endInTime(closed: Promise<void>, signal: AbortSignal): Promise<void> {
  const limit = new Promise<void>(resolve => {
    const start = (): void => void setTimeout(resolve, endLimitMs)
    if (signal.aborted) start()
    else signal.addEventListener('abort', start, { once: true })
  })
  await Promise.race([closed, limit])
}

function createContext(
  args: Arguments,
  out: Output,
  door: EngineDoor,
  stop: AbortController,
  version: string
): Omit<CommandContext, 'onStop'> {
  const interactive = Boolean(process.stdin.isTTY && process.stderr.isTTY)
  const stdinTaken = args.has('answers-stdin')
  const asker = chooseQuestioner(interactive, stdinTaken, () => stop.abort(new Interrupted('SIGINT')))
  let client: Promise<FarscopeClient> | undefined
  const openClient = async (how: () => Promise<FarscopeClient>) => {
    const opened = await how()
    await answerPrompts(opened, asker, stop.signal)
    return opened
  }
  return {
    args,
    out,
    door,
    interactive,
    stdinTaken,
    version,
    signal: stop.signal,
    stdin: process.stdin,
    yes: args.has('yes'),
    client: () => {
      client ??= openClient(door.client)
      return client
    },
    clientAgain: () => {
      client = openClient(door.again)
      return client
    },
    confirm: question => confirm(question, args.has('yes'), interactive, asker, stop.signal)
  }
}

function chooseQuestioner(interactive: boolean, stdinTaken: boolean, interrupt: () => void): Questioner {
  if (stdinTaken) return createStdinQuestioner(process.stdin)
  if (usesAskpass(process.env, interactive)) return createAskpassQuestioner(process.env.SSH_ASKPASS ?? '')
  return interactive ? createTerminalQuestioner(process.stdin, process.stderr, interrupt) : nobody
}

async function confirm(
  question: string,
  yes: boolean,
  interactive: boolean,
  asker: Questioner,
  signal: AbortSignal
): Promise<void> {
  if (yes) return
  if (!interactive)
    throw new Failure('confirmation-required', `${question} Nobody is there to confirm it.`, {
      hint: 'Add --yes if that is what you want.'
    })
  const given = await asker.ask({ text: `${question} (y/N) `, secret: false, decision: true }, signal)
  if (!/^y(es)?$/i.test(given?.trim() ?? '')) throw new Failure('cancelled', 'Nothing was done, as you chose.')
}
