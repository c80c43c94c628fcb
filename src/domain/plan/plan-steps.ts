/** A whole workflow: each step on the workstation, on the benchmark's machine and on the chosen one, and the sums. */
import type { StepsQuestion } from '@contract/plan'
import {
  type MachineOption,
  type PlannedRun,
  type PlanStep,
  type PlanStepId,
  type PlanSteps,
  type PlanSum,
  planStepIds
} from '@contract/plan-steps'
import { Failure } from '../failure'
import { type PlannedStep, plannedSteps } from './benchmark-runs'
import { breakEven } from './break-even'
import { goneWarnings, machinesOf } from './machine-options'
import { cents, rounded, runUsd, sum } from './money'
import type { PlanData } from './plan-data'
import { type BaseDataset, baseOf } from './scale'
import { workingDays } from './working-days'

/** The steps of RELION in the first document. Rosetta has no time there, a queue is another workflow. */
const usualSteps: readonly PlanStepId[] = planStepIds.filter(id => id !== 'rosetta' && id !== 'queue')

/** `not-found`: a choice that is no option of its step. */
export function planSteps(data: PlanData, question: StepsQuestion): PlanSteps {
  const wanted = question.steps ?? usualSteps
  const known = plannedSteps(data).filter(({ id }) => wanted.includes(id))
  const steps = known.map(step => stepRow(data, step, question))
  return {
    steps,
    totals: {
      workstation: total(steps, ({ workstation }) => workstation),
      benchmark: total(steps, ({ benchmark }) => benchmark),
      chosen: total(steps, ({ chosen, run }) => chosen && (run?.spot ? onSpot(chosen) : chosen))
    },
    breakEven: breakEven(data.steps.workstation, question, steps),
    dataset: datasetOf(known[0], question),
    pricing: question.pricing ?? 'on-demand',
    priceDate: newest(steps),
    warnings: warningsOf(steps)
  }
}

function stepRow(data: PlanData, step: PlannedStep, question: StepsQuestion): PlanStep {
  const rank = question.rank ?? 'both'
  const row = machinesOf(data, step, { inputs: question, rank, unmeasured: false })
  // Those of the document stand beside whatever is asked of the chosen one.
  const all = machinesOf(data, step, { inputs: { ...question, leastGpus: 0 }, rank, unmeasured: false }).machines
  const find = (id: string | null): MachineOption | null => all.find(option => option.id === id) ?? null
  const wish = question.choices?.[step.id]
  const chosen = wish ? chosenBy(step, row.machines, wish.option) : firstUsable(row.machines)
  return {
    ...row,
    workstation: find('workstation'),
    benchmark: find(step.benchmark),
    chosen,
    run: chosen && plannedRun(step.id, chosen, wish?.spot ?? question.pricing === 'spot')
  }
}

/** The first by the rank that was asked for, of those that are there to be used and whose time and cost are known. */
const firstUsable = (options: readonly MachineOption[]): MachineOption | null =>
  options.find(({ offered, hours, usd }) => offered && hours !== null && usd !== null) ?? null

function chosenBy(step: PlannedStep, options: readonly MachineOption[], id: string): MachineOption {
  const option = options.find(one => one.id === id)
  if (option) return option
  throw new Failure('not-found', `${step.label} has no machine "${id.toWellFormed()}".`, {
    hint: `It has: ${options.map(one => one.id).join(', ') || 'none'}.`
  })
}

/** All that a run needs to be launched; on spot with the price of spot. */
function plannedRun(step: PlanStepId, option: MachineOption, wantsSpot: boolean): PlannedRun {
  const cloud = option.place === 'cloud'
  const spot = cloud && wantsSpot
  return {
    step,
    type: cloud ? option.machine : null,
    machine: option.machine,
    spot,
    vms: option.vms,
    hours: option.hours,
    usd: spot ? (option.spot?.usd ?? null) : option.usd
  }
}

const onSpot = (option: MachineOption): MachineOption => ({
  ...option,
  usdPerHour: option.spot?.usdPerHour ?? null,
  usd: option.spot?.usd ?? null
})

/** Of unrounded dollars: so many cents as the steps have are not lost twice. */
function total(steps: readonly PlanStep[], of: (step: PlanStep) => MachineOption | null): PlanSum {
  const rows = steps.map(step => ({ id: step.step, option: of(step) }))
  const options = rows.flatMap(({ option }) => option ?? [])
  const hours = options.flatMap(option => option.hours ?? [])
  return {
    hours: rounded(sum(hours), 2),
    usd: cents(sum(options.flatMap(option => runUsd(option) ?? []))),
    workingDays: workingDays(hours),
    unknown: rows
      .filter(({ option }) => option === null || option.hours === null || option.usd === null)
      .map(({ id }) => id)
  }
}

const noDataset: BaseDataset = { movies: null, particles: null, boxSize: null, note: '', cited: [], unconfirmed: {} }

/** The data of the workflow's document, as far as it is known. */
function datasetOf(step: PlannedStep | undefined, { benchmark }: StepsQuestion): PlanSteps['dataset'] {
  const { movies, particles, boxSize, unconfirmed, note, cited } = baseOf(step?.base ?? noDataset, benchmark)
  return { movies, particles, boxSize, unconfirmed, note, cited: [...cited] }
}

/** Each once, and what is gone of all steps in one sentence. */
function warningsOf(steps: readonly PlanStep[]): string[] {
  const gone = new Set(steps.flatMap(({ machines }) => goneWarnings(machines)))
  const others = steps.flatMap(({ warnings }) => warnings.filter(warning => !gone.has(warning)))
  return [...new Set(others), ...goneWarnings(steps.flatMap(({ machines }) => machines))]
}

/** ISO dates and years sort as text. */
function newest(steps: readonly PlanStep[]): string | null {
  const dates = steps.flatMap(({ machines }) => machines.flatMap(({ priceDate }) => priceDate ?? []))
  return dates.sort().at(-1) ?? null
}
