/** The options of the planner's commands as the contract takes them. */
import type { StepsQuestion } from '@contract/plan'
import { machineTypeSchema, type PlanPricing } from '@contract/plan-sources'
import { type OwnRun, type PlanInputs, type PlanStepId, planStepIdSchema, planStepIds } from '@contract/plan-steps'
import { Failure } from '@domain/failure'
import type { Arguments } from './arguments'
import { numberOption } from './number-option'

const mostOfAny = 1_000_000_000

/** Leaves out what is not given, so that nothing is null on the wire. */
function given<Value extends object>(value: Value): Partial<Value> {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  // Object.fromEntries forgets the keys; they are those of `value`.
  return Object.fromEntries(entries) as Partial<Value>
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

export function planInputs(args: Arguments): PlanInputs {
  const dataset = datasetOf(args, '')
  const benchmark = datasetOf(args, 'benchmark-')
  const workstation = given({
    usd: numberOption(args, 'workstation-usd', 0, 100_000_000),
    years: numberOption(args, 'workstation-years', 0.01, 50),
    use: numberOption(args, 'workstation-use', 0.01, 1),
    gpus: args.whole('workstation-gpus', 1, 64)
  })
  const prices = pricesOf(args)
  const ownRuns = args.all('run').map(ownRun)
  const pricing = pricings.find(one => one === args.text('pricing'))
  const leastGpus = args.whole('gpus', 0, 64)
  return {
    ...(!isEmpty(dataset) && { dataset }),
    ...(!isEmpty(benchmark) && { benchmark }),
    ...(!isEmpty(workstation) && { workstation }),
    ...(!isEmpty(prices) && { prices }),
    ...(ownRuns.length > 0 && { ownRuns }),
    ...(pricing && { pricing }),
    ...(leastGpus !== undefined && { leastGpus })
  }
}

const pricings: readonly (PlanPricing | 'document')[] = ['on-demand', 'spot', 'reserved', 'document']

function datasetOf(args: Arguments, before: '' | 'benchmark-'): NonNullable<PlanInputs['dataset']> {
  return given({
    movies: args.whole(`${before}movies`, 1, mostOfAny),
    particles: args.whole(`${before}particles`, 1, mostOfAny),
    boxSize: args.whole(`${before}box`, 8, 8192)
  })
}

function pricesOf(args: Arguments): Record<string, number> {
  return Object.fromEntries(
    args.all('price').map(text => {
      const [, type = '', price = ''] = /^(.+)=(\d+(?:\.\d+)?)$/.exec(text) ?? []
      if (machineTypeSchema.safeParse(type).success && Number(price) <= 100_000) return [type, Number(price)] as const
      throw new Failure('usage', `--price cannot be "${text.toWellFormed()}".`, {
        hint: 'Write a type and dollars an hour: --price g5.4xlarge=1.62.'
      })
    })
  )
}

function ownRun(text: string): OwnRun {
  const [, step = '', machine = '', hours = '', price] =
    /^([^=]+)=([^:]+):(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/.exec(text) ?? []
  const id = planStepIdSchema.safeParse(step)
  if (id.success && Number(hours) > 0 && Number(hours) <= 100_000 && machine.length <= 100)
    return { step: id.data, machine, hours: Number(hours), ...(price !== undefined && { usdPerHour: Number(price) }) }
  throw new Failure('usage', `--run cannot be "${text.toWellFormed()}".`, {
    hint: `Write STEP=MACHINE:HOURS or STEP=MACHINE:HOURS:USD, for instance class2d=g6e.12xlarge:0.8. ${stepsHint}`
  })
}

const stepsHint = `The steps are ${planStepIds.join(', ')}.`

/** `usage` where it is not given or no step. */
export function stepOption(args: Arguments): PlanStepId {
  const text = args.text('step')
  if (text === undefined) throw new Failure('usage', 'The option --step is missing.', { hint: stepsHint })
  return stepNamed(text)
}

function stepNamed(text: string): PlanStepId {
  const id = planStepIdSchema.safeParse(text)
  if (id.success) return id.data
  throw new Failure('usage', `"${text.toWellFormed()}" is no step.`, { hint: stepsHint })
}

export function stepsQuestion(args: Arguments): StepsQuestion {
  const steps = args.list('step').map(stepNamed)
  const rank = rankOption(args)
  const choices = Object.fromEntries(args.all('choose').map(choice))
  return {
    ...planInputs(args),
    ...(steps.length > 0 && { steps }),
    ...(rank && { rank }),
    ...(!isEmpty(choices) && { choices })
  }
}

const ranks = ['time', 'cost', 'both'] as const

export const rankOption = (args: Arguments): (typeof ranks)[number] | undefined =>
  ranks.find(one => one === args.text('rank'))

/** `polish=x1.32xlarge`, `polish=x1.32xlarge,spot`. */
function choice(text: string): [PlanStepId, { option: string; spot?: boolean }] {
  const [, step, option, spot] = /^([^=]+)=(.+?)(,spot)?$/.exec(text) ?? []
  if (step !== undefined && option !== undefined)
    return [stepNamed(step), { option, ...(spot !== undefined && { spot: true }) }]
  throw new Failure('usage', `--choose cannot be "${text.toWellFormed()}".`, {
    hint: 'Write STEP=MACHINE, or STEP=MACHINE,spot: polish=x1.32xlarge,spot. farscope plan machines lists them.'
  })
}
