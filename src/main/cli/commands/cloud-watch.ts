/** `farscope cloud list|orphans|sweep`: what there is, what was left behind, and its reviewed deletion. */
import type { CloudInventory, CloudResource, CloudSweep } from '@contract/cloud'
import { sumCost } from '@domain/cloud/cost'
import { sharedHint } from '@domain/cloud/identity'
import { maySweep, sweptUnasked } from '@domain/cloud/orphans'
import { Failure } from '@domain/failure'
import { cloudTarget } from '../cloud-target'
import { costText, resourcesText } from '../cloud-text'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { exitStatusOf } from '../exit-status'
import { safeText } from '../text'

async function inventory({ args, client, signal }: CommandContext): Promise<CloudInventory> {
  return (await client()).cloud.list(cloudTarget(args), { signal })
}

/** What could not be asked for is told on standard error, beside what was found. */
async function tellProblems({ out }: CommandContext, list: CloudInventory): Promise<number> {
  const failure = problemsOf(list)
  if (!failure) return 0
  await out.failure(failure)
  return exitStatusOf(failure.code)
}

function problemsOf({ problems }: Pick<CloudInventory, 'problems'>): Failure | null {
  const [first] = problems
  if (!first) return null
  const message = `Not all could be asked for: ${problems.map(({ what }) => what).join(', ')}. ${first.error.message}`
  return new Failure('partial', message, { hint: first.error.hint })
}

export const listCloud: CommandRun = async context => {
  const list = await inventory(context)
  await context.out.result(list.resources, () =>
    list.resources.length === 0
      ? `Nothing in ${list.region} carries the tags of Farscope.\n`
      : resourcesText(list.resources) + costText(list.cost)
  )
  return tellProblems(context, list)
}

export const listOrphans: CommandRun = async context => {
  const list = await inventory(context)
  const orphans = list.resources.filter(({ orphan }) => orphan !== null)
  await context.out.result(orphans, () =>
    orphans.length === 0
      ? `Nothing in ${list.region} was left behind.\n`
      : resourcesText(orphans) + costText(sumCost(orphans, list.problems.length === 0))
  )
  return tellProblems(context, list)
}

export const sweepOrphans: CommandRun = async context => {
  const { args, client, out, signal } = context
  const list = await inventory(context)
  const chosen = chosenOrphans(list, args.positionals)
  const expected = args.whole('expect', 0, 100_000)
  if (expected !== undefined && expected !== chosen.length)
    throw new Failure('confirmation-required', `${chosen.length} would be deleted, not ${expected}.`, {
      hint: 'Look at them with farscope cloud orphans; nothing was deleted.'
    })
  if (chosen.length === 0) {
    await out.result(
      { deleted: [], failed: [] } satisfies CloudSweep,
      () => `There is nothing of yours to delete.${list.identity.shared ? ` ${sharedHint}` : ''}\n`
    )
    return tellProblems(context, list)
  }
  await review(context, chosen, expected)
  // The same account and region as were reviewed, whatever is chosen in the meantime; null is a choice too.
  const { profile, region, identity } = list
  const target = { profile, region, account: identity.account, owner: identity.owner }
  const resources = chosen.map(({ kind, id }) => ({ kind, id }))
  const swept = await (await client()).cloud.sweep({ ...target, resources }, { signal })
  await out.result(swept, () => sweptText(swept))
  return tellFailed(context, swept, list)
}

/** One's own orphans, but for what only its name may delete; those that are named must be some. */
function chosenOrphans({ resources, region, identity }: CloudInventory, ids: readonly string[]): CloudResource[] {
  if (ids.length === 0) return resources.filter(sweptUnasked)
  return [...new Set(ids)].map(id => {
    const found = resources.find(one => one.id === id)
    if (!found)
      throw new Failure('not-found', `${id} is not among what carries the tags of Farscope in ${region}.`, {
        hint: 'See farscope cloud orphans; nothing was deleted.'
      })
    if (!found.mine || !maySweep(found))
      throw new Failure('not-allowed', `${id} is ${found.mine ? 'no orphan' : `of ${found.tags.owner}, not yours`}.`, {
        hint: identity.shared
          ? sharedHint
          : 'Only orphans of your own, and what is kept, can be deleted; nothing was deleted.'
      })
    return found
  })
}

async function review(context: CommandContext, chosen: readonly CloudResource[], expected: number | undefined) {
  const { out, interactive } = context
  const count = chosen.length
  const names = chosen.slice(0, 20).map(({ id }) => safeText(id))
  const what = `${names.join(', ')}${count > names.length ? ` and ${count - names.length} more` : ''}`
  if (interactive && !out.json) await out.writeError(resourcesText(chosen))
  if (count > 1 && expected === undefined && !interactive)
    throw new Failure('confirmation-required', `${count} would be deleted: ${what}.`, {
      hint: `Add --expect ${count} --yes if that is what you want; nothing was deleted.`
    })
  await context.confirm(`Delete ${what}? The data in it is lost.`)
}

const sweptText = ({ deleted }: CloudSweep): string =>
  deleted.map(({ kind, id }) => `Deleted ${kind} ${safeText(id)}.\n`).join('')

/** One failure for all: what stayed, and what was not even listed. */
async function tellFailed(context: CommandContext, swept: CloudSweep, list: CloudInventory): Promise<number> {
  const [{ out }, { deleted, failed }] = [context, swept]
  const [first] = failed
  if (!first) return tellProblems(context, list)
  const { code, message, hint } = first.error
  const unlisted = problemsOf(list)
  const detail = [
    ...failed.map(({ id, error }) => `${id}: ${error.message}`),
    ...(unlisted ? [unlisted.message] : [])
  ].join('\n')
  const failure =
    deleted.length > 0
      ? new Failure('partial', `${failed.length} could not be deleted. First: ${message}`, { hint, detail })
      : new Failure(code, message, { hint, detail })
  await out.failure(failure)
  return exitStatusOf(failure.code)
}
