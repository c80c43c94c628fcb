/** What a machine costs at this moment on the spot market, zone by zone. */
import { allPages, type CloudLink } from './cloud-link'

export interface SpotPrice {
  readonly type: string
  readonly zone: string
  readonly usdPerHour: number
  readonly at: string
}

/** Linux, in classic networks and in a VPC. */
const linux: readonly unknown[] = ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)']

/** The newest price of each type and zone; with the history beginning now EC2 gives those that hold (EC2 API reference). */
export async function spotPrices(
  link: CloudLink,
  types: readonly string[],
  now: Date,
  signal: AbortSignal | undefined
): Promise<SpotPrice[]> {
  const rows = await allPages(
    token =>
      link.ec2('ask for spot prices', signal, (ec2, options) =>
        ec2.describeSpotPriceHistory(
          // As a filter: the SDK's own list of types ends on the day when it was made.
          { Filters: [{ Name: 'instance-type', Values: [...types] }], StartTime: now, NextToken: token },
          options
        )
      ),
    page => page.SpotPriceHistory
  )
  const newest = new Map<string, SpotPrice>()
  for (const { InstanceType: type, AvailabilityZone: zone, Timestamp: at, ...row } of rows) {
    const usdPerHour = Number(row.SpotPrice)
    if (!linux.includes(row.ProductDescription)) continue
    if (!type || !zone || !at || !(usdPerHour > 0)) continue
    const before = newest.get(`${type} ${zone}`)
    const price = { type, zone, usdPerHour, at: at.toISOString() }
    if (!before || before.at < price.at) newest.set(`${type} ${zone}`, price)
  }
  return [...newest.values()].toSorted((one, other) => one.usdPerHour - other.usdPerHour)
}
