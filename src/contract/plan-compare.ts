/** What the documents print, beside what their own numbers give by calculation. */
import { z } from 'zod'
import { citedSchema } from './plan-sources'

const hours = z.number().nullable()
const usd = z.number().nullable()

/** A figure of a document that its own numbers do not give, and why as far as it can be told. */
export const differenceSchema = z.object({
  /** What it is of: `Total of computing on AWS`. */
  what: z.string(),
  unit: z.enum(['usd', 'hours', 'percent', 'days']),
  printed: z.number(),
  computed: z.number(),
  why: z.string(),
  cited: citedSchema
})
export type Difference = z.infer<typeof differenceSchema>

/** Null: the document leaves it open. Prices are of the document's year. */
export const comparedStepSchema = z.object({
  /** As the document calls it; two steps have one name, `id` tells them apart. */
  step: z.string(),
  id: z.string(),
  workstationHours: hours,
  awsHours: hours,
  dataHours: hours,
  jobHours: hours,
  vms: z.number().int().nullable(),
  type: z.string().nullable(),
  /** Of one machine, as it is printed. */
  usdPerHour: usd,
  usdPrinted: usd,
  /** Hours that are billed x machines x price, in whole cents. */
  usdComputed: usd,
  /** Movie alignment is billed by the hours of the job, the other steps by all hours of their machines. */
  billed: z.enum(['job', 'total']),
  /** Working days since the begin, as they are printed. */
  workstationDay: z.number().int().nullable(),
  awsDay: z.number().int().nullable(),
  note: z.string(),
  cited: citedSchema
})
export type ComparedStep = z.infer<typeof comparedStepSchema>

/** A figure of a document beside what its own numbers give: also those that agree. */
export const checkSchema = z.object({
  what: z.string(),
  printed: z.number(),
  computed: z.number(),
  cited: citedSchema
})
export type Check = z.infer<typeof checkSchema>

const stepTotals = {
  workstationHours: z.number(),
  awsHours: z.number(),
  dataHours: z.number(),
  jobHours: z.number(),
  workstationUsd: z.number(),
  workstationUsdPerHour: z.number(),
  computeUsd: z.number(),
  storageUsd: z.number(),
  totalUsd: z.number()
}

export const stepsComparisonSchema = z.object({
  source: z.literal('cianfrocco-2017'),
  steps: z.array(comparedStepSchema),
  /** By calculation, from the unrounded numbers. */
  totals: z.object(stepTotals),
  /** As they are printed in the document. */
  printed: z.object({
    ...stepTotals,
    /** The same comparison on another page of it. */
    summary: z.object({
      computeUsd: z.number(),
      awsHours: z.number(),
      workstationHours: z.number()
    }),
    workstationDays: z.number().int(),
    awsDays: z.number().int(),
    rosettaUsd: z.number()
  }),
  /** What the storage price means: printed dollars / printed price. GB for one month. */
  storageGbMonths: z.number(),
  /** Of which the table gives no time: the hours of each machine that its printed cost pays for. */
  rosetta: z.object({
    structures: z.number().int(),
    structuresPerVm: z.number().int(),
    usdPrinted: z.number(),
    hoursComputed: z.number().nullable(),
    cited: citedSchema
  }),
  differences: z.array(differenceSchema)
})
export type StepsComparison = z.infer<typeof stepsComparisonSchema>

/** Advantages in percent of the time (and so the cost) on FSx. */
export const comparedQueueSchema = z.object({
  type: z.string(),
  wekaSeconds: z.number(),
  fsxSeconds: z.number(),
  advantagePrinted: z.number(),
  /** To a tenth. */
  advantageComputed: z.number(),
  /** On demand; the next one reserved for a year. */
  usdPerHour: z.number(),
  usdPerHourReserved: z.number(),
  wekaUsd: z.number(),
  fsxUsd: z.number(),
  wekaUsdReserved: z.number(),
  fsxUsdReserved: z.number(),
  cited: citedSchema
})
export type ComparedQueue = z.infer<typeof comparedQueueSchema>

export const comparedStorageSchema = z.object({
  configuration: z.string(),
  usdPerMonthPrinted: z.number(),
  usdPerMonthComputed: z.number(),
  /** Terabytes (10^12 bytes). */
  terabytes: z.number(),
  /** Against FSx of the same size, percent; null: it is that one. */
  advantagePrinted: z.number().nullable(),
  advantageComputed: z.number().nullable(),
  /** What it is made of. */
  parts: z.array(z.object({ what: z.string(), usdPerMonthPrinted: z.number(), usdPerMonthComputed: z.number() })),
  cited: citedSchema
})
export type ComparedStorage = z.infer<typeof comparedStorageSchema>

export const queuesComparisonSchema = z.object({
  source: z.literal('weka-2023'),
  queues: z.array(comparedQueueSchema),
  storage: z.array(comparedStorageSchema),
  /** Machines that the document names and prints no result of. */
  unmeasured: z.object({ types: z.array(z.string()), note: z.string(), cited: citedSchema }),
  checks: z.array(checkSchema),
  differences: z.array(differenceSchema)
})
export type QueuesComparison = z.infer<typeof queuesComparisonSchema>

export const comparisonSchema = z.discriminatedUnion('source', [stepsComparisonSchema, queuesComparisonSchema])
export type Comparison = z.infer<typeof comparisonSchema>
