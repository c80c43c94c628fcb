/** Where a machine may be asked for: types in the user's order, in each the zones that have it and have a network. */
import type { AskedRun } from '@contract/cloud-runs'
import type { LaunchPlace } from '@domain/cloud/runs/run-record'
import { Failure } from '@domain/failure'
import { allPages, type CloudLink } from '../cloud-link'

type Network = Pick<LaunchPlace, 'subnet' | 'vpc'>

/** Zones that have the type, in no order. */
export async function offeredZones(
  link: CloudLink,
  types: readonly string[],
  signal: AbortSignal | undefined
): Promise<ReadonlyMap<string, readonly string[]>> {
  const offers = await allPages(
    token =>
      link.ec2('find the zones that have it', signal, (ec2, options) =>
        ec2.describeInstanceTypeOfferings(
          {
            LocationType: 'availability-zone',
            Filters: [{ Name: 'instance-type', Values: [...types] }],
            NextToken: token
          },
          options
        )
      ),
    page => page.InstanceTypeOfferings
  )
  const zones = new Map<string, string[]>()
  for (const { InstanceType, Location } of offers)
    if (InstanceType && Location) zones.set(InstanceType, [...(zones.get(InstanceType) ?? []), Location])
  return zones
}

/** The network of each zone: the subnet that is asked for, or those of the region's default network. */
export async function networksByZone(
  link: CloudLink,
  subnet: AskedRun['subnet'],
  signal: AbortSignal | undefined
): Promise<ReadonlyMap<string, Network>> {
  const question =
    subnet === null ? { Filters: [{ Name: 'default-for-az', Values: ['true'] }] } : { SubnetIds: [subnet] }
  const { Subnets } = await link.ec2('find the network of a zone', signal, (ec2, options) =>
    ec2.describeSubnets(question, options)
  )
  const networks = new Map<string, Network>()
  for (const { SubnetId, VpcId, AvailabilityZone } of Subnets ?? [])
    if (SubnetId && VpcId && AvailabilityZone) networks.set(AvailabilityZone, { subnet: SubnetId, vpc: VpcId })
  if (networks.size > 0) return networks
  throw new Failure('not-found', `There is no default network in ${link.place.region}.`, {
    hint: 'Name a subnet, or make a default VPC in the AWS console.'
  })
}

/** Zones as the user wants them; else the cheapest on the spot market first, then by name. */
export function orderedZones(
  offered: readonly string[],
  wanted: readonly string[],
  networks: ReadonlyMap<string, Network>,
  usdOf: (zone: string) => number | null
): string[] {
  const there = offered.filter(zone => networks.has(zone))
  if (wanted.length > 0) return wanted.filter(zone => there.includes(zone))
  const rank = (zone: string): number => usdOf(zone) ?? Number.POSITIVE_INFINITY
  return there.toSorted((one, other) => {
    const [a, b] = [rank(one), rank(other)]
    return a === b ? (one < other ? -1 : 1) : a - b
  })
}
