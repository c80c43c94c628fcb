/** Budgets: what of them is spent, what is told of them, and what a further run may cost. */
import type { Run, RunMachine } from '@contract/cloud-runs'
import type { Budget, BudgetState } from '@contract/cloud-spend'
import { Failure } from '../../failure'
import { isMakeBelieve } from '../profiles'
import { mostUsdPerHour } from '../runs/run-cost'
import { usdText } from '../usd-text'
import { monthOf, monthText, type Stretch } from './days'
import { machineUses, sumUses } from './machine-uses'
import { atMost, lastMoment, runCost } from './run-cost'

/** Percent of a budget at which something is told. */
export const budgetMarks = [50, 80, 100] as const
export type BudgetMark = (typeof budgetMarks)[number]

const ever: Stretch = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }

const stretchOf = ({ per }: Budget, now: Date): Stretch => (per === 'month' ? monthOf(now) : ever)

type Whose = Pick<BudgetState, 'project' | 'makeBelieve'>
type Paid = Pick<Run, 'profile'> & { readonly asked: Pick<Run['asked'], 'project'> }

/** Runs of the demo are never in one sum with those of real accounts. */
export const isOf = ({ project, makeBelieve }: Whose, run: Paid): boolean =>
  isMakeBelieve(run) === makeBelieve && (project === null || run.asked.project === project)

/** As they stand with what is paid, and each again after that with the demo's runs, where it has any. */
export function budgetStates(budgets: readonly Budget[], runs: readonly Run[], now: Date): BudgetState[] {
  const played = budgets.filter(({ project }) => runs.some(run => isOf({ project, makeBelieve: true }, run)))
  return [
    ...budgets.map(budget => budgetState(budget, runs, now)),
    ...played.map(budget => budgetState(budget, runs, now, true))
  ]
}

/** As they stand for a run of this profile: with what is paid, or with the demo's runs, also before it has any. */
export const budgetStatesFor = (
  run: Pick<Run, 'profile'>,
  budgets: readonly Budget[],
  runs: readonly Run[],
  now: Date
): BudgetState[] => budgets.map(budget => budgetState(budget, runs, now, isMakeBelieve(run)))

export function budgetState(budget: Budget, runs: readonly Run[], now: Date, makeBelieve = false): BudgetState {
  const own = runs.filter(run => isOf({ project: budget.project, makeBelieve }, run))
  const stretch = stretchOf(budget, now)
  const spent = sumUses(machineUses(own, stretch, () => now))
  const most = sumUses(machineUses(own, stretch, run => lastMoment(run, now), dearestKnown))
  // What has no machine yet will have one: what it may cost is promised already.
  const promised = own.filter(({ machine, endedAt }) => machine === null && endedAt === null)
  const coming = sumUses(promised.map(run => ({ usd: comingUsd(run, now) })))
  const spentUsd = spent.usd ?? 0
  return {
    ...budget,
    makeBelieve,
    spentUsd,
    mostUsd: (most.usd ?? 0) + (coming.usd ?? 0),
    unknown: spent.unknown + coming.unknown,
    reached: budgetMarks.findLast(mark => spentUsd >= (budget.usd * mark) / 100) ?? 0
  }
}

/** Where nobody knows to what its price may rise, it counts with that of now rather than with nothing. */
const dearestKnown = (machine: RunMachine): RunMachine => {
  const most = atMost(machine)
  return most.usdPerHour === null ? machine : most
}

/** What a run can cost beyond the machines that it has had. */
function comingUsd(run: Run, now: Date): number | null {
  const { usd } = runCost(run, now)
  return usd === null || run.mostUsd === null ? null : Math.max(0, run.mostUsd - usd)
}

/** The budget in words, to stand in a sentence: `the budget of $100.00 a month for hemo`. */
export function budgetWords({ project, usd, per }: Budget): string {
  const span = per === 'month' ? ' a month' : ''
  return `the budget of $${usdText(usd)}${span} ${project === null ? 'for all runs' : `for ${project}`}`
}

/** Names a mark of a budget in its period for good: a budget that was changed tells its marks anew. */
export function markKey(
  { project, usd, per, makeBelieve = false }: Budget & Partial<Pick<BudgetState, 'makeBelieve'>>,
  mark: BudgetMark,
  now: Date
): string {
  const parts = [project, usd, per === 'month' ? monthText(now) : per, mark]
  return JSON.stringify(makeBelieve ? [...parts, 'make-believe'] : parts)
}

