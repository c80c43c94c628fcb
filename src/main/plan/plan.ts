/** The planner: answers from the tables that ship with the program, and plans that are kept. */
import { join } from 'node:path'
import type { MachinesQuestion, PlanTable, SavedPlan, StepsQuestion } from '@contract/plan'
import type { Comparison } from '@contract/plan-compare'
import type {
  StartInputs,
  StartPlan,
  StorageInputs,
  StoragePlan,
  TransferInputs,
  TransferPlan
} from '@contract/plan-data'
import type { PlanSource, PlanSourceId, PriceTable } from '@contract/plan-sources'
import type { PlanInputs, PlanRank, PlanStepId, PlanSteps, StepMachines } from '@contract/plan-steps'
import { Failure } from '@domain/failure'
import { plannedSteps } from '@domain/plan/benchmark-runs'
import { compareQueues } from '@domain/plan/compare-queues'
import { compareSteps } from '@domain/plan/compare-steps'
import { machinesOf } from '@domain/plan/machine-options'
import { comparisonCsv, machinesCsv, planCsv, stepsCsv, storageCsv, transferCsv } from '@domain/plan/plan-csv'
import type { PlanData } from '@domain/plan/plan-data'
import { planSteps } from '@domain/plan/plan-steps'
import { priceTable } from '@domain/plan/prices'
import { type ClusterStart, planStart } from '@domain/plan/start-plan'
import { planStorage } from '@domain/plan/storage-plan'
import { planTransfer } from '@domain/plan/transfer-plan'
import type { Platform } from '../platform'
import { programFolder } from '../program'
import type { SavedPlans } from '../store/saved-plans'
import { createPlanShelf, type PlanShelf } from './plan-shelf'
import { readPlanData } from './read-plan-data'

/** See contract/plan for what each gives and how it fails. */
export interface Plan {
  sources(): Promise<PlanSource[]>
  prices(types: readonly string[] | undefined): Promise<PriceTable>
  compare(source: PlanSourceId): Promise<Comparison>
  steps(question: StepsQuestion): Promise<PlanSteps>
  machines(question: MachinesQuestion): Promise<StepMachines>
  storage(inputs: StorageInputs): Promise<StoragePlan>
  transfer(inputs: TransferInputs): Promise<TransferPlan>
  start(inputs: StartInputs, signal: AbortSignal | undefined): Promise<StartPlan>
  csv(table: PlanTable): Promise<{ fileName: string; text: string }>
  readonly shelf: PlanShelf
}

export interface PlanDeps {
  readonly platform: Pick<Platform, 'clock'>
  readonly saved: SavedPlans
  readonly ids: () => string
  /** When the scheduler of a site expects a job to begin, ISO 8601 UTC; null: it does not say, or it runs already. */
  expectedStart(site: string, job: string, signal: AbortSignal | undefined): Promise<string | null>
  /** Where the tables are. */
  readonly folder?: () => string
}

export function createPlan(deps: PlanDeps): Plan {
  const { platform, saved, ids } = deps
  const folder = deps.folder ?? (() => join(programFolder(), 'resources', 'plan'))
  let known: Promise<PlanData> | undefined
  const data = (): Promise<PlanData> => {
    known ??= readPlanData(folder()).catch(thrown => {
      known = undefined
      throw thrown
    })
    return known
  }
  const steps = async (question: StepsQuestion): Promise<PlanSteps> => planSteps(await data(), question)
  const compare = async (source: PlanSourceId): Promise<Comparison> => compareSource(await data(), source)
  const storage = async (inputs: StorageInputs): Promise<StoragePlan> => planStorage((await data()).storage, inputs)
  const transfer = async (inputs: TransferInputs): Promise<TransferPlan> =>
    planTransfer((await data()).transfer, inputs)
  const machines = async ({ step, rank, unmeasured, ...inputs }: MachinesQuestion): Promise<StepMachines> =>
    optionsOf(await data(), step, { inputs, rank: rank ?? 'both', unmeasured: unmeasured ?? false })
  const shelf = createPlanShelf({ saved, clock: platform.clock, ids, steps })
  return {
    ...{ compare, steps, machines, storage, transfer, shelf },
    sources: async () => (await data()).sources,
    prices: async types => priceTable(await data(), types),
    async start(inputs, signal) {
      const cluster = await clusterStart(deps, inputs, signal)
      const options = await machines({ ...inputs, rank: 'both', unmeasured: inputs.type !== undefined })
      return planStart(options, inputs, cluster, platform.clock.now().getTime())
    },
    csv: table => csvOf({ compare, steps, machines, storage, transfer }, shelf, table)
  }
}

function compareSource(data: PlanData, source: PlanSourceId): Comparison {
  if (source === 'cianfrocco-2017') return compareSteps(data.steps)
  if (source === 'weka-2023') return compareQueues(data.queues)
  throw new Failure('not-found', `The source ${source} compares nothing.`, {
    hint: 'Those that do are cianfrocco-2017 and weka-2023.'
  })
}

function optionsOf(
  data: PlanData,
  id: PlanStepId,
  question: { inputs: PlanInputs; rank: PlanRank; unmeasured: boolean }
): StepMachines {
  const step = plannedSteps(data).find(one => one.id === id)
  if (step) return machinesOf(data, step, question)
  throw new Failure('not-found', `The planner’s tables have no step ${id}.`, { hint: 'Install Farscope anew.' })
}

/** What was given wins over what the scheduler would say. */
async function clusterStart(
  { expectedStart }: PlanDeps,
  { site, job, expectedStart: given }: StartInputs,
  signal: AbortSignal | undefined
): Promise<ClusterStart> {
  const label = site ?? 'Cluster'
  if (given !== undefined) return { label, start: given, note: '' }
  if (site === undefined || job === undefined)
    return { label, start: null, note: 'Neither a job of a site nor an expected start is given.' }
  const start = await expectedStart(site, job, signal)
  const note = start === null ? `The scheduler of ${site} does not say when ${job} begins.` : ''
  return { label: `${site}, job ${job}`, start, note }
}

type Answers = Pick<Plan, 'compare' | 'steps' | 'machines' | 'storage' | 'transfer'>

async function csvOf(
  answers: Answers,
  shelf: PlanShelf,
  table: PlanTable
): Promise<{ fileName: string; text: string }> {
  switch (table.table) {
    case 'compare':
      return { fileName: `plan-${table.source}.csv`, text: comparisonCsv(await answers.compare(table.source)) }
    case 'steps':
      return { fileName: 'plan-steps.csv', text: stepsCsv(await answers.steps(table)) }
    case 'machines':
      return { fileName: `plan-machines-${table.step}.csv`, text: machinesCsv(await answers.machines(table)) }
    case 'storage':
      return { fileName: 'plan-storage.csv', text: storageCsv(await answers.storage(table)) }
    case 'transfer':
      return { fileName: 'plan-transfer.csv', text: transferCsv(await answers.transfer(table)) }
    case 'plan': {
      const plan: SavedPlan = shelf.show(table.id)
      return { fileName: `${fileNameOf(plan.name)}.csv`, text: planCsv(plan) }
    }
  }
}

/** Letters, digits and dashes of a name: any system can save under it. */
const fileNameOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'plan'
