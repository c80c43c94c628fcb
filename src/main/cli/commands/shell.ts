/** `farscope shell`: a shell of a site in the user's own terminal. */
import { randomUUID } from 'node:crypto'
import type { Terminal, TerminalOutput } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { quote } from '@domain/shell'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { createEscapeReader, escapeHelp } from '../escape'
import { type OwnTerminal, takeTerminal } from '../own-terminal'
import { remoteStatus } from '../remote-status'
import { safeText } from '../text'
import { runRemote } from './exec'

/** UTF-16 units after which the shell is told that they were shown; it stops at 1 MB that were not. */
const ackEvery = 64 * 1024

export const openShell: CommandRun = async context => {
  const { args, stdin } = context
  checkOptions(context)
  if (args.has('no-terminal')) return runRemote(context, plainCommand(context))
  if (!stdin.isTTY || !process.stdout.isTTY)
    throw new Failure('usage', 'A shell needs a terminal, and standard input and output are not one.', {
      hint: 'Use -T for a shell without one, or farscope exec for a single command.'
    })
  const client = await context.client()
  const id = randomUUID()
  const { cols, rows } = { cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 }
  const terminal = await client.terminals.open({ id, cols, rows, ...request(context) }, { signal: context.signal })
  const left = { detach: true }
  // A signal leaves a kept shell running, as closing the window of ssh leaves tmux.
  const close = (): Promise<void> => client.terminals.close({ id, ...left })
  context.onStop({ work: close, advice: '' })
  const own = takeTerminal(stdin, process.stdout)
  try {
    return await attach(context, client, terminal, own)
  } finally {
    own.giveBack()
    context.onStop(undefined)
    await close().catch(() => undefined)
    stdin.destroy()
  }
}

function checkOptions({ args, out }: CommandContext): void {
  if (args.has('keep') && args.has('no-keep')) throw new Failure('usage', '--keep and --no-keep exclude each other.')
  if (args.has('keep') && (args.rest.length > 0 || args.has('no-terminal')))
    throw new Failure('usage', 'Only a shell in a terminal can be kept.', {
      hint: 'Leave out --keep; to go on without you, a command can be started in tmux by its own name.'
    })
  if (out.json && !args.has('no-terminal'))
    throw new Failure('usage', 'A shell in a terminal has no result for --json.', { hint: 'Use it with -T.' })
}

function request({ args }: CommandContext): Pick<Parameters<FarscopeClient['terminals']['open']>[0], 'place'> {
  const host = args.text('host')
  const folder = args.text('folder')
  const keep = args.has('keep') ? true : args.has('no-keep') ? false : undefined
  return {
    place: { kind: 'site', site: args.positional(0), ...(host !== undefined && { host }) },
    ...(folder !== undefined && { folder }),
    ...(keep !== undefined && { keep }),
    ...(args.rest.length > 0 && { command: [...args.rest] })
  }
}

/** Without a terminal: the login shell reads its commands from standard input. */
function plainCommand({ args }: CommandContext): string[] {
  const folder = args.text('folder')
  const goThere = folder === undefined ? '' : `cd -- ${quote(folder)} && `
  if (args.rest.length === 0) return [`${goThere}exec "\${SHELL:-/bin/sh}" -l`]
  if (folder === undefined) return [...args.rest]
  return [goThere + (args.rest.length === 1 ? (args.rest[0] ?? '') : args.rest.map(quote).join(' '))]
}

/** Both ways until the shell ends, or `~.` is typed. */
async function attach(
  context: CommandContext,
  client: FarscopeClient,
  { id, kept }: Terminal,
  own: OwnTerminal
): Promise<number> {
  const end = new AbortController()
  const signal = AbortSignal.any([context.signal, end.signal])
  const read = createEscapeReader()
  let left = false
  own.onInput(text => {
    const { send, leave, help } = read(text)
    // Not lost in silence: while the link is gone, the shell's note says so.
    if (send !== '') client.terminals.input({ id, data: send }).catch(() => undefined)
    if (help) void context.out.writeError(`\r\n${escapeHelp}`)
    if (!leave) return
    left = true
    end.abort()
  })
  own.onResize(() => void client.terminals.resize({ id, ...own.size() }).catch(() => undefined))
  await client.terminals.resize({ id, ...own.size() })
  try {
    const output = await client.terminals.watch({ id }, { signal })
    return await show(context, client, { id, isKept: kept !== null }, output)
  } catch (thrown) {
    if (!left) throw thrown
  }
  await context.out.writeError(kept ? `\r\nLeft. The shell goes on in ${kept.by} (${kept.name}).\r\n` : '\r\nLeft.\r\n')
  return 0
}

async function show(
  { out }: CommandContext,
  client: FarscopeClient,
  { id, isKept }: { id: string; isKept: boolean },
  output: AsyncIterable<TerminalOutput>
): Promise<number> {
  let acknowledged = 0
  for await (const event of output) {
    if (event.type === 'data') {
      if (!(await out.write(event.data))) return remoteStatus(null, 'PIPE')
      const shown = event.offset + event.data.length
      if (shown - acknowledged < ackEvery) continue
      acknowledged = shown
      client.terminals.ack({ id, offset: shown }).catch(() => undefined)
    } else if (event.type === 'link')
      await out.writeError(
        event.lost ? `\r\n[${safeText(event.reason)}; the shell goes on]\r\n` : '[The link is back]\r\n'
      )
    else if (event.type === 'taken') throw new Failure('conflict', 'This shell is now shown elsewhere.')
    else if (event.code === null && event.signal === null && !isKept)
      throw new Failure('unreachable', `The shell is gone. ${event.reason}`, {
        hint: 'With --keep a shell outlives its link where the host has tmux or screen.'
      })
    else return event.code === null && event.signal === null ? 0 : remoteStatus(event.code, event.signal)
  }
  throw new Failure('unreachable', 'The engine of Farscope that served this shell has ended.')
}
