/** What things in a cloud account cost while they are there. All of it is an estimate; what is unknown stays unknown. */
import type { CloudCost, CloudResource } from '@contract/cloud'

/** A twelfth of a year of 365 days, as AWS's own calculator has it. */
export const hoursPerMonth = 730

/**
 * Dollars per GB and month of volumes in us-east-1, without further IOPS and throughput: AWS Prescriptive Guidance,
 * "Optimize costs for Microsoft workloads, migrate EBS volumes from gp2 to gp3" (gp2 0.10; gp3 20% lower).
 */
const usdPerGbMonth: Readonly<Record<string, number>> = { gp2: 0.1, gp3: 0.08 }
const regionOfRates = 'us-east-1'

/** Dollars an hour of a public IPv4 address in every region, in use or not: AWS, from 1 February 2024. */
const usdPerAddressHour = 0.005

export function volumeUsdPerHour(region: string, type: string, sizeGb: number | null): number | null {
  const rate = region === regionOfRates ? usdPerGbMonth[type] : undefined
  return rate === undefined || sizeGb === null ? null : (rate * sizeGb) / hoursPerMonth
}

export const addressUsdPerHour = (): number => usdPerAddressHour

/** In these states an instance itself costs nothing; its volumes do, and stand in the list for themselves. */
export const isFreeState = (state: string): boolean => ['stopped', 'shutting-down', 'terminated'].includes(state)

/** The sum of what is known, and how many things are not in it. */
export function sumCost(resources: readonly Pick<CloudResource, 'usdPerHour'>[]): CloudCost {
  let usdPerHour = 0
  let unknown = 0
  for (const resource of resources)
    if (resource.usdPerHour === null) unknown += 1
    else usdPerHour += resource.usdPerHour
  // None is known of several: then the sum is unknown too, and never 0.
  const known = unknown === 0 || unknown < resources.length
  return {
    usdPerHour: known ? usdPerHour : null,
    usdPerMonth: known ? usdPerHour * hoursPerMonth : null,
    unknown
  }
}
