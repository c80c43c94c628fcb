/** `farscope exec`: one command, its streams through unchanged, its exit status as ours. */
import { randomUUID } from 'node:crypto'
import type { CommandEvent } from '@contract/terminals'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { remoteStatus } from '../remote-status'

/** Bytes of standard input in one message. */
const inputPiece = 64 * 1024

export const execute: CommandRun = context => runRemote(context, [...context.args.rest])

/** Runs it on the site that the first argument names, as `terminals.run` does; the command's exit status. */
export async function runRemote(context: CommandContext, command: string[]): Promise<number> {
  const { args, signal, stdin } = context
  const client = await context.client()
  const id = randomUUID()
  const host = args.text('host')
  const hasInput = !stdin.isTTY && !context.stdinTaken
  const end = new AbortController()
  const running = AbortSignal.any([signal, end.signal])
  const input = { id, site: args.positional(0), args: command, hasInput }
  try {
    const events = await client.terminals.run({ ...input, ...(host !== undefined && { host }) }, { signal: running })
    if (hasInput) void passInput(client, id, stdin, running)
    return context.out.json ? await collect(context, events) : await passThrough(context, events)
  } finally {
    end.abort()
    stdin.destroy()
  }
}

type Events = AsyncIterable<CommandEvent>

async function passThrough({ out }: CommandContext, events: Events): Promise<number> {
  for await (const event of events) {
    if (event.type === 'exit') return remoteStatus(event.code, event.signal)
    const bytes = Buffer.from(event.base64, 'base64')
    // Nobody reads any more: the command on the other side ends with its channel, as under ssh.
    if (event.type === 'stderr') await out.writeError(bytes)
    else if (!(await out.write(bytes))) return remoteStatus(null, 'PIPE')
  }
  return 1
}

/** Under --json the output is part of the one document. */
async function collect({ out }: CommandContext, events: Events): Promise<number> {
  const parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] }
  for await (const event of events) {
    if (event.type !== 'exit') {
      parts[event.type].push(Buffer.from(event.base64, 'base64'))
      continue
    }
    const document = {
      ...textOrBase64('stdout', Buffer.concat(parts.stdout)),
      ...textOrBase64('stderr', Buffer.concat(parts.stderr)),
      exitCode: event.code,
      signal: event.signal
    }
    await out.result(document, () => '')
    return remoteStatus(event.code, event.signal)
  }
  return 1
}

/** The text; where the bytes are not UTF-8, with U+FFFD and the exact bytes beside it. */
function textOrBase64(name: string, bytes: Buffer): Record<string, string> {
  const text = bytes.toString('utf8')
  const exact = Buffer.from(text, 'utf8').equals(bytes)
  return exact ? { [name]: text } : { [name]: text, [`${name}Base64`]: bytes.toString('base64') }
}

/** Each piece waits until the far side has taken the one before. */
async function passInput(client: FarscopeClient, id: string, stdin: NodeJS.ReadStream, signal: AbortSignal) {
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk)
      for (let at = 0; at < bytes.length; at += inputPiece) {
        const base64 = bytes.subarray(at, at + inputPiece).toString('base64')
        await client.terminals.runInput({ id, base64, end: false }, { signal })
      }
    }
    await client.terminals.runInput({ id, base64: '', end: true }, { signal })
  } catch {
    // The command takes no more input, or has ended: its exit status is what counts.
  }
}
