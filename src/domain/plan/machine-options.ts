/** Every machine that can be named for a step: measured, scaled to the user's data, estimated, the user's own. */
import type { MachineOption, OwnRun, PlanInputs, PlanRank, StepMachines } from '@contract/plan-steps'
import type { BenchmarkRun, PlannedStep } from './benchmark-runs'
import { cents, ownUsdPerHour, rounded, runUsd } from './money'
import type { PlanData, StepsDocument } from './plan-data'
import { type AskedPricing, createPrices, type Prices } from './prices'
import { rankOptions } from './rank'
import { baseOf, scaleOf } from './scale'

export interface OptionsQuestion {
  readonly inputs: PlanInputs
  readonly rank: PlanRank
  /** Also types of the price table that nobody measured for this step. */
  readonly unmeasured: boolean
}

type Option = Omit<MachineOption, 'pareto' | 'timeRank' | 'costRank' | 'bothRank'>

export function machinesOf(data: PlanData, step: PlannedStep, question: OptionsQuestion): StepMachines {
  const { inputs, rank, unmeasured } = question
  const { scale, warnings } = scaleOf(step.scalesBy, inputs.dataset ?? {}, baseOf(step.base, inputs.benchmark))
  const prices = createPrices(data, inputs)
  const { runs, basisOf } = scaledRuns(step, scale.factor, gpuFactor(data, step, inputs))
  const make = (run: BenchmarkRun, basis: MachineOption['basis']): Option => optionOf(data, inputs, prices, run, basis)
  const known = [
    ...runs.map(run => make(run, basisOf(run))),
    ...estimatedRuns(runs, prices).map(run => make(run, 'estimated')),
    ...ownOptions(prices, step, inputs)
  ]
  const all = unmeasured
    ? [...known, ...unmeasuredRuns(data, prices, step, known).map(run => make(run, 'unmeasured'))]
    : known
  // A step that uses no GPU needs none.
  const least = step.usesGpus ? (inputs.leastGpus ?? 0) : 0
  const enough = all.filter(option => (option.gpus?.count ?? 0) >= least)
  return {
    step: step.id,
    ...{ label: step.label, software: step.software, scale },
    machines: rankOptions(enough, rank),
    warnings: [...warnings, ...gpuWarnings(data.steps.workstation, all), ...goneWarnings(enough)]
  }
}

/** How many times the GPUs of the document's workstation the user's has, where the step uses them. */
function gpuFactor({ steps: { workstation } }: PlanData, step: PlannedStep, inputs: PlanInputs): number {
  return step.usesGpus ? (inputs.workstation?.gpus ?? workstation.gpus) / workstation.gpus : 1
}

/** What was measured, for other data, and on a workstation with more or fewer GPUs than the document's. */
function scaledRuns(
  step: PlannedStep,
  factor: number,
  gpus: number
): { runs: BenchmarkRun[]; basisOf(run: BenchmarkRun): MachineOption['basis'] } {
  const basis = factor === 1 ? 'measured' : 'scaled'
  return {
    runs: step.runs.map(run => scaledRun(run, factor, run.place === 'local' ? gpus : 1)),
    basisOf: run => (run.place === 'local' && gpus !== 1 ? 'estimated' : basis)
  }
}

function scaledRun(run: BenchmarkRun, factor: number, gpus: number): BenchmarkRun {
  const times = (hours: number | null, by: number): number | null => (hours === null ? null : hours * by)
  return {
    ...run,
    gpus: run.gpus === null ? null : { ...run.gpus, count: Math.round(run.gpus.count * gpus) },
    hours: times(run.hours, factor / gpus),
    dataHours: times(run.dataHours, factor),
    jobHours: times(run.jobHours, factor / gpus)
  }
}

/**
 * Types that are there to be launched, with as many of the same GPUs as a measured one, as if it took as long there. From
 * another number nothing is estimated: 8 A10G are 1.1 times as fast as 4 in the document's own queues, not twice.
 */
function estimatedRuns(runs: readonly BenchmarkRun[], prices: Prices): BenchmarkRun[] {
  const measured = runs.filter(run => run.place === 'cloud' && run.gpus !== null && run.jobHours !== null)
  const storages = [...new Set(measured.map(({ storage }) => storage))]
  const types = prices.machines.filter(({ type, offered }) => offered && !runs.some(run => run.machine === type))
  return storages.flatMap(storage =>
    types.flatMap(({ type, gpus }) => {
      const like = measured.find(
        run => run.storage === storage && run.gpus?.model === gpus?.model && run.gpus?.count === gpus?.count
      )
      if (like?.gpus == null) return []
      const { model, count } = like.gpus
      const estimate = `Estimated as on ${like.machine}, which has ${count} x ${model} too; its processors and memory are others.`
      const id = storage === '' ? type : `${type} ${storage}`
      return [{ ...like, id, machine: type, note: [estimate, like.note].filter(Boolean).join(' ') }]
    })
  )
}

