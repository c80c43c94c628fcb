/** What data costs to keep, whether it can be moved in time, and whether a job starts sooner here or in the cloud. */
import { z } from 'zod'
import { instantSchema, siteNameSchema } from './base'
import { checkSchema } from './plan-compare'
import { citedSchema, machineTypeSchema, planPricingSchema } from './plan-sources'
import { planInputsSchema, planStepIdSchema } from './plan-steps'

/** Decimal units: 1 GB is 10^9 bytes, 1 TB 10^12. A month is a twelfth of a year of 365 days. */
export const storageInputsSchema = z.object({
  /** Bytes of one day of collection. */
  bytesPerDay: z.number().gt(0).max(1e18),
  /** Days of collection in a month. */
  daysPerMonth: z.number().gt(0).max(31).default(20),
  /** So many days a day's data stays on the hot tier. */
  hotDays: z.number().min(0).max(3650).default(30),
  /** Then so many years in the archive; 0: not kept. */
  archiveYears: z.number().min(0).max(50).default(5)
})
export type StorageInputs = z.infer<typeof storageInputsSchema>

/** Dollars between two figures where the document gives both; else they are equal. */
const rangeSchema = z.object({ low: z.number(), high: z.number() })

export const storageTierSchema = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['fast', 'object', 'archive']),
  place: z.enum(['cloud', 'local']),
  usdPerGbMonth: rangeSchema,
  /** As the document prints it: `$1450 per TB for 5 years`. */
  printed: z.string(),
  /** `2017`, `2023-07`. */
  date: z.string(),
  note: z.string(),
  /** Whether one broken disk takes no data with it. */
  redundant: z.boolean(),
  cited: citedSchema,
  /** What lies there once it is full: the hot days, or all the years of the archive. Bytes. */
  hot: z.object({ bytes: z.number(), usdPerMonth: rangeSchema, usdPerYear: rangeSchema }),
  archive: z.object({ bytes: z.number(), usdPerMonth: rangeSchema, usdPerYear: rangeSchema })
})
export type StorageTier = z.infer<typeof storageTierSchema>

export const storagePlanSchema = z.object({
  inputs: storageInputsSchema,
  bytesPerMonth: z.number(),
  bytesPerYear: z.number(),
  hotBytes: z.number(),
  archiveBytes: z.number(),
  tiers: z.array(storageTierSchema),
  /**
   * Each hot tier with each for the archive, of those that are redundant, built, and priced for so little; cheapest month
   * first (by the higher figure).
   */
  pairs: z.array(
    z.object({ hot: z.string(), archive: z.string().nullable(), usdPerMonth: rangeSchema, usdPerYear: rangeSchema })
  ),
  /** How both grow, at the end of each year from the first to the year in which nothing grows any more. Bytes. */
  growth: z.array(z.object({ year: z.number().int(), hotBytes: z.number(), archiveBytes: z.number() })),
  /** Totals of storage that the documents print, beside the arithmetic. */
  checks: z.array(checkSchema)
})
export type StoragePlan = z.infer<typeof storagePlanSchema>

export const transferInputsSchema = z.object({
  /** Bytes of one day of collection. */
  bytesPerDay: z.number().gt(0).max(1e18),
  bytesPerSecond: z.number().gt(0).max(1e12),
  /** Hours a day in which the link may be used. */
  hoursPerDay: z.number().gt(0).max(24).default(24),
  /** Days of collection without a pause: what is left behind after them. */
  days: z.number().gt(0).max(3650).default(1)
})
export type TransferInputs = z.infer<typeof transferInputsSchema>

export const transferPlanSchema = z.object({
  inputs: transferInputsSchema,
  /** Of the link at work, for one day of data. */
  hoursPerDayOfData: z.number(),
  /** Of the calendar: `4.6 days per day of data`. */
  daysPerDayOfData: z.number(),
  keepsUp: z.boolean(),
  /** What it would take, over the hours in which the link may be used. */
  neededBytesPerSecond: z.number(),
  /** Positive: too slow by so much; negative: to spare. */
  shortBytesPerSecond: z.number(),
  /** Still to be sent when the last day of collection ends; and when that is done, days after it. */
  backlogBytes: z.number(),
  backlogDays: z.number(),
  /** One sentence that says it all. */
  verdict: z.string(),
  /** The same for the rates that the documents name. */
  documents: z.array(
    z.object({
      label: z.string(),
      bytesPerDay: z.number(),
      bytesPerSecond: z.number(),
      daysPerDayOfData: z.number(),
      /** As it is printed there; null: it is not. */
      daysPrinted: z.number().nullable(),
      cited: citedSchema
    })
  )
})
export type TransferPlan = z.infer<typeof transferPlanSchema>

/** The same job here or there. */
export const startInputsSchema = planInputsSchema.extend({
  step: planStepIdSchema,
  /** Where it would run, or waits already; with `job` the scheduler is asked for its expected start. */
  site: siteNameSchema.optional(),
  job: z.string().min(1).max(100).optional(),
  /** Where the scheduler is not to be asked. */
  expectedStart: instantSchema.optional(),
  /** Hours that it runs on the cluster; left out: the time limit of `job` is the latest, and the end is unknown. */
  hoursHere: z.number().gt(0).max(100_000).optional(),
  /** Left out: the one that is first by both time and cost. */
  type: machineTypeSchema.optional(),
  spot: z.boolean().optional(),
  /** From the request until the first command. Minutes. An assumption: no document gives it. */
  bootMinutes: z.number().min(0).max(1440).default(5)
})
export type StartInputs = z.infer<typeof startInputsSchema>

const sideSchema = z.object({
  label: z.string(),
  start: instantSchema.nullable(),
  end: instantSchema.nullable(),
  hours: z.number().nullable(),
  usd: z.number().nullable(),
  note: z.string()
})

/** Null is unknown. */
export const startPlanSchema = z.object({
  step: planStepIdSchema,
  at: instantSchema,
  here: sideSchema,
  cloud: sideSchema.extend({
    type: z.string().nullable(),
    pricing: planPricingSchema,
    usdPerHour: z.number().nullable()
  }),
  startsSooner: z.enum(['here', 'cloud', 'equal', 'unknown']),
  endsSooner: z.enum(['here', 'cloud', 'equal', 'unknown']),
  /** By so many hours; null where unknown. */
  startHours: z.number().nullable(),
  endHours: z.number().nullable(),
  verdict: z.string()
})
export type StartPlan = z.infer<typeof startPlanSchema>
