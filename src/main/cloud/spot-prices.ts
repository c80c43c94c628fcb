/** What a machine costs at this moment on the spot market, zone by zone. */
import type { SpotPriceChange } from '@domain/cloud/spend/spot-mean'
import { allPages, type CloudLink } from './cloud-link'

export interface SpotPrice {
  readonly type: string
  readonly zone: string
  readonly usdPerHour: number
  readonly at: string
}

/** Linux, in classic networks and in a VPC. */
const linux: readonly unknown[] = ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)']

interface SpotSpan {
  readonly filters: readonly { readonly Name: string; readonly Values: string[] }[]
  readonly start: Date
  readonly end?: Date
}

/** With the price that holds at `start`, and each change after it (EC2 API reference). */
async function askHistory(
  link: CloudLink,
  { filters, start, end }: SpotSpan,
  signal: AbortSignal | undefined
): Promise<SpotPrice[]> {
  const rows = await allPages(
    token =>
      link.ec2('ask for spot prices', signal, (ec2, options) =>
        ec2.describeSpotPriceHistory(
          // As a filter: the SDK's own list of types ends on the day when it was made.
          { Filters: [...filters], StartTime: start, ...(end && { EndTime: end }), NextToken: token },
          options
        )
      ),
    page => page.SpotPriceHistory
  )
  return rows.flatMap(({ InstanceType: type, AvailabilityZone: zone, Timestamp: at, ...row }) => {
    const usdPerHour = Number(row.SpotPrice)
    if (!linux.includes(row.ProductDescription) || !type || !zone || !at || !(usdPerHour > 0)) return []
    return [{ type, zone, usdPerHour, at: at.toISOString() }]
  })
}

/** What a type cost in a zone over a time. */
export async function spotHistory(
  link: CloudLink,
  { type, zone }: Pick<SpotPrice, 'type' | 'zone'>,
  { start, end }: { readonly start: Date; readonly end: Date },
  signal: AbortSignal | undefined
): Promise<SpotPriceChange[]> {
  const filters = [
    { Name: 'instance-type', Values: [type] },
    { Name: 'availability-zone', Values: [zone] }
  ]
  const prices = await askHistory(link, { filters, start, end }, signal)
  return prices.map(({ at, usdPerHour }) => ({ at: Date.parse(at), usdPerHour }))
}

/** The newest price of each type and zone; with the history beginning now EC2 gives those that hold (EC2 API reference). */
export async function spotPrices(
  link: CloudLink,
  types: readonly string[],
  now: Date,
  signal: AbortSignal | undefined
): Promise<SpotPrice[]> {
  const filters = [{ Name: 'instance-type', Values: [...types] }]
  const newest = new Map<string, SpotPrice>()
  for (const price of await askHistory(link, { filters, start: now }, signal)) {
    const key = `${price.type} ${price.zone}`
    const before = newest.get(key)
    if (!before || before.at < price.at) newest.set(key, price)
  }
  return [...newest.values()].toSorted((one, other) => one.usdPerHour - other.usdPerHour)
}
