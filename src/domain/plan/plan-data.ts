/** The planner's tables as they ship with the program (resources/plan/*.json): what is in each file. */
import { citedSchema, machinePriceSchema, planSourceSchema } from '@contract/plan-sources'
import { planStepIdSchema } from '@contract/plan-steps'
import { z } from 'zod'

const hours = z.number().nullable()
const usd = z.number().nullable()
const size = z.number().nullable()

/** One row of the first document's table. Null: the document leaves it open. */
const benchmarkStepSchema = z.object({
  id: planStepIdSchema,
  step: z.string(),
  software: z.string(),
  scalesBy: z.enum(['movies', 'particles', 'nothing']),
  usesGpus: z.boolean(),
  workstationHours: hours,
  awsHours: hours,
  dataHours: hours,
  jobHours: hours,
  vms: z.number().int(),
  type: z.string(),
  usdPerHour: z.number(),
  usdPrinted: usd,
  billed: z.enum(['job', 'total']),
  workstationDay: z.number().int(),
  awsDay: z.number().int(),
  note: z.string(),
  cited: citedSchema
})
export type BenchmarkStep = z.infer<typeof benchmarkStepSchema>

export const stepsDocumentSchema = z.object({
  steps: z.array(benchmarkStepSchema),
  printed: z.object({
    workstationHours: z.number(),
    awsHours: z.number(),
    dataHours: z.number(),
    jobHours: z.number(),
    workstationUsd: z.number(),
    workstationUsdPerHour: z.number(),
    computeUsd: z.number(),
    storageUsd: z.number(),
    storageUsdPerGbMonth: z.number(),
    totalUsd: z.number(),
    summary: z.object({ computeUsd: z.number(), awsHours: z.number(), workstationHours: z.number() }),
    workstationDays: z.number().int(),
    awsDays: z.number().int(),
    rosettaUsd: z.number(),
    cited: citedSchema
  }),
  /** `years` is what price, use and dollars an hour give; the document does not print it. */
  workstation: z.object({
    label: z.string(),
    usd: z.number(),
    use: z.number(),
    usdPerHour: z.number(),
    years: z.number(),
    gpus: z.number().int(),
    gpuModel: z.string().nullable(),
    cores: z.number().int(),
    memoryGb: z.number(),
    note: z.string(),
    cited: citedSchema
  }),
  rosetta: z.object({ structures: z.number().int(), structuresPerVm: z.number().int(), cited: citedSchema }),
  /** Prices that the table rounds, as the document's own tool has them. */
  exactPrices: z.object({ prices: z.record(z.string(), z.number()), cited: citedSchema }),
  dataset: z.object({
    movies: size,
    particles: size,
    boxSize: size,
    note: z.string(),
    /** Why a number is not sure to be the benchmark's: where it stands in for one that the document does not print. */
    unconfirmed: z.object({ movies: z.string().optional(), particles: z.string().optional() }),
    cited: z.array(citedSchema)
  }),
  /** Machines and prices that the document lists beside its benchmark. */
  machines: z.array(
    z.object({
      type: z.string(),
      gpuModel: z.string().nullable(),
      gpus: z.number().int(),
      vcpus: z.number().int().nullable(),
      memoryGb: z.number().nullable(),
      usdPerHour: usd
    })
  ),
  machinesCited: citedSchema
})
export type StepsDocument = z.infer<typeof stepsDocumentSchema>

export const queuesDocumentSchema = z.object({
  dataset: z.object({
    movies: z.number().int(),
    bytes: z.number(),
    particles: size,
    boxSize: size,
    users: z.number().int(),
    cited: citedSchema
  }),
  queues: z.array(
    z.object({
      type: z.string(),
      wekaSeconds: z.number(),
      fsxSeconds: z.number(),
      /** Percent; of the time (Table 1) and of the cost (Table 2). */
      advantagePrinted: z.number(),
      costAdvantagePrinted: z.number(),
      usdPerHour: z.number(),
      usdPerHourReserved: z.number(),
      cited: citedSchema
    })
  ),
  unmeasured: z.object({ types: z.array(z.string()), note: z.string(), cited: citedSchema }),
  storage: z.array(
    z.object({
      configuration: z.string(),
      terabytes: z.number(),
      /** Index of the configuration that it is compared with. */
      against: z.number().int().nullable(),
      advantagePrinted: z.number().nullable(),
      usdPerMonthPrinted: z.number(),
      parts: z.array(
        z.object({ what: z.string(), usdPerMonthPrinted: z.number(), count: z.number(), usdEach: z.number() })
      ),
      cited: citedSchema
    })
  ),
  claims: z.array(
    z.object({
      what: z.string(),
      printed: z.number(),
      of: z.enum(['speed', 'cost']),
      types: z.tuple([z.string(), z.string()]),
      cited: citedSchema
    })
  )
})
export type QueuesDocument = z.infer<typeof queuesDocumentSchema>

/** A tier costs `usd` for `gb` over `months`, as it is printed. */
export const storageDocumentSchema = z.object({
  tiers: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      kind: z.enum(['fast', 'object', 'archive']),
      place: z.enum(['cloud', 'local']),
      usd: z.object({ low: z.number(), high: z.number() }),
      gb: z.number(),
      months: z.number(),
      /** Whether one broken disk takes no data with it. */
      redundant: z.boolean(),
      /** The price is of at least so much; left out: of any amount. */
      leastGb: z.number().optional(),
      /** False: it was only announced. Left out: it is there. */
      built: z.boolean().optional(),
      printed: z.string(),
      date: z.string(),
      note: z.string(),
      cited: citedSchema
    })
  ),
  /** Figures of the documents that are products of others. */
  facts: z.array(z.object({ what: z.string(), printed: z.number(), factors: z.array(z.number()), cited: citedSchema }))
})
export type StorageDocument = z.infer<typeof storageDocumentSchema>

export const transferDocumentSchema = z.object({
  links: z.array(
    z.object({
      label: z.string(),
      bytesPerDay: z.number(),
      bytesPerSecond: z.number(),
      daysPrinted: z.number().nullable(),
      cited: citedSchema
    })
  )
})
export type TransferDocument = z.infer<typeof transferDocumentSchema>

/** Prices of one day (`date`) and one region; GPUs, processors and whether a type is still there of another (`typesDate`). */
export const pricesDocumentSchema = z.object({
  region: z.string(),
  date: z.string(),
  cited: citedSchema,
  typesCited: citedSchema,
  typesDate: z.string(),
  machines: z.array(machinePriceSchema.omit({ region: true, cited: true }))
})
export type PricesDocument = z.infer<typeof pricesDocumentSchema>

export const sourcesDocumentSchema = z.array(planSourceSchema)

/** All tables together. */
export interface PlanData {
  readonly sources: z.infer<typeof sourcesDocumentSchema>
  readonly steps: StepsDocument
  readonly queues: QueuesDocument
  readonly storage: StorageDocument
  readonly transfer: TransferDocument
  readonly prices: PricesDocument
}
