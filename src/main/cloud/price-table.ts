/** The program's own dated table of on-demand prices, `resources/plan/ec2-prices.json`: Linux, shared hardware. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { programFolder } from '../program'

/** Dollars an hour, and the day of which that was the price. */
export interface OnDemandPrice {
  readonly usdPerHour: number
  readonly date: string
}

export interface PriceTable {
  /** The day of the table; null: there is none. */
  readonly date: string | null
  /** Null: unknown. The table is of one region, and says nothing of the others. */
  onDemand(region: string, type: string): OnDemandPrice | null
}

const tableSchema = z.object({
  region: z.string(),
  date: z.string(),
  machines: z.array(z.object({ type: z.string(), onDemand: z.number().positive().nullable(), date: z.string() }))
})

const noTable: PriceTable = { date: null, onDemand: () => null }

/** Without the file, or with one of another form, every price is unknown. */
export async function readPriceTable(
  file: string = join(programFolder(), 'resources', 'plan', 'ec2-prices.json')
): Promise<PriceTable> {
  const text = await readFile(file, 'utf8').catch(() => null)
  const read = tableSchema.safeParse(text === null ? null : parsed(text))
  if (!read.success) return noTable
  const { region: ofTable, date, machines } = read.data
  const prices = new Map(machines.map(({ type, onDemand, date: day }) => [type, { usdPerHour: onDemand, date: day }]))
  return {
    date,
    onDemand(region, type) {
      const price = region === ofTable ? prices.get(type) : undefined
      return price?.usdPerHour == null ? null : { usdPerHour: price.usdPerHour, date: price.date }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
