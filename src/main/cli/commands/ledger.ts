/** `farscope ledger show|add|verify|report`. */
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type LedgerFile,
  type LedgerSummary,
  ledgerStateSchema,
  reportForms,
  type VerifyCounts
} from '@contract/ledger'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { askedCopies, ledgerChoice, sourceArgument } from '../ledger-choice'
import { ledgerTable, printedFile, summaryText, verifyText } from '../ledger-text'
import { localFileFailure } from '../local-file-failure'
import { safeText, sizeText } from '../text'

export const showLedger: CommandRun = async context => {
  const { args, out, signal } = context
  const states = new Set(args.list('state').map(state => readState(state)))
  const asked = { choice: await ledgerChoice(context), copies: askedCopies(context) }
  const { ledger } = await context.client()
  const files: LedgerFile[] = []
  let summary: LedgerSummary | undefined
  if (args.has('summary')) summary = await ledger.summary(asked, { signal })
  else
    for await (const event of await ledger.list(asked, { signal })) {
      if (event.type === 'end') summary = event.summary
      else files.push(...event.files.filter(({ state }) => states.size === 0 || states.has(state)))
    }
  const known = summary
  if (!known) throw new Failure('internal', 'The ledger was not told to its end.')
  await out.result({ summary: known, files: files.map(printedFile) }, () => summaryText(known) + ledgerTable(files))
  return 0
}

function readState(text: string): LedgerFile['state'] {
  const state = ledgerStateSchema.safeParse(text)
  if (state.success) return state.data
  throw new Failure('usage', `--state cannot be "${text.toWellFormed()}".`, {
    hint: `States are ${ledgerStateSchema.options.join(', ')}.`
  })
}

export const addToLedger: CommandRun = async context => {
  const { args, out, signal } = context
  const wanted = args.text('transfer')
  const under = await sourceArgument(context)
  if ((wanted === undefined) === (under === undefined))
    throw new Failure('usage', 'Either a source or --transfer is needed.', {
      hint: 'Write SITE:PATH of what was copied, or --transfer ID (farscope transfer list).'
    })
  const client = await context.client()
  const transfer = wanted === undefined ? undefined : await fullId(client, wanted, signal)
  const session = args.text('session') ?? null
  const added = await client.ledger.add(
    { session, ...(transfer !== undefined && { transfer }), ...(under && { under }) },
    { signal }
  )
  await out.result(added, () => `Added ${added.files} files with ${added.copies} verified copies.\n`)
  return 0
}

/** One that is off the list already may still have verified copies. */
async function fullId(client: FarscopeClient, wanted: string, signal: AbortSignal): Promise<string> {
  const found = (await client.transfers.list(undefined, { signal })).filter(({ id }) => id.startsWith(wanted))
  const [first] = found
  if (found.length > 1)
    throw new Failure('usage', `${found.length} transfers have an ID that begins with ${wanted.toWellFormed()}.`, {
      hint: 'Write more of it.'
    })
  return first?.id ?? wanted
}

export const verifyLedger: CommandRun = async context => {
  const { out, signal } = context
  const choice = await ledgerChoice(context)
  const { ledger } = await context.client()
  let counts: VerifyCounts | undefined
  for await (const event of await ledger.verify({ choice }, { signal })) {
    counts = event.counts
    if (context.interactive && !out.json && event.type === 'progress')
      await out.writeError(`\rVerified ${sizeText(event.counts.bytes)} of ${sizeText(event.total.bytes)} `)
  }
  if (context.interactive && !out.json) await out.writeError('\n')
  const known = counts
  if (!known || known.files === 0)
    throw new Failure('not-found', 'The ledger has no such files.', { hint: 'See farscope ledger show.' })
  await out.result(known, () => verifyText(known))
  const failure = verifyFailure(known)
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

function verifyFailure({ verified, failed }: VerifyCounts): Failure | undefined {
  const [first] = failed
  if (!first) return undefined
  const all = verified > 0 ? 'partial' : first.code
  const others = failed.length > 1 ? ` And ${failed.length - 1} more.` : ''
  return new Failure(all, `${first.message}${others}`, { hint: 'See farscope ledger show --state trouble,waiting.' })
}

/** One report may be of several files, each written to its end before the next begins. */
export const reportLedger: CommandRun = async context => {
  const { args, out, signal } = context
  const form = reportForms.find(known => known === (args.text('form') ?? 'html')) ?? 'html'
  const target = args.text('out')
  if (target === undefined && (form === 'bagit' || out.json))
    throw new Failure('usage', 'The option --out is missing.', { hint: 'Write where the report goes: --out FILE.' })
  const asked = { choice: await ledgerChoice(context), copies: askedCopies(context) }
  const { ledger } = await context.client()
  const pieces = await ledger.report({ ...asked, form, title: args.text('title') ?? '' }, { signal })
  if (target === undefined) {
    for await (const { text } of pieces) await out.write(text)
    return 0
  }
  const written = await writePieces(context, pieces, file => (form === 'bagit' ? join(target, file) : target))
  await out.result({ files: written }, () => written.map(file => `Wrote ${safeText(file)}\n`).join(''))
  return 0
}

async function writePieces(
  { args }: CommandContext,
  pieces: AsyncIterable<{ file: string; text: string }>,
  pathOf: (file: string) => string
): Promise<string[]> {
  const written: string[] = []
  let at: { path: string; handle: Awaited<ReturnType<typeof open>> } | undefined
  try {
    for await (const { file, text } of pieces) {
      const path = pathOf(file)
      if (at?.path !== path) {
        await at?.handle.close()
        at = { path, handle: await begin(path, args.has('replace')) }
        written.push(path)
      }
      await at.handle.write(text)
    }
  } finally {
    await at?.handle.close()
  }
  return written
}

async function begin(path: string, replace: boolean): ReturnType<typeof open> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return await open(path, replace ? 'w' : 'wx')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')
      throw new Failure('exists', `${path.toWellFormed()} is there already.`, {
        hint: 'Choose another name, or add --replace.'
      })
    throw localFileFailure(path, thrown)
  }
}
