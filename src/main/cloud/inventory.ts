/** All in an account's region that carries Farscope's tags, judged and priced. */
import { type CloudIdentity, type CloudInventory, type CloudResource, resourceKinds } from '@contract/cloud'
import {
  addressUsdPerHour,
  bucketUsdPerHour,
  hoursPerMonth,
  isFreeState,
  sumCost,
  volumeUsdPerHour
} from '@domain/cloud/cost'
import { isOwn } from '@domain/cloud/identity'
import { isKept, orphanReason } from '@domain/cloud/orphans'
import { Failure } from '@domain/failure'
import type { CloudLink } from './cloud-link'
import { describers, type Ec2Kind, type Found } from './describe-own'
import type { RegionPrices } from './region-prices'
import type { OwnResults } from './results/own-results'
import { type SpotPrice, spotPrices } from './spot-prices'

export interface InventoryParts {
  readonly link: CloudLink
  readonly identity: CloudIdentity
  /** Of these types, beside disks. */
  readonly readPrices: (types: readonly string[]) => Promise<RegionPrices>
  readonly now: Date
  readonly isKnownRun: (run: string) => boolean
  readonly results: Pick<OwnResults, 'list'>
  readonly signal: AbortSignal | undefined
}

const plurals: Readonly<Record<Ec2Kind, string>> = {
  instance: 'instances',
  'spot-request': 'spot requests',
  volume: 'volumes',
  snapshot: 'snapshots',
  address: 'addresses',
  'security-group': 'security groups'
}

/** A kind that cannot be asked for stands in `problems`; where none can, that is the failure. */
export async function readInventory(parts: InventoryParts): Promise<CloudInventory> {
  const { link, identity, now, readPrices, signal } = parts
  const problems: CloudInventory['problems'] = []
  const kinds = resourceKinds.filter(kind => kind !== 'results')
  const waiting = parts.results.list(link.place.profile, signal)
  // Whatever else is said first.
  waiting.catch(() => undefined)
  const lists = await Promise.all(
    kinds.map(kind =>
      describers[kind](link, { signal }).catch((thrown: unknown) => {
        const failure = Failure.from(thrown)
        if (signal?.aborted) throw failure
        problems.push({ what: plurals[kind], error: failure.toData() })
        return []
      })
    )
  )
  const [first] = problems
  if (first && problems.length === kinds.length) throw Failure.fromData(first.error)
  const results = await waiting
  problems.push(...results.problems)
  const own = lists.flat()
  const found = [...own, ...results.found.map(one => ({ ...one, inUse: one.inUse || hasMachine(own, one) }))]
  const [spot, prices] = await Promise.all([spotOf(parts, found, problems), readPrices(paidTypes(found))])
  const instances = new Map(own.flatMap(one => (one.kind === 'instance' ? [[one.id, one]] : [])))
  const resources = found.map(one => judged(one, parts, { spot, prices, instances }))
  const { profile, region } = link.place
  return {
    ...{ profile, region, identity, resources, problems },
    ...{ at: now.toISOString(), cost: sumCost(resources, problems.length === 0), pricesDate: prices.date }
  }
}

/** Types of the instances whose price on demand counts. */
const paidTypes = (found: readonly Found[]): string[] => [
  ...new Set(
    found.flatMap(({ kind, state, special, spot, type }) =>
      kind === 'instance' && !isFreeState(state) && !special && !spot ? [type] : []
    )
  )
]

/** While a machine of its run is there, more may come and somebody will fetch it: results. */
export const hasMachine = (found: readonly Found[], { tags }: Pick<Found, 'tags'>): boolean =>
  tags.run !== null && found.some(({ kind, tags: { run } }) => kind === 'instance' && run === tags.run)

interface Prices {
  readonly spot: readonly SpotPrice[]
  readonly prices: RegionPrices
}

/** Prices of the spot instances that run; without them their cost is unknown. */
async function spotOf(
  { link, now, signal }: InventoryParts,
  found: readonly Found[],
  problems: CloudInventory['problems']
): Promise<readonly SpotPrice[]> {
  const types = new Set(found.filter(one => one.spot && !isFreeState(one.state)).map(({ type }) => type))
  if (types.size === 0) return []
  return spotPrices(link, [...types], now, signal).catch((thrown: unknown) => {
    const failure = Failure.from(thrown)
    if (signal?.aborted) throw failure
    problems.push({ what: 'spot prices', error: failure.toData() })
    return []
  })
}

/** What may be done with a resource, and what it costs. */
function judged(
  { special, ...found }: Found,
  parts: InventoryParts,
  known: Prices & { readonly instances: ReadonlyMap<string, Found> }
): CloudResource {
  const holder = found.attachedTo === null ? undefined : known.instances.get(found.attachedTo)
  const usdPerHour = hourly({ special, ...found }, known)
  const mine = isOwn(found.tags.owner, parts.identity)
  return {
    ...found,
    mine,
    orphan: orphanReason(found, { now: parts.now, isKnownRun: parts.isKnownRun, mine, holder }),
    kept: isKept(found),
    usdPerHour,
    usdPerMonth: usdPerHour === null ? null : usdPerHour * hoursPerMonth
  }
}

function hourly(found: Found, { spot, prices }: Prices): number | null {
  const { type, zone, sizeGb } = found
  switch (found.kind) {
    case 'instance':
      if (isFreeState(found.state)) return 0
      if (found.special) return null
      if (found.spot) return spot.find(price => price.type === type && price.zone === zone)?.usdPerHour ?? null
      return prices.machine(type)?.usdPerHour ?? null
    case 'volume':
      return found.special ? null : volumeUsdPerHour(prices.disk(type), sizeGb)
    case 'address':
      return addressUsdPerHour()
    case 'snapshot':
      // AWS bills the blocks that changed since the one before, and does not say how many those are.
      return null
    case 'results':
      return bucketUsdPerHour(zone, sizeGb ?? 0)
    case 'spot-request':
    case 'security-group':
      return 0
  }
}
