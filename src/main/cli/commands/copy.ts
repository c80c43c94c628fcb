/** `farscope put|get`. */
import { randomUUID } from 'node:crypto'
import type { Place } from '@contract/files'
import { conflictRuleSchema } from '@contract/prompts'
import type { FailedFile, Transfer, TransferResult } from '@contract/transfers'
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { parseFarPlace, parseLocalPlace } from '../place'
import type { CopyResult } from '../schema-documents'
import { siteNames } from '../site-names'
import { durationText, safeText, sizeText } from '../text'

export const putFiles: CommandRun = async context => {
  const client = await context.client()
  const names = await siteNames(client, context.signal)
  const { sources, destination } = splitArguments(context)
  return copy(
    context,
    client,
    sources.map(source => parseLocalPlace(source, names)),
    parseFarPlace(destination, names)
  )
}

export const getFiles: CommandRun = async context => {
  const client = await context.client()
  const names = await siteNames(client, context.signal)
  const { sources, destination } = splitArguments(context)
  return copy(
    context,
    client,
    sources.map(source => parseFarPlace(source, names)),
    parseLocalPlace(destination, names)
  )
}

function splitArguments({ args }: CommandContext): { sources: readonly string[]; destination: string } {
  return { sources: args.positionals.slice(0, -1), destination: args.positionals.at(-1) ?? '' }
}

async function copy(
  context: CommandContext,
  client: FarscopeClient,
  sources: Place[],
  destination: Place
): Promise<number> {
  const { args, signal } = context
  const id = randomUUID()
  const conflict = conflictRuleSchema.optional().parse(args.text('conflict'))
  const cancel = (): void => void client.transfers.cancel({ id }).catch(() => {})
  const end = new AbortController()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const options = { parents: args.has('parents'), followLinks: args.has('follow') }
    // Local paths are the caller's: the engine may run elsewhere.
    const input = { id, sources: sources.map(absolute), destination: absolute(destination), ...options }
    await client.transfers.start({ ...input, ...(conflict && { conflict }) }, { signal })
    const shown = showProgress(context, client, id, AbortSignal.any([signal, end.signal]))
    const result = await client.transfers.result({ id }, { signal })
    end.abort()
    await shown
    return await report(context, result)
  } finally {
    end.abort()
    signal.removeEventListener('abort', cancel)
  }
}

/** A path of this computer as the engine understands it, which has its own working folder; a trailing slash stays. */
function absolute(place: Place): Place {
  if (place.kind !== 'local' || /^([/~]|[A-Za-z]:[\\/])/.test(place.path)) return place
  const here = process.cwd()
  return { kind: 'local', path: `${here.endsWith('/') ? here : `${here}/`}${place.path}` }
}

async function showProgress(
  context: CommandContext,
  client: FarscopeClient,
  id: string,
  signal: AbortSignal
): Promise<void> {
  const { args, out } = context
  const asLines = out.json && args.has('progress')
  const asText = !out.json && Boolean(process.stderr.isTTY)
  if (!asLines && !asText) return
  try {
    for await (const list of await client.transfers.watch(undefined, { signal })) {
      const transfer = list.find(candidate => candidate.id === id)
      if (!transfer || signal.aborted) continue
      if (asLines) await out.line(progressLine(transfer))
      else await out.writeError(`\r\u001b[K${progressText(transfer)}`)
    }
  } catch {
    // The end of the copy ends the progress; what went wrong is the result's to say.
  } finally {
    if (asText) await out.writeError('\r\u001b[K')
  }
}

function progressLine({ doneFiles, totalFiles, doneBytes, totalBytes, rate, currentFile }: Transfer): object {
  const file = currentFile === null ? null : displayName(currentFile)
  return { type: 'progress', doneFiles, totalFiles, doneBytes, totalBytes, rate, currentFile: file }
}

function progressText(transfer: Transfer): string {
  const { doneFiles, totalFiles, doneBytes, totalBytes, rate, scanning } = transfer
  const left = rate > 0 && !scanning ? `, ${durationText((totalBytes - doneBytes) / rate)} left` : ''
  const share = totalBytes > 0 && !scanning ? ` ${Math.floor((100 * doneBytes) / totalBytes)} %` : ''
  return `${sizeText(doneBytes)} of ${sizeText(totalBytes)}${share}, ${doneFiles} of ${totalFiles} files, ${sizeText(rate)}/s${left}`
}

async function report(context: CommandContext, result: TransferResult): Promise<number> {
  const { args, out } = context
  const document = copyResult(result)
  const line = out.json && args.has('progress') ? { type: 'result', ...document } : document
  await out.result(line, () => resultText(result))
  const failure = copyFailure(result)
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

export function copyResult(result: TransferResult): CopyResult {
  const failed = result.failed.map(({ path, code, message }) => {
    const pathBase64 = exactNameBase64(path)
    return {
      path: displayName(path),
      ...(pathBase64 !== undefined && { pathBase64 }),
      code,
      message: displayName(message)
    }
  })
  return { ...result, failed }
}

/** Nothing failed: undefined. Some arrived or were there already: `partial`. Else what the first one failed with. */
export function copyFailure({ files, skipped, failed }: TransferResult): Failure | undefined {
  const [first] = failed
  if (!first) return undefined
  const message = first.message.includes(first.path) ? first.message : `${first.path}: ${first.message}`
  const hint = failed.some(({ code }) => code === 'exists')
    ? 'Choose with --conflict what happens to existing files.'
    : ''
  if (files + skipped === 0) return new Failure(first.code, message, { hint })
  return new Failure(
    'partial',
    `${failed.length} of ${files + skipped + failed.length} files failed. First: ${message}`,
    {
      hint
    }
  )
}

function resultText({ files, bytes, seconds, skipped, failed }: TransferResult): string {
  const rate = seconds > 0 ? ` (${sizeText(bytes / seconds)}/s)` : ''
  const counts = `${files} ${files === 1 ? 'file' : 'files'}, ${sizeText(bytes)} in ${seconds.toFixed(1)} s${rate}`
  const others = `${skipped > 0 ? `; ${skipped} already there` : ''}${failed.length > 0 ? `; ${failed.length} failed` : ''}`
  const lines = failed.map((one: FailedFile) => `  ${safeText(one.path)}: ${one.code}: ${safeText(one.message)}\n`)
  return `${counts}${others}\n${lines.join('')}`
}
