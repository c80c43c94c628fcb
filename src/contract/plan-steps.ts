/** The steps of a workflow on the machines that were measured, recomputed for the user's own data and prices. */
import { z } from 'zod'
import { citedSchema, machineTypeSchema, planPricingSchema } from './plan-sources'

/** In the order in which they run. `queue`: a whole cryoSPARC queue of the second document. */
export const planStepIds = [
  'movie-alignment',
  'autopick',
  'ctf',
  'extract',
  'class2d',
  'refine3d-first',
  'movie-extract',
  'movie-refine',
  'polish',
  'class3d',
  'refine3d-last',
  'rosetta',
  'queue'
] as const
export const planStepIdSchema = z.enum(planStepIds)
export type PlanStepId = z.infer<typeof planStepIdSchema>

const count = z.number().int().min(1).max(1_000_000_000)

/** What the user has. Left out: as in the benchmark, so nothing is scaled by it. */
export const datasetSchema = z.object({
  movies: count.optional(),
  particles: count.optional(),
  /** Pixels along one side. */
  boxSize: z.number().int().min(8).max(8192).optional()
})
export type PlanDataset = z.infer<typeof datasetSchema>

/** A workstation of one's own. Left out: as in the first document. */
export const workstationSchema = z.object({
  usd: z.number().min(0).max(100_000_000).optional(),
  years: z.number().gt(0).max(50).optional(),
  /** Share of all hours in which it computes, 0 to 1. */
  use: z.number().gt(0).max(1).optional(),
  /** Steps on GPUs take as much less time as it has more of them than the document's 4. */
  gpus: z.number().int().min(1).max(64).optional()
})
export type PlanWorkstation = z.infer<typeof workstationSchema>

/** A run of one's own, which stands beside the benchmark's: hours for the user's data, so it is not scaled. */
export const ownRunSchema = z.object({
  step: planStepIdSchema,
  /** `g5.4xlarge`, or the name of a machine of one's own. */
  machine: z.string().min(1).max(100),
  hours: z.number().gt(0).max(100_000),
  vms: z.number().int().min(1).max(1000).optional(),
  /** Of one machine; left out: the table's price of that type, or unknown. */
  usdPerHour: z.number().min(0).max(100_000).optional()
})
export type OwnRun = z.infer<typeof ownRunSchema>

export const planRankSchema = z.enum(['time', 'cost', 'both'])
export type PlanRank = z.infer<typeof planRankSchema>

/** What all questions about steps and machines start from. Every field may be left out. */
export const planInputsSchema = z.object({
  dataset: datasetSchema.optional(),
  /** Size of the benchmark's data, where its document does not tell it or somebody knows better. */
  benchmark: datasetSchema.optional(),
  /** GPUs of one machine: only those with at least so many. */
  leastGpus: z.number().int().min(0).max(64).optional(),
  /**
   * `document`: the prices of the documents, with which they calculated (the default of `plan compare`); else the price
   * table's, on demand where left out.
   */
  pricing: planPricingSchema.or(z.literal('document')).optional(),
  /** Dollars an hour of types by name; they replace those of the table. */
  prices: z.record(machineTypeSchema, z.number().min(0).max(100_000)).optional(),
  workstation: workstationSchema.optional(),
  ownRuns: z.array(ownRunSchema).max(500).optional()
})
export type PlanInputs = z.infer<typeof planInputsSchema>

/**
 * `measured`: as a document has it. `scaled`: measured, then scaled to the user's data. `estimated`: as on a measured type
 * with as many of the same GPUs; or on the workstation with more or fewer, as if twice as many took half the time. `own`:
 * a run of the user's. `unmeasured`: nobody measured it.
 */
export const optionBasisSchema = z.enum(['measured', 'scaled', 'estimated', 'own', 'unmeasured'])

const priced = z.object({ usdPerHour: z.number(), usd: z.number().nullable() }).nullable()

/** One machine for one step. Null is unknown. */
export const machineOptionSchema = z.object({
  /** Names the row among those of its step. */
  id: z.string(),
  /** `g5.4xlarge`, or the name of a machine of one's own. */
  machine: z.string(),
  place: z.enum(['cloud', 'local']),
  /** Shared file system of the benchmark: `WEKA`, `FSx for Lustre`; empty where it says nothing. */
  storage: z.string(),
  vms: z.number().int(),
  gpus: z.object({ model: z.string(), count: z.number().int() }).nullable(),
  basis: optionBasisSchema,
  /** False: a type that EC2 no longer has, so nothing can be launched on it; the benchmark's time stays of use. */
  offered: z.boolean(),
  /** From its begin to its end, data moved. */
  hours: z.number().nullable(),
  dataHours: z.number().nullable(),
  jobHours: z.number().nullable(),
  /** Of each machine. */
  billedHours: z.number().nullable(),
  /** By the pricing that was asked for; the three below are every pricing that is known. */
  usdPerHour: z.number().nullable(),
  usd: z.number().nullable(),
  onDemand: priced,
  spot: priced,
  reserved: priced,
  /** Of the price: `2017`, `2026-11-14`. Null: unknown, or the user's own. */
  priceDate: z.string().nullable(),
  /** No other is both faster and cheaper (or equal in one of them). False where time or cost is unknown. */
  pareto: z.boolean(),
  /** 1 is the first; null where it is unknown. */
  timeRank: z.number().int().nullable(),
  costRank: z.number().int().nullable(),
  /** By distance from the fastest time and the lowest cost, each divided by its own best. */
  bothRank: z.number().int().nullable(),
  note: z.string(),
  cited: z.array(citedSchema)
})
export type MachineOption = z.infer<typeof machineOptionSchema>

