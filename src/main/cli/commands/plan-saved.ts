/** `farscope plan save|list|show|rename|remove`. */
import type { SavedPlan } from '@contract/plan'
import { Failure } from '@domain/failure'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { stepsQuestion } from '../plan-options'
import { savedPlansText, savedPlanText } from '../plan-text'
import { printedCsv } from './plan'

/** By its name, else by its id. */
export async function findPlan(context: CommandContext, name: string): Promise<SavedPlan | undefined> {
  const plans = await (await context.client()).plan.saved(undefined, { signal: context.signal })
  return plans.find(plan => plan.name === name) ?? plans.find(plan => plan.id === name)
}

async function namedPlan(context: CommandContext): Promise<SavedPlan> {
  const name = context.args.positional(0)
  const plan = await findPlan(context, name)
  if (plan) return plan
  throw new Failure('not-found', `There is no plan "${name.toWellFormed()}".`, {
    hint: 'farscope plan list lists them.'
  })
}

export const savePlan: CommandRun = async context => {
  const { args, out, signal } = context
  const question = stepsQuestion(args)
  const name = args.positional(0)
  const before = args.has('replace') ? await findPlan(context, name) : undefined
  const { plan } = await context.client()
  const kept = {
    ...(before?.storage && { storage: before.storage }),
    ...(before?.transfer && { transfer: before.transfer })
  }
  const saved = before
    ? await plan.save({ id: before.id, name: before.name, question, ...kept }, { signal })
    : await plan.save({ name, question }, { signal })
  await out.result(saved, () => savedPlanText(saved))
  return 0
}

export const listPlans: CommandRun = async context => {
  const plans = await (await context.client()).plan.saved(undefined, { signal: context.signal })
  await context.out.result(plans, () => savedPlansText(plans))
  return 0
}

export const showPlan: CommandRun = async context => {
  const found = await namedPlan(context)
  if (await printedCsv(context, () => ({ table: 'plan', id: found.id }))) return 0
  await context.out.result(found, () => savedPlanText(found))
  return 0
}

export const renamePlan: CommandRun = async context => {
  const { id } = await namedPlan(context)
  const { plan } = await context.client()
  const renamed = await plan.rename({ id, name: context.args.positional(1) }, { signal: context.signal })
  await context.out.result(renamed, () => savedPlanText(renamed))
  return 0
}

export const removePlan: CommandRun = async context => {
  const { id, name } = await namedPlan(context)
  await (await context.client()).plan.remove({ id }, { signal: context.signal })
  await context.out.result({ removed: name }, () => '')
  return 0
}
