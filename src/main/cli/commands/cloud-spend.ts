/** `farscope cloud cost` and `farscope cloud budget list|set|remove`. */
import type { Budget, BudgetState, SpendQuestion } from '@contract/cloud-spend'
import { spendGroups } from '@contract/cloud-spend'
import { spendCsv } from '@domain/cloud/spend/spend-csv'
import { Failure } from '@domain/failure'
import type { Arguments } from '../arguments'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { numberOption } from '../number-option'
import { budgetsText, spendText } from '../run-text'

export const showCost: CommandRun = async context => {
  const { args, out, signal } = context
  if (args.has('csv') && out.json)
    throw new Failure('usage', '--csv does not go with --json.', { hint: 'Leave one of them out.' })
  const spend = await (await context.client()).spend.show(question(args), { signal })
  if (args.has('csv')) await out.write(spendCsv(spend))
  else await out.result(spend, () => spendText(spend))
  return 0
}

function question(args: Arguments): SpendQuestion {
  const by = spendGroups.find(one => one === args.text('by')) ?? 'run'
  const [from, to] = [dayOption(args, 'from'), dayOption(args, 'to')]
  return { by, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

/** A day of UTC; what is none the engine refuses. */
function dayOption(args: Arguments, option: string): string | undefined {
  const text = args.text(option)
  if (text === undefined || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  throw new Failure('usage', `--${option} cannot be "${text.toWellFormed()}".`, {
    hint: `Write a day of UTC: --${option} 2026-11-22.`
  })
}

async function budgets({ client, signal }: CommandContext): Promise<BudgetState[]> {
  const { budgets: states } = await (await client()).spend.show({ by: 'run' }, { signal })
  return states.filter(({ makeBelieve }) => !makeBelieve)
}

const plain = ({ project, usd, per, stop }: Budget): Budget => ({ project, usd, per, stop })

async function save(context: CommandContext, kept: readonly Budget[]): Promise<BudgetState[]> {
  return (await context.client()).spend.setBudgets({ budgets: kept.map(plain) }, { signal: context.signal })
}

export const listBudgets: CommandRun = async context => {
  const { client, out, signal } = context
  const { budgets: list } = await (await client()).spend.show({ by: 'run' }, { signal })
  await out.result(list, () => budgetsText(list))
  return 0
}

export const setBudget: CommandRun = async context => {
  const { args, out } = context
  const usd = numberOption(args, 'usd', 0.01, 10_000_000)
  if (usd === undefined)
    throw new Failure('usage', 'The option --usd is missing.', { hint: 'Write how much: --usd 500.' })
  const project = args.text('project') ?? null
  const per: Budget['per'] = args.text('per') === 'ever' ? 'ever' : 'month'
  const others = (await budgets(context)).filter(one => one.project !== project)
  const list = await save(context, [...others, { project, usd, per, stop: args.has('stop') }])
  await out.result(list, () => budgetsText(list))
  return 0
}

export const removeBudget: CommandRun = async context => {
  const project = context.args.text('project') ?? null
  const list = await budgets(context)
  const others = list.filter(one => one.project !== project)
  if (others.length === list.length)
    throw new Failure('not-found', `There is no budget for ${project?.toWellFormed() ?? 'all runs'}.`, {
      hint: 'See farscope cloud budget list.'
    })
  const kept = await save(context, others)
  await context.out.result(kept, () => budgetsText(kept))
  return 0
}
