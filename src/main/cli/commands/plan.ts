/** `farscope plan steps|machines|compare|storage|transfer|start|prices|sources`. */
import type { PlanTable } from '@contract/plan'
import { planSourceIdSchema } from '@contract/plan-sources'
import { Failure } from '@domain/failure'
import { amountOption } from '../amount-option'
import type { CommandRun } from '../command'
import type { CommandContext } from '../context'
import { numberOption } from '../number-option'
import { planInputs, rankOption, stepOption, stepsQuestion } from '../plan-options'
import {
  comparisonText,
  machinesText,
  pricesText,
  sourcesText,
  startText,
  stepsText,
  storageText,
  transferText
} from '../plan-text'
import { timeOption } from '../time-option'

/** Prints the table as CSV where that is asked for, and says whether it did. */
export async function printedCsv(context: CommandContext, table: () => PlanTable): Promise<boolean> {
  const { args, out, signal } = context
  if (!args.has('csv')) return false
  if (out.json) throw new Failure('usage', '--csv does not go with --json.', { hint: 'Leave one of them out.' })
  const { text } = await (await context.client()).plan.csv(table(), { signal })
  await out.write(text)
  return true
}

export const planStepsTable: CommandRun = async context => {
  const { args, out, signal } = context
  const question = stepsQuestion(args)
  if (await printedCsv(context, () => ({ ...question, table: 'steps' }))) return 0
  const answer = await (await context.client()).plan.steps(question, { signal })
  await out.result(answer, () => stepsText(answer))
  return 0
}

export const planMachines: CommandRun = async context => {
  const { args, out, signal } = context
  const rank = rankOption(args)
  const question = {
    ...{ ...planInputs(args), step: stepOption(args), unmeasured: args.has('unmeasured') },
    ...(rank && { rank })
  }
  if (await printedCsv(context, () => ({ ...question, table: 'machines' }))) return 0
  const answer = await (await context.client()).plan.machines(question, { signal })
  await out.result(answer, () => machinesText(answer))
  return 0
}

export const planCompare: CommandRun = async context => {
  const { args, out, signal } = context
  const source = planSourceIdSchema.safeParse(args.text('source'))
  if (!source.success)
    throw new Failure('usage', 'The option --source is missing.', {
      hint: 'Write which document: --source cianfrocco-2017 or --source weka-2023.'
    })
  if (await printedCsv(context, () => ({ table: 'compare', source: source.data }))) return 0
  const comparison = await (await context.client()).plan.compare({ source: source.data }, { signal })
  await out.result(comparison, () => comparisonText(comparison))
  return 0
}

export const planStorage: CommandRun = async context => {
  const { args, out, signal } = context
  const [daysPerMonth, hotDays, archiveYears] = [
    numberOption(args, 'days-per-month', 0.01, 31),
    numberOption(args, 'hot-days', 0, 3650),
    numberOption(args, 'archive-years', 0, 50)
  ]
  const question = {
    bytesPerDay: amountOption(args, 'per-day', '2TB'),
    ...(daysPerMonth !== undefined && { daysPerMonth }),
    ...(hotDays !== undefined && { hotDays }),
    ...(archiveYears !== undefined && { archiveYears })
  }
  const { plan } = await context.client()
  const answer = await plan.storage(question, { signal })
  if (await printedCsv(context, () => ({ ...answer.inputs, table: 'storage' }))) return 0
  await out.result(answer, () => storageText(answer))
  return 0
}

export const planTransfer: CommandRun = async context => {
  const { args, out, signal } = context
  const [hoursPerDay, days] = [numberOption(args, 'hours-per-day', 0.01, 24), numberOption(args, 'days', 0.01, 3650)]
  const question = {
    bytesPerDay: amountOption(args, 'per-day', '2TB'),
    bytesPerSecond: amountOption(args, 'rate', '5MB/s'),
    ...(hoursPerDay !== undefined && { hoursPerDay }),
    ...(days !== undefined && { days })
  }
  const { plan } = await context.client()
  const answer = await plan.transfer(question, { signal })
  if (await printedCsv(context, () => ({ ...answer.inputs, table: 'transfer' }))) return 0
  await out.result(answer, () => transferText(answer))
  return 0
}

export const planStart: CommandRun = async context => {
  const { args, out, signal } = context
  const [site, job, type] = [args.text('site'), args.text('job'), args.text('type')]
  if (job !== undefined && site === undefined)
    throw new Failure('usage', '--job needs --site.', { hint: 'Write the site where the job waits: --site SITE.' })
  const expectedStart = timeOption(args, 'expected-start')
  const hoursHere = numberOption(args, 'hours-here', 0.01, 100_000)
  const bootMinutes = numberOption(args, 'boot-minutes', 0, 1440)
  const question = {
    ...{ ...planInputs(args), step: stepOption(args) },
    ...(site !== undefined && { site }),
    ...(job !== undefined && { job }),
    ...(type !== undefined && { type }),
    ...(expectedStart !== undefined && { expectedStart }),
    ...(hoursHere !== undefined && { hoursHere }),
    ...(bootMinutes !== undefined && { bootMinutes }),
    ...(args.has('spot') && { spot: true })
  }
  const answer = await (await context.client()).plan.start(question, { signal })
  await out.result(answer, () => startText(answer))
  return 0
}

/** `not-found` where one of the types is in no table. */
export const planPrices: CommandRun = async context => {
  const { args, out, signal } = context
  const types = [...args.positionals]
  const table = await (await context.client()).plan.prices(types.length > 0 ? { types } : {}, { signal })
  const missing = types.filter(type => !table.machines.some(machine => machine.type === type))
  if (missing.length > 0)
    throw new Failure('not-found', `The price table has no ${missing.join(', ').toWellFormed()}.`, {
      hint: 'farscope plan prices lists all types.'
    })
  await out.result(table, () => pricesText(table))
  return 0
}

export const planSources: CommandRun = async context => {
  const sources = await (await context.client()).plan.sources(undefined, { signal: context.signal })
  await context.out.result(sources, () => sourcesText(sources))
  return 0
}
