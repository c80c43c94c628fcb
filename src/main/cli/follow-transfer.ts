/** Waits for the end of a transfer and shows how it goes on. */
import type { Transfer, TransferResult } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../client-type'
import type { CommandContext } from './context'
import { progressText } from './progress-text'

const narrowestTerminal = 80

/**
 * The result. When the command is stopped the transfer is paused, and `goOn` tells the person how it goes on.
 * `answer-needed` when it needs a sign-in and nobody is there: it is then paused too.
 */
export async function followTransfer(
  context: CommandContext,
  client: FarscopeClient,
  id: string,
  goOn: string
): Promise<TransferResult> {
  const { signal } = context
  const end = new AbortController()
  context.onStop({ work: async () => client.transfers.pause({ id }), advice: goOn })
  try {
    const watched = watch(context, client, id, AbortSignal.any([signal, end.signal]))
    const needsPerson = watched.then(held => (held ? leaveHeld(client, id, goOn) : new Promise<never>(() => {})))
    const result = await Promise.race([client.transfers.result({ id }, { signal }), needsPerson])
    end.abort()
    await watched
    return result
  } finally {
    end.abort()
    if (!signal.aborted) context.onStop(undefined)
  }
}

async function leaveHeld(client: FarscopeClient, id: string, goOn: string): Promise<never> {
  await client.transfers.pause({ id })
  throw new Failure('answer-needed', 'The link was lost, and going on needs a sign-in that nobody can answer here.', {
    hint: goOn
  })
}

/** Ends with the transfer; true when it waits for a person and there is none. */
async function watch(
  context: CommandContext,
  client: FarscopeClient,
  id: string,
  signal: AbortSignal
): Promise<boolean> {
  const show = createDisplay(context)
  let asked = false
  try {
    for await (const list of await client.transfers.watch(undefined, { signal })) {
      const transfer = list.find(candidate => candidate.id === id)
      if (!transfer || signal.aborted) continue
      await show.progress(transfer)
      if (transfer.hold !== 'sign-in') asked = false
      else if (!context.interactive) return true
      else if (!asked) {
        asked = true
        await client.transfers.resume({ id }, { signal })
      }
    }
  } catch {
    // The end of the transfer ends the watch; what went wrong is the result's to say.
  } finally {
    await show.clear()
  }
  return false
}

interface Display {
  progress(transfer: Transfer): Promise<void>
  clear(): Promise<void>
}

/** JSON lines with --json --progress; one line that is drawn again and again on a terminal; else nothing. */
function createDisplay({ args, out }: CommandContext): Display {
  if (out.json)
    return {
      progress: async transfer => {
        if (args.has('progress')) await out.line(progressLine(transfer))
      },
      clear: async () => undefined
    }
  const drawn = Boolean(process.stderr.isTTY)
  return {
    progress: async transfer => {
      // What is asked on this terminal stands in that line.
      if (transfer.hold === 'answer') return
      // A line that reached the last column would wrap on some terminals.
      const width = (process.stderr.columns || narrowestTerminal) - 1
      if (drawn) await out.writeError(`\r\u001b[K${progressText(transfer, width)}`)
    },
    clear: async () => {
      if (drawn) await out.writeError('\r\u001b[K')
    }
  }
}

function progressLine(transfer: Transfer): object {
  const { state, scanning, doneFiles, totalFiles, doneBytes, totalBytes, verified, rate, currentFile } = transfer
  const file = currentFile === null ? null : displayName(currentFile)
  const done = { doneFiles, totalFiles, doneBytes, totalBytes, verified }
  return { type: 'progress', state, scanning, ...done, rate, currentFile: file }
}
