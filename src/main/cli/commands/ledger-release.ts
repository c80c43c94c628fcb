/** `farscope ledger release|releases`: the plan first, then the question with count and bytes, then the deletion. */
import { randomUUID } from 'node:crypto'
import type { Release, ReleasedFile, ReleasePlan } from '@contract/ledger'
import { Failure } from '@domain/failure'
import type { FarscopeClient } from '../../client-type'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { askedCopies, ledgerChoice } from '../ledger-choice'
import { deletionsTable, planText, releasesTable, releaseText } from '../ledger-text'
import { sizeText } from '../text'

export const releaseSources: CommandRun = async context => {
  const { args, out, signal } = context
  const client = await context.client()
  const resumed = args.text('resume')
  if (resumed !== undefined) {
    const release = await named(client, resumed, signal)
    await context.confirm(`Go on with deleting ${release.total.files - release.deleted.files} files?`)
    await client.ledger.resumeRelease({ id: release.id }, { signal })
    return follow(context, client, release.id)
  }
  const asked = { choice: await ledgerChoice(context), copies: askedCopies(context) }
  const plan = await client.ledger.plan(asked, { signal })
  if (args.has('dry-run')) {
    await out.result(plan, () => planText(plan))
    return 0
  }
  await confirm(context, plan)
  const id = randomUUID()
  const expect = { files: plan.files, bytes: plan.bytes }
  const said = { confirmedBy: args.text('by') ?? '', apart: args.has('apart') ? plan.doubts : [] }
  await client.ledger.release({ ...asked, ...said, id, expect }, { signal })
  return follow(context, client, id)
}

/** What is wrong with the set is said before any question, by the engine's own words. */
async function confirm(context: CommandContext, plan: ReleasePlan): Promise<void> {
  const { args } = context
  const [first] = plan.refused
  if (first) {
    const more = plan.refusedCount > 1 ? ` ${plan.refusedCount} files of this set are not safe.` : ''
    throw new Failure('rule', `Nothing was deleted: ${first.path} stays. ${first.reason}${more}`, {
      hint: 'See farscope ledger release --dry-run; copy and verify what is missing, or choose fewer files.'
    })
  }
  if (plan.files === 0)
    throw new Failure('not-found', 'There is nothing to release.', { hint: 'See farscope ledger show.' })
  const [doubt] = plan.doubts
  // No --yes says it: it is not known to whoever wrote the command.
  if (doubt !== undefined && !args.has('apart'))
    throw new Failure('confirmation-required', `It cannot be told whether ${plan.doubts.join(', or ')} are one disk.`, {
      hint: 'Add --apart if you know that they are not; nothing was deleted.'
    })
  const what = `${plan.files} files of ${plan.bytes} bytes (${sizeText(plan.bytes)})`
  const expected = args.whole('expect', 0, Number.MAX_SAFE_INTEGER)
  const bytes = args.whole('expect-bytes', 0, Number.MAX_SAFE_INTEGER)
  if ((expected !== undefined && expected !== plan.files) || (bytes !== undefined && bytes !== plan.bytes))
    throw new Failure('confirmation-required', `${what} would be deleted, not what --expect says.`, {
      hint: 'Look at the list with --dry-run; nothing was deleted.'
    })
  if (plan.files > 1 && expected === undefined && !context.interactive)
    throw new Failure('confirmation-required', `${what} would be deleted.`, {
      hint: `Add --expect ${plan.files} if that is what you want; nothing was deleted.`
    })
  await context.confirm(
    `Delete ${what} at their sources, each after its copies in ${plan.copies} other places are verified once more?`
  )
}

/** Until nothing more is deleted. A command that is stopped stops the release too, after the files at work. */
async function follow(context: CommandContext, client: FarscopeClient, id: string): Promise<number> {
  const { out, signal } = context
  context.onStop({
    work: async () => client.ledger.stopRelease({ id }),
    advice: `What is not deleted stays: farscope ledger release --resume ${id} goes on.`
  })
  let release: Release | undefined
  for await (const now of await client.ledger.watchRelease({ id }, { signal })) {
    release = now
    if (context.interactive && !out.json)
      await out.writeError(`\rDeleted ${now.deleted.files} of ${now.total.files} files `)
  }
  if (context.interactive && !out.json) await out.writeError('\n')
  context.onStop(undefined)
  const ended = release
  if (!ended) throw new Failure('internal', 'The release was not told to its end.')
  await out.result(ended, () => releaseText(ended))
  const failure = releaseFailure(ended, await firstKept(client, ended, signal))
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

async function firstKept(client: FarscopeClient, { id, refused }: Release, signal: AbortSignal): Promise<string> {
  if (refused === 0) return ''
  for await (const page of journal(client, id, signal)) {
    const kept = page.find(({ state }) => state === 'refused')
    if (kept) return kept.message
  }
  return ''
}

function releaseFailure({ id, state, deleted, refused, failed }: Release, why: string): Failure | undefined {
  if (state === 'finished') return undefined
  const [first] = failed
  const hint =
    state === 'finished-with-errors'
      ? `See farscope ledger releases ${id}.`
      : `farscope ledger release --resume ${id} goes on with what is left.`
  const message =
    refused > 0 ? `${refused} files were kept. First: ${why}` : (first?.message ?? 'The release was stopped.')
  const code = deleted.files > 0 ? 'partial' : refused > 0 ? 'rule' : (first?.code ?? 'cancelled')
  return new Failure(code, message, { hint })
}

export const listReleases: CommandRun = async context => {
  const { args, out, signal } = context
  const client = await context.client()
  const [wanted] = args.positionals
  if (wanted === undefined) {
    const releases = await client.ledger.releases(undefined, { signal })
    await out.result(releases, () => releasesTable(releases))
    return 0
  }
  const { id } = await named(client, wanted, signal)
  const files: ReleasedFile[] = []
  for await (const page of journal(client, id, signal)) files.push(...page)
  await out.result(files, () => deletionsTable(files))
  return 0
}

async function* journal(client: FarscopeClient, id: string, signal: AbortSignal): AsyncGenerator<ReleasedFile[]> {
  const limit = 1000
  for (let offset = 0; ; offset += limit) {
    const { total, files } = await client.ledger.released({ id, offset, limit }, { signal })
    yield files
    if (offset + limit >= total) return
  }
}

async function named(client: FarscopeClient, wanted: string, signal: AbortSignal): Promise<Release> {
  const found = (await client.ledger.releases(undefined, { signal })).filter(({ id }) => id.startsWith(wanted))
  const [first] = found
  if (first && found.length === 1) return first
  if (!first)
    throw new Failure('not-found', `There is no release ${wanted.toWellFormed()}.`, {
      hint: 'See farscope ledger releases.'
    })
  throw new Failure('usage', `${found.length} releases have an ID that begins with ${wanted.toWellFormed()}.`, {
    hint: `Write more of it: ${found.map(({ id }) => id).join(', ')}.`
  })
}