/** How a step grows with the data: its hours are those of the benchmark x `factor`. */
export const stepScaleSchema = z.object({
  by: z.enum(['movies', 'particles', 'particles and box', 'nothing']),
  factor: z.number(),
  /** The assumption in one sentence. */
  assumes: z.string(),
  /** Where the size of the benchmark's data stands. */
  cited: z.array(citedSchema)
})
export type StepScale = z.infer<typeof stepScaleSchema>

export const stepMachinesSchema = z.object({
  step: planStepIdSchema,
  label: z.string(),
  software: z.string(),
  scale: stepScaleSchema,
  /** In the order that was asked for; unknown ones last. */
  machines: z.array(machineOptionSchema),
  /** What cannot be told, and why. */
  warnings: z.array(z.string())
})
export type StepMachines = z.infer<typeof stepMachinesSchema>

/** Of a plan: which machine a step runs on, and all that a run needs. */
export const plannedRunSchema = z.object({
  step: planStepIdSchema,
  /** Null: on the workstation, or a machine of one's own. */
  type: machineTypeSchema.nullable(),
  machine: z.string(),
  spot: z.boolean(),
  vms: z.number().int(),
  hours: z.number().nullable(),
  usd: z.number().nullable()
})
export type PlannedRun = z.infer<typeof plannedRunSchema>

/** Row of one step: what it takes on the workstation, on the benchmark's machine, and on the chosen one. */
export const planStepSchema = stepMachinesSchema.extend({
  workstation: machineOptionSchema.nullable(),
  benchmark: machineOptionSchema.nullable(),
  /** Null: nothing measured to choose from. */
  chosen: machineOptionSchema.nullable(),
  run: plannedRunSchema.nullable()
})
export type PlanStep = z.infer<typeof planStepSchema>

/** Sums leave out what is unknown, and name those steps. */
const sumSchema = z.object({
  hours: z.number(),
  usd: z.number(),
  /** By the rule of docs/decisions: a step is begun in working hours, and ends when it ends. */
  workingDays: z.number().int(),
  unknown: z.array(planStepIdSchema)
})
export type PlanSum = z.infer<typeof sumSchema>

/** Datasets of this size until the workstation has cost as little as the cloud; null: never. */
export const breakEvenSchema = z.object({
  workstationUsd: z.number(),
  workstationUsdPerHour: z.number(),
  /** One dataset on it, at its price an hour. */
  workstationUsdPerDataset: z.number(),
  cloudUsdPerDataset: z.number(),
  /** Bought and paid in full, against the cloud dataset by dataset. */
  datasets: z.number().int().nullable(),
  /** So many it can do in its years at its use. */
  capacity: z.number().int(),
  cheaper: z.enum(['workstation', 'cloud', 'equal']),
  /** For a plot: cost after so many datasets. */
  points: z.array(z.object({ datasets: z.number().int(), workstationUsd: z.number(), cloudUsd: z.number() })),
  note: z.string(),
  /** What of it cannot be had or is assumed: machines of the cloud side that are gone, GPUs that nobody measured. */
  warnings: z.array(z.string())
})
export type BreakEven = z.infer<typeof breakEvenSchema>

export const planStepsSchema = z.object({
  steps: z.array(planStepSchema),
  totals: z.object({ workstation: sumSchema, benchmark: sumSchema, chosen: sumSchema }),
  breakEven: breakEvenSchema.nullable(),
  /** Size of the benchmark's data as far as it is known, and how. */
  dataset: z.object({
    movies: z.number().nullable(),
    particles: z.number().nullable(),
    boxSize: z.number().nullable(),
    /** Why a number is not sure to be the benchmark's; none where it is, or where the user gave it. */
    unconfirmed: z.object({ movies: z.string().optional(), particles: z.string().optional() }),
    note: z.string(),
    cited: z.array(citedSchema)
  }),
  pricing: planPricingSchema.or(z.literal('document')),
  /** Of the newest price used; null: none. */
  priceDate: z.string().nullable(),
  warnings: z.array(z.string())
})
export type PlanSteps = z.infer<typeof planStepsSchema>
