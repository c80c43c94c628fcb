/** `farscope sync`: shows what differs, or makes the destination like the source. */
import { randomUUID } from 'node:crypto'
import type { Place } from '@contract/files'
import type { ComparisonCounts, Difference } from '@contract/transfers'
import { displayName, exactNameBase64 } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { copyFailure, copyResult, copyText, shownFailures } from '../copy-result'
import { exitStatusOf } from '../exit-status'
import { followTransfer } from '../follow-transfer'
import { parseAnyPlace } from '../place'
import type { DryRun } from '../schema-documents'
import { siteNames } from '../site-names'
import { durationText, safeText, sizeText } from '../text'
import { fromHere, transferOptions, withType } from './copy'

interface Folders {
  readonly from: Place
  readonly to: Place
}

export const syncFolders: CommandRun = async context => {
  const { args, signal } = context
  const options = transferOptions(args)
  const expected = args.whole('expect', 0, Number.MAX_SAFE_INTEGER)
  const deletes = args.has('delete')
  // What cannot be confirmed is known before any login.
  if (deletes && !args.has('dry-run') && !context.yes && !context.interactive)
    await context.confirm(`Deleting what is only in ${safeText(args.positional(1))}:`)
  const client = await context.client()
  const names = await siteNames(client, signal)
  const from = fromHere(parseAnyPlace(args.positional(0), names))
  const to = fromHere(parseAnyPlace(args.positional(1), names))
  const by = args.has('checksum') ? 'checksum' : 'size-time'
  if (args.has('dry-run')) return showDifferences(context, client, { from, to, by })
  const expectDeletes = deletes ? await confirmDeletes(context, client, { from, to }, expected) : undefined
  const input = { id: randomUUID(), from, to, by, ...options, deleteExtra: deletes } as const
  const { id } = await client.transfers.mirror(
    { ...input, ...(expectDeletes !== undefined && { expectDeletes }) },
    { signal }
  )
  const goOn = `What arrived is kept: farscope transfer resume ${id} goes on${deletes ? ', and then deletes what you confirmed' : ''}.`
  const result = await followTransfer(context, client, id, goOn)
  const document = { ...copyResult(result), deleted: result.deleted ?? 0 }
  await context.out.result(withType(context, document), () => copyText(result))
  return tellFailure(context, copyFailure(result))
}

async function tellFailure({ out }: CommandContext, failure: Failure | undefined): Promise<number> {
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

type Compare = Folders & { readonly by: 'size-time' | 'checksum' }

/** Reads both trees; `found` gets the differences as they come. */
async function compare(
  context: CommandContext,
  client: FarscopeClient,
  folders: Compare,
  found: (differences: readonly Difference[]) => void
): Promise<ComparisonCounts> {
  const { out, signal } = context
  const drawn = !out.json && Boolean(process.stderr.isTTY)
  const startedMs = performance.now()
  try {
    for await (const event of await client.transfers.compare(folders, { signal }))
      if (event.type === 'differences') found(event.differences)
      else if (event.type === 'end') return event.counts
      else if (drawn) {
        const sums = event.checksums > 0 ? `, ${event.checksums} checksums` : ''
        const seconds = durationText((performance.now() - startedMs) / 1000)
        await out.writeError(`\r\u001b[Kcomparing: ${event.entries} entries${sums}, ${seconds}`)
      }
  } finally {
    if (drawn) await out.writeError('\r\u001b[K')
  }
  throw new Failure('internal', 'The comparison ended without a count.')
}

async function showDifferences(context: CommandContext, client: FarscopeClient, folders: Compare): Promise<number> {
  const differences: Difference[] = []
  const counts = await compare(context, client, folders, found => void differences.push(...found))
  differences.sort((one, other) => (one.path < other.path ? -1 : 1))
  const document: DryRun = {
    counts: { ...counts, failed: shownFailures(counts.failed) },
    differences: differences.map(shownDifference)
  }
  await context.out.result(document, () => differences.map(differenceLine).join('') + countsLine(counts))
  const { failed, ...found } = counts
  // What could be compared counts as done.
  const done = found.same + found.new + found.changed + found.extra
  return tellFailure(context, failed.length === 0 ? undefined : unreadFailure(failed, done > 0))
}

function unreadFailure(failed: ComparisonCounts['failed'], partly: boolean): Failure {
  const [first] = failed
  const message = first ? `${displayName(first.path)}: ${displayName(first.message)}` : ''
  const text = `${failed.length} could not be compared. First: ${message}`
  return new Failure(partly ? 'partial' : (first?.code ?? 'internal'), text, {
    hint: 'While a part of the source cannot be read, nothing is deleted.'
  })
}

function shownDifference(difference: Difference): DryRun['differences'][number] {
  const pathBase64 = exactNameBase64(difference.path)
  return { ...difference, path: displayName(difference.path), ...(pathBase64 !== undefined && { pathBase64 }) }
}

const words = { new: 'new    ', changed: 'changed', extra: 'extra  ' } as const

function differenceLine({ kind, path, type, size }: Difference): string {
  const shownSize = type === 'file' ? sizeText(size) : '-'
  return `${words[kind]}  ${shownSize.padStart(9)}  ${safeText(path)}${type === 'directory' ? '/' : ''}\n`
}

function countsLine({ same, new: added, changed, extra, bytes, failed }: ComparisonCounts): string {
  const unread = failed.length > 0 ? `, ${failed.length} not compared` : ''
  return `${added} new, ${changed} changed, ${extra} only at the destination, ${same} the same${unread}; ${sizeText(bytes)} to copy.\n`
}

/** How many deletions the person agreed to, after being told the number. */
async function confirmDeletes(
  context: CommandContext,
  client: FarscopeClient,
  folders: Folders,
  expected: number | undefined
): Promise<number> {
  // Which entries are extra does not depend on how files are told apart.
  const { extra } = await compare(context, client, { ...folders, by: 'size-time' }, () => undefined)
  const where = safeText(context.args.positional(1))
  const refuse = (message: string, hint: string): never => {
    throw new Failure('confirmation-required', message, { hint: `${hint} Nothing was copied or deleted.` })
  }
  if (expected !== undefined && expected !== extra)
    refuse(`${extra} would be deleted in ${where}, not ${expected}.`, 'Look at the differences with --dry-run.')
  if (extra > 1 && expected === undefined && !context.interactive)
    refuse(`${extra} would be deleted in ${where}.`, `Add --expect ${extra} if that is what you want.`)
  if (extra > 0) await context.confirm(`Delete ${extra} files, folders and links in ${where}?`)
  return extra
}
