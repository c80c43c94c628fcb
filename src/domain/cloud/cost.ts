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

/** Dollars per GB and month as published; null: of that region or type it is not known here. */
export const volumeRate = (region: string, type: string): number | null =>
  (region === regionOfRates ? usdPerGbMonth[type] : undefined) ?? null

/** `rate`: dollars per GB and month; null: unknown. */
export const volumeUsdPerHour = (rate: number | null, sizeGb: number | null): number | null =>
  rate === null || sizeGb === null ? null : (rate * sizeGb) / hoursPerMonth

/** Dollars per GB and month of S3's standard class in us-east-1, the first 50 TB: resources/plan/storage.json has its source. */
const usdPerBucketGbMonth = 0.023

/** What lies in a bucket; null: its region has another rate, or is unknown. */
export const bucketUsdPerHour = (region: string | null, sizeGb: number): number | null =>
  region === regionOfRates ? (usdPerBucketGbMonth * sizeGb) / hoursPerMonth : null

export const addressUsdPerHour = (): number => usdPerAddressHour

/** In these states an instance itself costs nothing; its volumes do, and stand in the list for themselves. */
export const isFreeState = (state: string): boolean => ['stopped', 'shutting-down', 'terminated'].includes(state)

/**
 * What the rate of gp3 has in it (EBS user guide, "General Purpose SSD volumes"): IOPS, and MiB/s. More costs more.
 */
const inGp3 = { iops: 3000, throughput: 125 }

/** Whether the rate by size is all that a volume costs. */
export const isPlainVolume = (iops: number | undefined, throughput: number | undefined): boolean =>
  (iops ?? 0) <= inGp3.iops && (throughput ?? 0) <= inGp3.throughput

/** The sum of what is known, and how many things are not in it. `whole`: nothing is missing among them. */
export function sumCost(resources: readonly Pick<CloudResource, 'usdPerHour'>[], whole = true): CloudCost {
  let usdPerHour = 0
  let unknown = 0
  for (const resource of resources)
    if (resource.usdPerHour === null) unknown += 1
    else usdPerHour += resource.usdPerHour
  // Nothing that costs is known, but something is there or may be: then the sum is unknown, and never 0.
  const known = usdPerHour > 0 || (unknown === 0 && whole)
  return {
    usdPerHour: known ? usdPerHour : null,
    usdPerMonth: known ? usdPerHour * hoursPerMonth : null,
    unknown
  }
}