export interface BudgetNews {
  /** All marks that this settles: those below it, too. */
  readonly keys: readonly string[]
  readonly mark: BudgetMark
  readonly title: string
  readonly text: string
}

/** What is to be told of a budget: the last mark that it reached, unless that was told. */
export function budgetNews(state: BudgetState, told: ReadonlySet<string>, now: Date): BudgetNews | null {
  const { reached, spentUsd, usd, stop, unknown, makeBelieve } = state
  if (reached === 0 || told.has(markKey(state, reached, now))) return null
  const rest = unknown === 0 ? '' : ` ${unknown} of unknown price ${unknown === 1 ? 'is' : 'are'} not in it.`
  const then =
    reached < 100 ? '' : stop ? ' Its runs are stopped, and none is launched.' : ' Runs go on: it only tells.'
  return {
    keys: budgetMarks.filter(mark => mark <= reached).map(mark => markKey(state, mark, now)),
    mark: reached,
    title: `${reached} % of ${budgetWords(state)}${makeBelieve ? ', make-believe' : ''}`,
    text: `About $${usdText(spentUsd)} of $${usdText(usd)} are spent${makeBelieve ? ' in the demo, which costs nothing' : ''}.${then}${rest}`
  }
}

/** Whether a further run may be launched. A refusal is of code `rule`; warnings are whole sentences. */
export interface LaunchJudgement {
  readonly refusal: Failure | null
  readonly warnings: readonly string[]
}

/** A run that may be launched. `mostUsd`: the most that it can cost; null: unknown. */
export interface PlannedCost extends Pick<Run, 'profile'> {
  readonly asked: Pick<Run['asked'], 'project' | 'allowUnknownPrice'>
  readonly mostUsd: number | null
}

/** `states`: of all budgets. */
export function judgeLaunch(states: readonly BudgetState[], planned: PlannedCost): LaunchJudgement {
  const { asked, mostUsd } = planned
  const warnings: string[] = []
  for (const state of states.filter(budget => isOf(budget, planned))) {
    const { stop, spentUsd, usd, mostUsd: promised } = state
    const left = Math.max(0, usd - promised)
    if (stop && spentUsd >= usd) return { refusal: isSpent(state), warnings }
    if (mostUsd === null) {
      if (stop && !asked.allowUnknownPrice) return { refusal: cannotHold(state), warnings }
      warnings.push(unheld(state))
    } else if (promised + mostUsd > usd) {
      const words = `It can cost $${usdText(mostUsd)}; of ${budgetWords(state)} $${usdText(left)} are left.`
      if (stop) return { refusal: overBudget(words), warnings }
      warnings.push(words)
    }
  }
  return { refusal: null, warnings }
}

/** Whether a run may go on for longer. `states`: of all budgets, with the run as it would be then. */
export function judgeExtension(
  states: readonly BudgetState[],
  run: Pick<Run, 'profile' | 'asked' | 'machine'>
): LaunchJudgement {
  const warnings: string[] = []
  for (const state of states.filter(budget => isOf(budget, run))) {
    const { stop, spentUsd, usd, mostUsd } = state
    const over = spentUsd >= usd || mostUsd > usd
    if (over && stop)
      return { refusal: overBudget(`It must not go on for longer: ${budgetWords(state)} would be broken.`), warnings }
    if (over) warnings.push(`By then ${budgetWords(state)} is broken.`)
    if (run.machine !== null && mostUsdPerHour(run.machine) === null) {
      if (stop && !run.asked.allowUnknownPrice) return { refusal: cannotHold(state), warnings }
      warnings.push(unheld(state))
    }
  }
  return { refusal: null, warnings }
}

const unheld = (state: Budget): string => `What it costs is unknown, so ${budgetWords(state)} cannot hold it.`

const cannotHold = (state: Budget): Failure =>
  new Failure('price-unknown', `${unheld(state)} That budget is to stop what costs too much.`, {
    hint: 'Choose a machine and a region whose prices are known, or allow it (farscope cloud launch --allow-unknown-price).'
  })

const change = 'Ask for less time or a cheaper machine, or change the budget (farscope cloud budget).'

const isSpent = (state: BudgetState): Failure =>
  new Failure('rule', `Nothing is launched: ${budgetWords(state)} is spent.`, { hint: change })

const overBudget = (words: string): Failure =>
  new Failure('rule', words, {
    hint: `What runs is reckoned with until its deadline. ${change}`
  })