function optionOf(
  { steps: { workstation } }: PlanData,
  inputs: PlanInputs,
  prices: Prices,
  run: BenchmarkRun,
  basis: MachineOption['basis']
): Option {
  const billedHours = run.billed === 'job' ? run.jobHours : run.hours
  const local = run.place === 'local'
  const perHour = (pricing: AskedPricing): number | null =>
    local ? workstationUsdPerHour(workstation, inputs) : prices.perHour(run.machine, pricing)
  const priced = (pricing: AskedPricing): MachineOption['spot'] => {
    const usdPerHour = local ? null : perHour(pricing)
    return usdPerHour === null ? null : { usdPerHour, usd: usdOf({ billedHours, vms: run.vms, usdPerHour }) }
  }
  const usdPerHour = perHour(prices.pricing)
  const { id, machine, place, storage, vms, gpus, note } = run
  return {
    ...{ id, machine, place, storage, vms, gpus, basis },
    offered: local || (prices.find(machine)?.offered ?? true),
    ...{ hours: hoursOf(run.hours), dataHours: hoursOf(run.dataHours), jobHours: hoursOf(run.jobHours) },
    billedHours: hoursOf(billedHours),
    usdPerHour: usdPerHour === null ? null : rounded(usdPerHour, 4),
    usd: usdOf({ billedHours, vms, usdPerHour }),
    ...{ onDemand: priced('on-demand'), spot: priced('spot'), reserved: priced('reserved') },
    priceDate: local ? null : prices.dateOf(machine),
    ...{ note, cited: [...run.cited] }
  }
}

/** As the document prints it, unless the user has said something of the workstation. */
export function workstationUsdPerHour(document: StepsDocument['workstation'], { workstation }: PlanInputs): number {
  if (workstation?.usd === undefined && workstation?.years === undefined && workstation?.use === undefined)
    return document.usdPerHour
  return ownUsdPerHour({ ...document, ...workstationOf(document, { workstation }) })
}

/** Price, years and use of the user's workstation, or of the document's where they are left out. */
export function workstationOf(
  document: StepsDocument['workstation'],
  { workstation }: PlanInputs
): { usd: number; years: number; use: number } {
  return {
    usd: workstation?.usd ?? document.usd,
    years: workstation?.years ?? document.years,
    use: workstation?.use ?? document.use
  }
}

const ownOptions = (prices: Prices, step: PlannedStep, { ownRuns }: PlanInputs): Option[] =>
  (ownRuns ?? []).filter(run => run.step === step.id).map((run, index) => ownOption(prices, run, index))

function ownOption(prices: Prices, run: OwnRun, index: number): Option {
  const type = prices.find(run.machine)
  const usdPerHour = run.usdPerHour ?? prices.perHour(run.machine, prices.pricing)
  const vms = run.vms ?? 1
  const priced = (pricing: AskedPricing): MachineOption['spot'] => {
    const price = type ? prices.perHour(run.machine, pricing) : null
    return price === null ? null : { usdPerHour: price, usd: usdOf({ billedHours: run.hours, vms, usdPerHour: price }) }
  }
  return {
    ...{
      id: `own ${index + 1} ${run.machine}`,
      machine: run.machine,
      place: type ? 'cloud' : 'local',
      storage: '',
      vms
    },
    gpus: type?.gpus ? { model: type.gpus.model, count: type.gpus.count } : null,
    ...{ basis: 'own', offered: type?.offered ?? true, hours: run.hours, dataHours: null, jobHours: null },
    ...{ billedHours: run.hours, usdPerHour, usd: usdOf({ billedHours: run.hours, vms, usdPerHour }) },
    ...{ onDemand: priced('on-demand'), spot: priced('spot'), reserved: priced('reserved') },
    priceDate: run.usdPerHour === undefined ? prices.dateOf(run.machine) : null,
    ...{ note: 'A run of your own.', cited: [] }
  }
}

/** What can be launched and has a price, but no time: nobody measured this step on it. */
function unmeasuredRuns(data: PlanData, prices: Prices, step: PlannedStep, known: readonly Option[]): BenchmarkRun[] {
  const fits = ({ type, gpus, offered }: Prices['machines'][number]): boolean =>
    offered && (gpus !== null) === step.usesGpus && !known.some(one => one.machine === type)
  return prices.machines.filter(fits).map(({ type, gpus }) => ({
    ...{ id: type, machine: type, place: 'cloud', storage: '', vms: 1, billed: 'total' },
    ...{ hours: null, dataHours: null, jobHours: null },
    gpus: gpus && { model: gpus.model, count: gpus.count },
    note: 'Nobody has measured this step on it.',
    cited: [data.prices.cited]
  }))
}

const hoursOf = (hours: number | null): number | null => (hours === null ? null : rounded(hours, 4))

function usdOf(run: Parameters<typeof runUsd>[0]): number | null {
  const usd = runUsd(run)
  return usd === null ? null : cents(usd)
}

/** One sentence on all types among them that nothing can be launched on; none where there are none. */
export function goneWarnings(options: readonly Pick<MachineOption, 'offered' | 'machine'>[]): string[] {
  const gone = [...new Set(options.filter(({ offered }) => !offered).map(({ machine }) => machine))]
  if (gone.length === 0) return []
  const names = gone.join(', ')
  return [
    `EC2 no longer has ${names}: the measured times are of use, but nothing can be launched there. Add runs of your own.`
  ]
}

/** What is assumed of a workstation with more or fewer GPUs than the document's; none where its time is not needed. */
export function gpuWarnings(
  { gpus }: StepsDocument['workstation'],
  options: readonly Pick<MachineOption, 'basis' | 'place'>[]
): string[] {
  if (!options.some(({ basis, place }) => place === 'local' && basis === 'estimated')) return []
  return [
    `The workstation’s times on GPUs are estimated from those of the document’s ${gpus}, as if twice as many took half the time: nobody measured that.`
  ]
}
