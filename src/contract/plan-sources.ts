/** Where the planner's numbers come from, and what machines cost. */
import { z } from 'zod'

/** The documents and price lists that ship with the program (resources/plan). */
export const planSourceIds = [
  /** Workstation against AWS, step by step: RELION 2 on EMPIAR-10061. */
  'cianfrocco-2017',
  /** CryoSPARC queues on WEKA and on FSx for Lustre: EMPIAR-10288. */
  'weka-2023',
  /** Storage of a university's computing centre, and a camera's data against the way to S3. */
  'fsu-2017',
  /** Prices of the tool of the first document, in its code. */
  'cryoem-cloud-tools',
  /** Prices of machines of EC2. */
  'ec2-prices',
  /** GPUs, processors and memory of machines of EC2. */
  'ec2-types',
  /** The archive's entry of the data of the first document, and another paper's numbers of its particles. */
  'empiar-10061',
  'zivanov-2018'
] as const
export const planSourceIdSchema = z.enum(planSourceIds)
export type PlanSourceId = z.infer<typeof planSourceIdSchema>

export const planSourceSchema = z.object({
  id: planSourceIdSchema,
  title: z.string(),
  /** Null: the document does not name them. */
  authors: z.string().nullable(),
  /** As exactly as it is known: `2017`, `2023-07`, `2026-11-14`. Null: undated. */
  published: z.string().nullable(),
  url: z.url().nullable(),
  /** What it measured, and on which data. */
  about: z.string()
})
export type PlanSource = z.infer<typeof planSourceSchema>

/** Where a number stands: the document, and the place in it (`Table 2`). */
export const citedSchema = z.object({ source: planSourceIdSchema, where: z.string() })
export type Cited = z.infer<typeof citedSchema>

/** How a machine is paid for. `reserved`: for one year. `own`: a machine of one's own, by its price and use. */
export const planPricings = ['on-demand', 'spot', 'reserved'] as const
export const planPricingSchema = z.enum(planPricings)
export type PlanPricing = z.infer<typeof planPricingSchema>

/** EC2's name of a type: `g5.4xlarge`. */
export const machineTypeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,20}\.[a-z0-9-]{1,20}$/, 'must be a type of EC2, like g5.4xlarge')

const usdPerHour = z.number().nonnegative().nullable()

/** Dollars an hour; null is unknown, never nothing. */
export const machinePriceSchema = z.object({
  type: machineTypeSchema,
  region: z.string(),
  /** Null: none. Memory of one, GiB. */
  gpus: z.object({ model: z.string(), count: z.number().int(), memoryGib: z.number().nullable() }).nullable(),
  vcpus: z.number().int().nullable(),
  memoryGib: z.number().nullable(),
  /** Whether EC2 still had it in its list of types when the table was made; false: it cannot be launched any more. */
  offered: z.boolean(),
  onDemand: usdPerHour,
  spot: usdPerHour,
  reserved: usdPerHour,
  /** Of the prices: `2017`, `2023-07`, `2026-11-14`. */
  date: z.string(),
  cited: citedSchema
})
export type MachinePrice = z.infer<typeof machinePriceSchema>

/** `date`: of the newest price in it. `live` false: the table that ships with the program. */
export const priceTableSchema = z.object({
  date: z.string(),
  region: z.string(),
  live: z.boolean(),
  machines: z.array(machinePriceSchema)
})
export type PriceTable = z.infer<typeof priceTableSchema>
