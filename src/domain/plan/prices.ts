/** What an hour of a machine costs, by the price table, by the documents, or as the user says. */
import type { MachinePrice, PlanPricing, PriceTable } from '@contract/plan-sources'
import type { PlanInputs } from '@contract/plan-steps'
import type { PlanData, PricesDocument } from './plan-data'

/** By which prices a plan is made: a column of the price table, or those with which the documents calculated. */
export type AskedPricing = PlanPricing | 'document'

export interface Prices {
  readonly pricing: AskedPricing
  /** Of one machine of the type; null where it is unknown. Dollars an hour. */
  perHour(type: string, pricing: AskedPricing): number | null
  /** When that was the price; null: unknown, or the user's own. */
  dateOf(type: string): string | null
  find(type: string): PricesDocument['machines'][number] | undefined
  readonly machines: PricesDocument['machines']
}

export function createPrices(data: PlanData, inputs: Pick<PlanInputs, 'pricing' | 'prices'>): Prices {
  const table = new Map(data.prices.machines.map(machine => [machine.type, machine]))
  const ofDocuments = documentPrices(data)
  const own = inputs.prices ?? {}
  const pricing = inputs.pricing ?? 'on-demand'
  return {
    pricing,
    perHour(type, asked) {
      const price = own[type]
      if (price !== undefined) return price
      if (asked === 'document') return ofDocuments.get(type)?.usdPerHour ?? null
      return table.get(type)?.[columns[asked]] ?? null
    },
    dateOf(type) {
      if (own[type] !== undefined) return null
      return pricing === 'document' ? (ofDocuments.get(type)?.date ?? null) : (table.get(type)?.date ?? null)
    },
    find: type => table.get(type),
    machines: data.prices.machines
  }
}

const columns = { 'on-demand': 'onDemand', spot: 'spot', reserved: 'reserved' } as const

interface DocumentPrice {
  readonly usdPerHour: number
  readonly date: string
}

/** The benchmark's own rows come before the lists beside them. */
function documentPrices({ steps, queues, sources }: PlanData): Map<string, DocumentPrice> {
  const dates = new Map(sources.map(({ id, published }) => [id, published ?? '']))
  const prices = new Map<string, DocumentPrice>()
  const add = (type: string, usdPerHour: number | null, date = ''): void => {
    if (usdPerHour !== null && !prices.has(type)) prices.set(type, { usdPerHour, date })
  }
  for (const step of steps.steps) add(step.type, step.usdPerHour, dates.get(step.cited.source))
  for (const queue of queues.queues) add(queue.type, queue.usdPerHour, dates.get(queue.cited.source))
  for (const machine of steps.machines) add(machine.type, machine.usdPerHour, dates.get(steps.machinesCited.source))
  return prices
}

/** The table that ships with the program, or some types of it. */
export function priceTable({ prices }: PlanData, types?: readonly string[]): PriceTable {
  const machines = prices.machines
    .filter(({ type }) => !types || types.includes(type))
    .map((machine): MachinePrice => ({ ...machine, region: prices.region, cited: prices.cited }))
  return { date: prices.date, region: prices.region, live: false, machines }
}
